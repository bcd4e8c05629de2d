"""The house rules hold in every notebook, and each rule notices what it is there for.

The rules are in tools/hygiene; the second half of this file shows each of them a notebook that
breaks it, and a good one that it must let pass.
"""

import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import hygiene
from hygiene import Notebook, code, links, outputs, structure

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_keeps_the_house_rules(path):
    found = hygiene.complaints(Notebook.read(path))
    assert not found, "\n".join([f"{path.name}:", *found])


def test_no_name_is_defined_in_two_notebooks():
    assert code.defined_once([Notebook.read(path) for path in NOTEBOOKS]) == []


def linked_notebooks(text: str) -> list[str]:
    """The file names of the notebooks a Markdown text links to."""
    names = {Path(target.partition("#")[0]).name for target in links.targets(text)}
    return sorted(name for name in names if name.endswith(".ipynb") and name[0].isdigit())


def test_the_readme_lists_exactly_the_notebooks_there_are():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    local = [t for t in links.targets(text) if not t.startswith("http")]
    assert [(t, w) for t in local if (w := links.broken(t, ROOT / "README.md"))] == []
    assert linked_notebooks(text) == [path.name for path in NOTEBOOKS]


def test_the_first_notebook_lists_exactly_the_others():
    start = Notebook.read(ROOT / "notebooks" / "00_start_here.ipynb")
    listed = linked_notebooks("\n\n".join(cell.source for cell in start.prose))
    others = [path.name for path in NOTEBOOKS if path.name != start.path.name]
    assert [name for name in listed if name != start.path.name] == others


TITLE = "# One gate\n\n**You will build** a gate. **You need** nothing. **20 minutes.**"
ALT = "Forget gate of 8 units over 4 steps, values from 0.36 to 0.79"


def store(nb, path):
    """The notebook as read from a file. nbformat.write would repair it."""
    path.write_text(nbformat.v4.writes(nb), encoding="utf-8")
    return Notebook.read(path)


@pytest.fixture
def good(tmp_path):
    """A function that makes a good notebook, one of whose cells a test may replace or add."""

    def make(source="x = 1", *, prose="## The gate", tags=(), output=None, title=TITLE):
        cell = new_code_cell(source, execution_count=1, outputs=[output] if output else [])
        cell.metadata = nbformat.from_dict({"tags": list(tags)} if tags else {})
        closing = [new_markdown_cell(f"## {name}") for name in structure.SECTIONS]
        nb = new_notebook(
            cells=[new_markdown_cell(title), new_markdown_cell(prose), cell, *closing]
        )
        nb.metadata = nbformat.from_dict(
            {"kernelspec": {"name": "python3"}, "language_info": {"name": "python"}}
        )
        return store(nb, tmp_path / "01_gate.ipynb")

    return make


def png(alt=ALT):
    return new_output("display_data", {"image/png": "iVBO", "text/plain": alt})


def said(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def test_a_good_notebook_has_no_complaints(good):
    notebook = good("import numpy as np\nrng = np.random.default_rng(0)", output=png())
    assert hygiene.complaints(notebook) == []


def change(notebook, what):
    """Break `notebook` by running a statement on its node `nb` and its code cell `cell`."""
    exec(what, {"nb": notebook.node, "cell": notebook.code[0], "new": new_markdown_cell})
    return store(notebook.node, notebook.path)


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        (structure.one_title, "nb.cells.append(new('# Another'))"),
        (structure.one_title, "nb.cells.insert(0, new('before the title'))"),
        (structure.headings_do_not_jump, "nb.cells.insert(2, new('#### Deep'))"),
        (structure.closes_with_its_sections, "del nb.cells[-1]"),
        (structure.closes_with_its_sections, "nb.cells.insert(1, nb.cells.pop())"),
        (structure.code_cells_are_short, "cell.source = 'x = 1\\n' * 26"),
        (structure.code_cells_are_short, "cell.source = ''"),
        (structure.metadata_is_minimal, "nb.metadata['widgets'] = {}"),
        (structure.metadata_is_minimal, "nb.metadata.kernelspec.name = 'my-env'"),
        (structure.metadata_is_minimal, "nb.metadata.language_info.version = '3.11'"),
        (structure.metadata_is_minimal, "cell.metadata['execution'] = {}"),
        (structure.cells_have_ids, "cell.id = nb.cells[0].id"),
        (structure.cells_have_ids, "del cell['id']"),
        (structure.file_is_small, "nb.cells[1].source += 'x' * 400_000"),
        (outputs.executed_top_to_bottom, "cell.execution_count = None"),
        (outputs.executed_top_to_bottom, "cell.execution_count = 7"),
    ],
)
def test_a_broken_notebook_is_noticed(good, rule, what):
    assert rule(good()) == []
    assert len(rule(change(good(), what))) == 1


@pytest.mark.parametrize("missing", ["You will build", "You need", "20 minutes"])
def test_a_title_that_does_not_say_what_to_expect_is_noticed(good, missing):
    title = TITLE.replace(missing, "...")
    assert len(structure.title_cell_says_what_to_expect(good(title=title))) == 1
    assert structure.title_cell_says_what_to_expect(good()) == []


@pytest.mark.parametrize(
    ("rule", "output"),
    [
        (outputs.nothing_on_stderr, said("careful", name="stderr")),
        (outputs.no_errors, new_output("error", ename="ValueError", evalue="", traceback=[])),
        (outputs.no_widget_view, new_output("display_data", {outputs.WIDGET: {}})),
        (outputs.pictures_have_alt_text, png("")),
        (outputs.pictures_have_alt_text, png("a short one")),
        (outputs.pictures_have_alt_text, png("<Figure size 640x480 with 1 Axes>")),
        (outputs.pictures_have_alt_text, png("View object at 0x7f14cf0a1110 and more words")),
        (outputs.outputs_name_no_machine, said("saved to /home/ada/lstm/x.png")),
        (outputs.outputs_name_no_machine, said(r"C:\Users\ada")),
        (outputs.outputs_name_no_machine, said(f"in {ROOT / 'src'}")),
        (outputs.outputs_name_no_machine, said("~/lstm_teach/src")),
        (outputs.outputs_name_no_machine, said("in ipykernel_4711")),
        (outputs.outputs_name_no_machine, said("<object at 0x7f14cf0a1110>")),
    ],
)
def test_a_bad_output_is_noticed(good, rule, output):
    assert rule(good(output=said("0.47 of 1/2, a/b"))) == []
    assert len(rule(good(output=output))) == 1


def test_an_expected_error_passes_and_a_missing_one_is_noticed(good):
    error = new_output("error", ename="ValueError", evalue="", traceback=["ValueError: "])
    assert outputs.no_errors(good(output=error, tags=["raises-exception"])) == []
    assert len(outputs.no_errors(good(tags=["raises-exception"]))) == 1


@pytest.mark.parametrize(
    "prose",
    [
        "[there](02_missing.ipynb)",
        "[up](#No-such-heading)",
        "[that](01_gate.ipynb#Sumary)",
        "[web](https://)",
        "[code](javascript:alert(1))",
        "[named][x]\n\n[x]: nowhere.md",
        "<a href='nowhere.md'>here</a>",
    ],
)
def test_a_link_to_nowhere_is_noticed(good, prose):
    assert len(links.links_lead_somewhere(good(prose=prose))) == 1


@pytest.mark.parametrize(
    "prose",
    [
        "[here](#Summary)",
        "## The gate\n\n[itself](01_gate.ipynb#The-gate)",
        "[paper](https://arxiv.org/abs/1503.04069)",
        "`[not](a.link)` and $a[0](b)$ and\n\n```\n[nor](this)\n```",
        "<a id='spot'></a>[there](#spot)",
    ],
)
def test_a_link_that_leads_somewhere_passes(good, prose):
    assert links.links_lead_somewhere(good(prose=prose)) == []


def test_anchors_of_markdown_files_are_those_of_github(tmp_path):
    page = tmp_path / "README.md"
    page.write_text("# How to teach: with it\n")
    assert links.broken("README.md#how-to-teach-with-it", page) is None
    assert links.broken("README.md#How-to-teach", page)


def test_images_need_a_file_and_alt_text(good, tmp_path):
    (tmp_path / "cell.png").write_bytes(b"")
    rule = links.images_are_described_and_there
    assert rule(good(prose="![the LSTM cell](cell.png)")) == []
    assert rule(good(prose="<img src='cell.png' alt='the LSTM cell'>")) == []
    assert len(rule(good(prose="![](cell.png)"))) == 1
    assert len(rule(good(prose="<img src='cell.png'>"))) == 1
    assert len(rule(good(prose="![the LSTM cell](gone.png)"))) == 1
    assert len(rule(good(prose="![the LSTM cell](https://example.org/cell.png)"))) == 1


OTHERS_NAMES = ["hidden_prev", "ct_1", "c_t", "C_prev", "h_t", "x_t", "prev_h", "c_tilde", "ot"]


@pytest.mark.parametrize("name", OTHERS_NAMES)
def test_names_outside_the_symbol_table_are_noticed(good, name):
    for source in (f"{name} = 0", f"def step({name}):\n    pass", f"print({name})"):
        assert len(code.names_from_the_symbol_table(good(source))) == 1


def test_names_of_the_symbol_table_pass(good):
    source = "x, h, c, h_prev, c_prev, xs, hs, cs, z_i, dh, W_x, T = range(12)\n'h_t'  # c_t"
    assert code.names_from_the_symbol_table(good(source)) == []


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("i, f, g, o = gates", 0),
        ("z_i, z_f, z_g, z_o = z", 0),
        ("i, f, o, g = gates", 1),
        ("z_f, z_i, z_g, z_o = z", 1),
        ("gates = [dW_i, dW_f, dW_o, dW_g]", 1),
        ("a, b, c, d = z", 0),
    ],
)
def test_gates_out_of_order_are_noticed(good, source, count):
    assert len(code.gates_in_order(good(source))) == count


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (code.code_parses, "x = = 1"),
        (code.nothing_from_outside, "!ls"),
        (code.nothing_from_outside, "%pip install torch"),
        (code.nothing_from_outside, "import requests"),
        (code.nothing_from_outside, "from urllib.request import urlopen"),
        (code.nothing_from_outside, "import time\ntime.sleep(1)"),
        (code.nothing_from_outside, "from time import sleep\nsleep(1)"),
        (code.nothing_from_outside, "import torch\ntorch.hub.load('x')"),
        (code.generators_are_explicit, "import numpy as np\nnp.random.seed(0)"),
        (code.generators_are_explicit, "import numpy as np\nnp.random.rand(3)"),
        (code.generators_are_explicit, "import numpy as np\nnp.random.default_rng()"),
        (code.generators_are_explicit, "import random\nrandom.random()"),
        (code.torch_is_seeded_first, "import torch\ntorch.randn(3)"),
        (code.torch_is_seeded_first, "from torch import nn\nnn.LSTM(3, 5)"),
        (code.derivations_are_tagged, "class LSTMWeights:\n    pass"),
    ],
)
def test_code_against_the_house_rules_is_noticed(good, rule, source):
    assert len(rule(good(source))) == 1


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (code.code_parses, "%matplotlib inline\nx = 1"),
        (code.nothing_from_outside, "%matplotlib inline\nimport time\ntime.perf_counter()"),
        (code.generators_are_explicit, "import numpy as np\nnp.random.default_rng(0).random(3)"),
        (code.torch_is_seeded_first, "import torch\ntorch.manual_seed(0)\ntorch.nn.LSTM(3, 5)"),
        (code.torch_is_seeded_first, "import torch\ntorch.randn(3, generator=some)"),
        (code.torch_is_seeded_first, "from torch import nn\ndef make():\n    return nn.LSTM(3, 5)"),
        (code.derivations_are_tagged, "def nothing_like_it():\n    pass"),
    ],
)
def test_code_within_the_house_rules_passes(good, rule, source):
    assert rule(good(source)) == []


@pytest.mark.parametrize("tag", ["derivation", "exercise"])
def test_a_tagged_derivation_or_exercise_passes(good, tag):
    source = "class LSTMWeights:\n    pass"
    assert code.derivations_are_tagged(good(source, tags=[tag])) == []


def test_a_name_defined_in_two_notebooks_is_noticed(good):
    one, two = good("def step():\n    pass"), good("def step():\n    pass")
    other = Notebook(two.path.with_name("02_other.ipynb"), two.node)
    assert code.defined_once([one]) == []
    assert code.defined_once([one, other]) == [
        "'step' is defined in 01_gate.ipynb and 02_other.ipynb"
    ]
    stub = good("def step():\n    pass", tags=["exercise"])
    assert code.defined_once([stub, other]) == []


def test_every_rule_is_shown_to_go_red():
    """A rule that is added without a bad example above would be one nobody has seen complain."""
    text = Path(__file__).read_text(encoding="utf-8")
    shown = text[: text.index("def test_every_rule_is_shown_to_go_red")]
    names = [rule.__name__ for rule in hygiene.RULES]
    assert [name for name in names if not re.search(rf"\b{name}\b", shown)] == []
