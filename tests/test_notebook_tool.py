"""`make notebooks`: what it stores, what it refuses, and that a second run changes nothing."""

import json
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import reexecute
from reexecute import Refused, name_cells, refresh, slug

SHOW = """\
from IPython.display import display
display({"text/plain": "a picture of nothing", "image/png": "iVBO",
         "application/vnd.jupyter.widget-view+json": {"model_id": "0"}}, raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}, raw=True)"""


@pytest.fixture
def stored(tmp_path):
    """A function that stores code cells as a notebook, cluttered as an editor may leave it."""

    def store(*sources, tags=()):
        cells = [new_code_cell(source, execution_count=9) for source in sources]
        nb = new_notebook(cells=[new_markdown_cell("# The forget gate"), *cells])
        nb.metadata["widgets"] = {"state": {}}
        nb.cells[1].metadata = nbformat.from_dict({"tags": list(tags), "collapsed": True})
        path = tmp_path / "01_gate.ipynb"
        path.write_text(nbformat.v4.writes(nb, indent=4), encoding="utf-8")
        return path

    return store


def test_it_executes_and_stores_one_normal_form(stored):
    path = stored("x = 2", "print(x)", SHOW, "x", tags=["derivation"])
    said = refresh(path)
    assert re.fullmatch(r"5 cells, 1 pictures, \d+\.\d s, \d+ KB", said)

    nb = json.loads(path.read_text())
    assert nb["metadata"] == reexecute.METADATA
    codes = [cell for cell in nb["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in codes] == [1, 2, 3, 4]
    assert [cell["metadata"] for cell in codes] == [{"tags": ["derivation"]}, {}, {}, {}]
    assert codes[1]["outputs"][0]["text"] == ["2\n"]
    # the widget's view is dropped, and with it the output that had nothing else
    assert [sorted(out["data"]) for out in codes[2]["outputs"]] == [["image/png", "text/plain"]]
    assert codes[3]["outputs"][0]["execution_count"] == 4

    first = path.read_bytes()
    refresh(path)
    assert path.read_bytes() == first
    assert first.startswith(b'{\n "cells"') and first.endswith(b"}\n")


def test_an_expected_error_keeps_its_message_and_no_folders(stored):
    path = stored("raise ValueError('h_prev has shape (3, 4)')", tags=["raises-exception"])
    refresh(path)
    (output,) = json.loads(path.read_text())["cells"][1]["outputs"]
    assert output["traceback"] == ["ValueError: h_prev has shape (3, 4)"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings; warnings.warn('careful')", "cell .+ wrote to stderr:\n.*careful"),
        ("print('x' * 400_000)", "it would have 401 KB, at most 400"),
    ],
)
def test_a_bad_notebook_is_refused_and_left_as_it_was(stored, source, reason):
    path = stored(source)
    before = path.read_bytes()
    with pytest.raises(Refused, match=f"(?s){reason}"):
        refresh(path)
    assert path.read_bytes() == before


def test_cells_keep_their_ids_and_missing_ones_get_readable_ones():
    cells = [
        {"cell_type": "markdown", "source": ["# The forget gate: f"]},
        {"cell_type": "code", "source": ["# no heading"], "id": "kept"},
        {"cell_type": "code", "source": ["x = 1"]},
        {"cell_type": "markdown", "source": "words"},
        {"cell_type": "markdown", "source": ["## The forget gate: f\n", "again"]},
    ]
    name_cells(cells)
    names = [cell["id"] for cell in cells]
    again = "the-forget-gate-f-3"
    assert names == [
        "the-forget-gate-f",
        "kept",
        "the-forget-gate-f-1",
        "the-forget-gate-f-2",
        again,
    ]


def test_a_heading_without_a_latin_letter_still_gives_an_id():
    assert slug("مرحبا") == "cell"
    assert re.fullmatch(r"[a-z0-9-]{1,64}", slug("x" * 100 + " y"))


def test_only_the_chosen_notebooks_are_run(tmp_path, monkeypatch, capsys):
    for name in ("01_a.ipynb", "02_b.ipynb", "05_c.ipynb"):
        (tmp_path / name).touch()
    ran = []
    monkeypatch.setattr(reexecute, "FOLDER", tmp_path)
    monkeypatch.setattr(reexecute, "prepare", lambda folder: None)
    monkeypatch.setattr(reexecute, "complaints", lambda notebook: ["has no title"])
    monkeypatch.setattr(reexecute.Notebook, "read", lambda path: None)
    monkeypatch.setattr(reexecute, "refresh", lambda path: ran.append(path.name) or "done")
    monkeypatch.setattr("sys.argv", ["reexecute.py", "05", "01"])
    assert reexecute.main() == 0
    assert ran == ["01_a.ipynb", "05_c.ipynb"]
    assert "05_c.ipynb: done\n    house rule: has no title\n" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["reexecute.py", "99"])
    assert reexecute.main() == 1
    assert capsys.readouterr().err == f"no such notebook in {tmp_path.name}/: 99\n"
