// Is the page light or dark? JupyterLab says so on <body>; elsewhere the colour of the text tells.

function isDark(element) {
  const lab = document.body.dataset.jpThemeLight;
  if (lab) return lab === "false";
  const [red, green, blue] = getComputedStyle(element).color.match(/[\d.]+/g).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 128;
}

/** Call `changed` when the theme may be another one. Returns how to stop. */
function watchTheme(changed) {
  const observer = new MutationObserver(changed);
  const attributeFilter = ["data-jp-theme-light", "data-jp-theme-name", "data-theme", "class"];
  observer.observe(document.body, { attributes: true, attributeFilter });
  observer.observe(document.documentElement, { attributes: true, attributeFilter });
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    query.removeEventListener("change", changed);
  };
}
