// A view that is closed leaves the page with its model; what it drew last stays, as a still.

const CLOSED = "This view is closed: you see what it showed last. Run its cell again to go on.";

function leaveStill(scene) {
  const still = scene.el.cloneNode(true); // what canvases show is no part of a clone
  const copies = still.querySelectorAll("canvas");
  scene.el.querySelectorAll("canvas").forEach((canvas, k) => {
    if (canvas.width && canvas.height) copies[k].getContext("2d").drawImage(canvas, 0, 0);
  });
  for (const control of still.querySelectorAll("button, input")) control.disabled = true;
  for (const part of still.querySelectorAll("[tabindex]")) part.removeAttribute("tabindex");
  still.querySelector(".lt-note").textContent = CLOSED;
  // JupyterLab hides the frame of a view whose model is gone, so the still goes beside it.
  (scene.el.closest(".jp-OutputArea-output") ?? scene.el).after(still);
}
