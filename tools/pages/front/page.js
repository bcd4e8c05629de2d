// Equations, and where require.js looks for anywidget. Loaded after KaTeX and before require.js.

window.require = { baseUrl: "assets", waitSeconds: 60 };

const delimiters = [
  { left: "$$", right: "$$", display: true },
  { left: "$", right: "$", display: false },
  ...["equation", "align", "align*", "gather", "gather*"].map((name) => {
    return { left: `\\begin{${name}}`, right: `\\end{${name}}`, display: true };
  }),
];
for (const prose of document.querySelectorAll(".jp-RenderedMarkdown, .jp-RenderedLatex"))
  renderMathInElement(prose, { delimiters, throwOnError: false });
