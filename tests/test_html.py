"""`make html`, without a browser: where links lead, what a page holds, the list of pages, npm."""

import io
import json
import os
import re
import tarfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import make_html
import npm
import reexecute
from hygiene.outputs import WIDGET
from pages import write_contents, write_page
from pages.assets import SCRIPTS
from pages.page import ROOT, DeadLink, address, relink
from reexecute import FOLDER, Refused

TITLE = """# 05 · Hello & more

What does `c` keep, e.g. here? A second sentence,
over two lines.

- **You will build:** a *trained* model.
- **You need:** [01](01_equations.ipynb).
- **Minutes:** 50, and 45 for the exercises"""


STATE = "application/vnd.jupyter.widget-state+json"


def notebook(*outputs, title=TITLE):
    """A notebook with a title cell, a cell with these outputs, and the state of one widget, "m"."""
    code = new_code_cell("x", outputs=[new_output("display_data", data=data) for data in outputs])
    state = {"version_major": 2, "version_minor": 0, "state": {"m": {"said": "</script><b>"}}}
    cells = [new_markdown_cell(title), code]
    return new_notebook(cells=cells, metadata={"widgets": {STATE: state}})


@pytest.fixture
def page(tmp_path):
    """A function that writes a notebook's page and parses it."""

    def write(nb):
        path = write_page(nb, FOLDER / "05_hello.ipynb", tmp_path)
        return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")

    return write


# --- links


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("01_equations.ipynb", "01_equations.html"),
        ("./01_equations.ipynb#3.-Why?", "01_equations.html#3.-Why?"),
        ("../notebooks/00%5Fstart_here.ipynb", "00_start_here.html"),
        ("#Summary", "#Summary"),
        ("https://example.org/a.ipynb", "https://example.org/a.ipynb"),
        ("mailto:someone@example.org", "mailto:someone@example.org"),
        ("data:image/png;base64,iVBO", "data:image/png;base64,iVBO"),
        ("../LICENSE#here", "files/LICENSE#here"),
        ("../tools/pages/page.py", "files/tools/pages/page.py"),
    ],
)
def test_links_lead_to_pages_and_to_files_copied_beside_them(target, expected, tmp_path):
    assert address(target, FOLDER / "05_hello.ipynb", tmp_path) == expected
    copied = [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()]
    assert copied == [expected.partition("#")[0]] * expected.startswith("files/")
    for path in copied:
        original = ROOT / Path(path).relative_to("files")
        assert (tmp_path / path).read_bytes() == original.read_bytes()


@pytest.mark.parametrize("target", ["../missing.pdf", "../tools", "../../../../etc/passwd"])
def test_a_link_to_no_file_of_the_repository_is_an_error(target, tmp_path):
    with pytest.raises(DeadLink, match=re.escape(target)):
        address(target, FOLDER / "05_hello.ipynb", tmp_path)
    assert not list(tmp_path.iterdir())


def test_links_and_images_of_the_notebook_are_rewritten_and_the_frame_is_not(tmp_path):
    html = '<a href="index.html">all</a><main><a href="01.ipynb">1</a><img src="../LICENSE"></main>'
    frame, link = re.findall('href="(.*?)"', relink(html, FOLDER / "05.ipynb", tmp_path))
    assert (frame, link) == ("index.html", "01.html")
    assert 'src="files/LICENSE"' in relink(html, FOLDER / "05.ipynb", tmp_path)


def test_every_link_between_the_stored_notebooks_leads_to_a_heading_of_its_page(tmp_path):
    sources = sorted(FOLDER.glob("*.ipynb"))
    for source in sources:
        write_page(nbformat.read(source, as_version=4), source, tmp_path)
    pages = {
        path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in tmp_path.glob("*.html")
    }
    followed = 0
    for name, page in pages.items():
        for link in page.select("main a[href]"):
            url = urlsplit(link["href"])
            if url.scheme:
                continue
            target = pages[url.path or name]
            # a browser looks for the fragment as it stands, then for what it decodes to
            anchors = [url.fragment, unquote(url.fragment)]
            assert not url.fragment or target.find(id=anchors), f"{name}: {link['href']}"
            followed += "anchor-link" not in link.get("class", [])
    assert len(pages) == len(sources) and followed >= len(sources)


# --- a page


def test_a_page_loads_nothing_from_elsewhere_and_no_widget_scripts_it_does_not_need(page):
    plain = page(notebook({"text/plain": "1"}))
    live = page(notebook({WIDGET: {"model_id": "m"}, "text/plain": "a view"}))
    for soup in (plain, live):
        loaded = [e["src"] for e in soup.select("[src]")]
        loaded += [e["href"] for e in soup.select("link[href]")]
        assert loaded and all(path.startswith("assets/") for path in loaded)
    assert not plain.select("script[src*=embed-amd], script[src*=require]")
    # KaTeX hands itself to require.js where that is there already, so it must come first
    order = [Path(script["src"]).name for script in live.select("script[src]")]
    assert order[0] == "katex.min.js" and order[-2:] == ["require.js", "embed-amd.js"]


def test_a_page_says_what_it_is(page):
    soup = page(notebook())
    assert soup.html["lang"] == "en" and soup.html["data-kernel"] == "none"
    assert soup.title.text == "05 · Hello & more · lstm_teach"
    assert soup.find("a", href="01_equations.html").text == "01"
    assert not re.search(r"In\s*\[|Out\s*\[", soup.main.text)


def test_pictures_have_their_text_as_alt(page):
    alt = 'Heatmap: "f" <= 1, mean 0.5'
    (image,) = page(notebook({"image/png": "iVBO\n", "text/plain": alt})).select("img")
    assert image["alt"] == alt
    assert image["src"] == "data:image/png;base64,iVBO"


def test_a_live_view_comes_with_its_still_picture(page):
    data = {WIDGET: {"model_id": "m"}, "image/png": "iVBO", "text/plain": "The explorer"}
    soup = page(notebook(data))
    view = soup.find("script", type=WIDGET)
    assert json.loads(view.string) == {"model_id": "m"}
    assert view.find_next_sibling("img", class_="still")["alt"] == "The explorer"


def test_the_state_of_live_views_is_in_the_page(page):
    nb = notebook({WIDGET: {"model_id": "m"}})
    assert json.loads(page(nb).find("script", type=STATE).string) == nb.metadata.widgets[STATE]


def test_a_view_whose_state_is_lost_is_its_picture(page):
    nb = notebook({WIDGET: {"model_id": "closed"}, "image/png": "iVBO", "text/plain": "A view"})
    soup = page(nb)
    assert not soup.find("script", type=WIDGET) and soup.img["alt"] == "A view"


# --- the page that lists the others


def contents(folder, notebooks):
    write_contents(notebooks, folder)
    return BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser")


def test_the_index_says_what_the_title_cells_say(tmp_path):
    (tmp_path / "05_hello.html").touch()
    soup = contents(tmp_path, {FOLDER / "05_hello.ipynb": notebook()})
    (item,) = soup.select("li")
    assert item.a["href"] == "05_hello.html" and item.a.text == "05 · Hello & more"
    first, build, minutes = item.select("p")
    assert first.decode_contents() == "What does <code>c</code> keep, e.g. here?"
    assert build.decode_contents() == "<b>You will build:</b> a <em>trained</em> model."
    assert minutes.text == "Minutes: 50, and 45 for the exercises"


def test_the_index_lists_pages_that_are_there_in_order(tmp_path):
    names = ["05_hello", "00_start_here", "01_equations"]
    for name in names[:2]:
        (tmp_path / f"{name}.html").touch()
    sources = {FOLDER / f"{name}.ipynb": notebook(title="# Bare title") for name in names}
    soup = contents(tmp_path, sources)
    assert [a["href"] for a in soup.select("li a")] == ["00_start_here.html", "05_hello.html"]
    assert soup.select("li .facts") == []  # what is not said is not listed


def test_the_index_has_a_sentence_for_every_notebook(tmp_path):
    sources = {path: nbformat.read(path, as_version=4) for path in FOLDER.glob("*.ipynb")}
    for path in sources:
        (tmp_path / f"{path.stem}.html").touch()
    items = contents(tmp_path, sources).select("li")
    assert len(items) == len(sources)
    for item in items:
        first, build, minutes = item.select("p")
        assert re.fullmatch(r".{20,}[.?!]", first.text, re.DOTALL)
        assert len(build.text) > 30 and re.search(r"\d", minutes.text)


# --- the command


@pytest.fixture
def workshop(tmp_path, monkeypatch, capsys):
    """A repository of two notebooks; returns a function that runs the command on it."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for name in ("00_good", "01_bad"):
        nbformat.write(notebook(title=f"# {name}"), folder / f"{name}.ipynb")
    monkeypatch.setattr(reexecute, "FOLDER", folder)
    monkeypatch.setattr(make_html, "FOLDER", folder)
    monkeypatch.setattr(make_html, "TARGET", tmp_path / "build" / "html")
    monkeypatch.setattr(make_html, "prepare", lambda folder: None)
    monkeypatch.setattr(make_html, "write_assets", lambda folder: None)

    def execute(nb, source, widget_state):
        assert widget_state
        if "bad" in source.name:
            raise Refused("a cell raised")

    monkeypatch.setattr(make_html, "execute", execute)

    def run(*only):
        monkeypatch.setattr("sys.argv", ["make_html.py", *only])
        return make_html.main(), capsys.readouterr(), make_html.TARGET

    return run


def test_one_bad_notebook_costs_only_its_own_page(workshop):
    code, said, folder = workshop()
    assert code == 1
    assert sorted(path.name for path in folder.iterdir()) == ["00_good.html", "index.html"]
    assert said.err == "01_bad.ipynb: has no new page, a cell raised\n"
    done, total = said.out.splitlines()
    assert re.fullmatch(r"00_good\.ipynb: 00_good\.html, widgets: 0, \d+ KB, \d+\.\d s", done)
    assert re.fullmatch(r"1 pages, 0\.\d MB in all, \d+ s\. Open build/html/index\.html", total)


def test_chosen_notebooks_are_added_and_stale_pages_go(workshop):
    _, _, folder = workshop("00")
    (folder / "02_renamed_since.html").touch()
    (folder / "01_bad.html").write_text("of an earlier run")
    code, said, _ = workshop("00")
    assert code == 0 and said.err == ""
    assert sorted(p.name for p in folder.iterdir()) == ["00_good.html", "01_bad.html", "index.html"]
    assert "01_bad.html" in (folder / "index.html").read_text()


def test_without_npm_it_says_so_in_one_line_and_builds_nothing(workshop, monkeypatch):
    def missing(folder):
        raise npm.Unavailable("npm is needed once")

    monkeypatch.setattr(make_html, "write_assets", missing)
    code, said, folder = workshop()
    assert code == 1 and said.err == "no pages were built: npm is needed once\n"
    assert not list(folder.iterdir())
    assert workshop("99")[0] == 1


# --- npm


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """A pinned package, and an `npm` on PATH that packs it; returns its archive there."""
    archive = tmp_path / "registry.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        for name in ("index.js", "dist/a.woff2", "dist/b.woff2"):
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(name)
            tar.addfile(info, io.BytesIO(name.encode()))
    tools = tmp_path / "bin"
    tools.mkdir()
    command = tools / "npm"
    command.write_text(
        f'#!/bin/sh\necho run >> {tmp_path}/runs\nfor to; do :; done\ncp {archive} "$to/x.tgz"\n'
    )
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(npm, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(npm, "PINNED", {"@a/b": ("1.0.0", npm.checksum(archive))})
    return archive


def test_files_of_a_package_are_fetched_once(registry, tmp_path):
    assert npm.files("@a/b", "index.js") == {"index.js": b"index.js"}
    assert sorted(npm.files("@a/b", "dist/*.woff2")) == ["dist/a.woff2", "dist/b.woff2"]
    assert (tmp_path / "runs").read_text() == "run\n"
    assert [path.name for path in npm.CACHE.iterdir()] == ["a-b-1.0.0.tgz"]
    with pytest.raises(FileNotFoundError, match="npm package @a/b has no file missing.js"):
        npm.files("@a/b", "index.js", "missing.js")


def test_a_damaged_archive_is_fetched_again(registry, tmp_path):
    npm.files("@a/b", "index.js")
    npm.archive("@a/b").write_bytes(b"half a download")
    assert npm.files("@a/b", "index.js") == {"index.js": b"index.js"}
    assert (tmp_path / "runs").read_text() == "run\nrun\n"


def test_another_archive_than_the_pinned_one_is_not_used(registry):
    registry.write_bytes(registry.read_bytes() + b"more")
    with pytest.raises(npm.Unavailable, match="another checksum"):
        npm.files("@a/b", "index.js")
    assert not list(npm.CACHE.iterdir())


def test_without_npm_or_network_the_reason_is_one_line(registry, monkeypatch):
    registry.unlink()  # npm then packs nothing, as without a network
    with pytest.raises(npm.Unavailable, match=r"npm could not fetch @a/b@1\.0\.0; is the network"):
        npm.files("@a/b", "index.js")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(npm.Unavailable, match="npm is needed once") as caught:
        npm.files("@a/b", "index.js")
    assert "\n" not in str(caught.value)


def test_what_pages_load_is_pinned():
    assert set(SCRIPTS) <= set(npm.PINNED)
    for version, integrity in npm.PINNED.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert re.fullmatch(r"sha512-[\w+/]{86}==", integrity)
