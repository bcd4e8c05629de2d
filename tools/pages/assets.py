"""What all pages share, in one folder beside them: nothing is loaded from anywhere else."""

from pathlib import Path

from jupyter_core.paths import jupyter_path
from pygments.formatters import HtmlFormatter

import npm

OWN = Path(__file__).parent / "front"
FOLDER = "assets"  # beside the pages; page.js names it too

# npm package: {its files: where they go under assets/}
SCRIPTS = {
    # draws saved widgets without a kernel; AMD modules, so it needs require.js
    "@jupyter-widgets/html-manager": {"dist/embed-amd.js": "", "dist/*.woff2": ""},
    "requirejs": {"require.js": ""},
    # equations: 0.6 MB with its fonts, where MathJax 2 has 73
    "katex": {
        "dist/katex.min.js": "katex/",
        "dist/katex.min.css": "katex/",
        "dist/contrib/auto-render.min.js": "katex/",
        "dist/fonts/*.woff2": "katex/fonts/",
        "LICENSE": "katex/",
    },
}
CODE_STYLES = {"light": "xcode", "dark": "github-dark"}  # Pygments


def write_assets(folder: Path) -> None:
    """Fill `folder`/assets.

    Raises:
        npm.Unavailable: a package is not here, and npm or the network is missing.
    """
    contents = {path.name: path.read_bytes() for path in OWN.iterdir()}
    contents["anywidget.js"] = anywidget_script().read_bytes()
    contents["code.css"] = code_colours().encode()
    for name, wanted in SCRIPTS.items():
        for pattern, target in wanted.items():
            for path, content in npm.files(name, pattern).items():
                contents[target + Path(path).name] = content
    for name, content in contents.items():
        path = folder / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def anywidget_script() -> Path:
    """anywidget's front end as the AMD module that its Python package brings for notebooks."""
    places = [Path(p) / "anywidget" / "index.js" for p in jupyter_path("nbextensions")]
    found = next((path for path in places if path.is_file()), None)
    if found is None:
        raise FileNotFoundError(f"anywidget's index.js is in none of {', '.join(map(str, places))}")
    return found


def code_colours() -> str:
    """Style sheet of highlighted code, light and dark."""
    light, dark = (
        HtmlFormatter(style=style).get_style_defs(".highlight") for style in CODE_STYLES.values()
    )
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
