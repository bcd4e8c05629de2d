// Buttons and no radio buttons, because JupyterLab keeps the arrow keys for itself.

export default {
  render({ model, el }) {
    const add = (tag, text, parent) => {
      const element = document.createElement(tag);
      element.textContent = text;
      element.dir = "auto";
      parent.append(element);
      return element;
    };
    const root = add("div", "", el);
    root.className = "lt-prediction";
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", model.get("question"));
    root.dataset.lmSuppressShortcuts = "true";
    add("b", model.get("question"), root);
    const buttons = model.get("options").map(([option]) => {
      const button = add("button", option, root);
      button.type = "button";
      button.addEventListener("click", () => {
        model.set("chosen", option);
        model.save_changes();
      });
      return button;
    });
    const reply = add("p", "", root);
    reply.setAttribute("role", "status");
    const draw = () => {
      const chosen = model.get("options").findIndex(([option]) => option === model.get("chosen"));
      buttons.forEach((button, k) => button.setAttribute("aria-pressed", k === chosen));
      reply.textContent = model.get("options")[chosen]?.[1] ?? "";
    };
    model.on("change:chosen", draw);
    draw();
    return () => model.off("change:chosen", draw);
  },
};
