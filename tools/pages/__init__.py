"""Notebooks as web pages that need no kernel and no network: `make html`.

    page        one executed notebook to one page; where its links lead
    contents    the page that lists the others, from their title cells
    assets      what all pages share: scripts from npm and anywidget, style sheets (own ones: front)

Sliders over steps and epochs move in these pages; what a kernel computes shows its last state.
"""

from pages.assets import write_assets
from pages.contents import write_contents
from pages.page import write_page

__all__ = ["write_assets", "write_contents", "write_page"]
