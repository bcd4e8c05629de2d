"""The house of design: what imports what, how long things are, and that each thing says what it is.

All of it is read from the source with `ast`, so that an import inside a function counts too.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import lstm_teach
from lstm_teach import published

ROOT = Path(lstm_teach.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
# The map in the package's docstring: one room a line, each may import those above it.
MAP = re.findall(r"^    (\w+) {2,}\S", lstm_teach.__doc__, re.MULTILINE)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> tuple[set[str], set[str]]:
    """What a file imports: modules of this package, as "cells.stacked", and names of others."""
    ours, others = set(), set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            others |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            others.add(node.module.partition(".")[0])
        elif isinstance(node, ast.ImportFrom):
            folder = path.relative_to(ROOT).parent.parts
            base = [*folder[: len(folder) + 1 - node.level], *(node.module or "").split(".")]
            base = ".".join(part for part in base if part)
            ours |= {base} if base and not is_folder(base) else {
                f"{base}.{alias.name}".strip(".") for alias in node.names
            }  # fmt: skip
    return ours, others


def is_folder(module: str) -> bool:
    return (ROOT / module.replace(".", "/")).is_dir()


def functions(path: Path):
    """Every function and method of a file with the class it stands in, or None."""
    tree = ast.parse(path.read_text())
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node, None
        elif isinstance(node, ast.ClassDef):
            yield from ((part, node) for part in node.body if isinstance(part, ast.FunctionDef))


# Imports go downwards only


def test_the_map_has_every_room_once():
    rooms = {room_of(path) for path in FILES if path != ROOT / "__init__.py"}
    assert len(MAP) == len(set(MAP))
    assert set(MAP) == rooms


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_go_downwards_only(path):
    ours, _ = imports(path)
    above = {module.partition(".")[0] for module in ours} - {room_of(path)}
    allowed = set(MAP[: MAP.index(room_of(path))]) if room_of(path) in MAP else set()
    assert above <= allowed, f"{name_of(path)} imports {sorted(above - allowed)}"


def test_imports_are_really_read():
    """The test above would also pass if it found none."""
    assert imports(ROOT / "trace.py")[0] == {"shapes"}
    assert "cells.stacked" in imports(ROOT / "numpy_training.py")[0]
    assert MAP.index("shapes") < MAP.index("trace") < MAP.index("cells") < MAP.index("figures")


def test_raw_python_means_math_and_nothing_else():
    ours, others = imports(ROOT / "cells" / "plain.py")
    assert others == {"math"}
    assert ours <= {"shapes", "trace", "gradient_trace"}


def test_the_cells_do_not_lean_on_each_other():
    """Were one to call another, their agreement would prove nothing."""
    for name in ("plain", "gates", "stacked", "torch_cell"):
        ours, _ = imports(ROOT / "cells" / f"{name}.py")
        assert not [module for module in ours if module.startswith("cells")]


# Without PyTorch, and without anything


def run(code: str) -> str:
    """What a fresh Python prints; any warning is an error."""
    command = [sys.executable, "-W", "error", "-c", code]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_importing_the_package_loads_nothing_heavy():
    heavy = "{'torch', 'numpy', 'matplotlib', 'anywidget', 'ipywidgets', 'IPython'}"
    assert run(f"import sys, lstm_teach; print({heavy} & set(sys.modules))") == "set()"


NUMPY_ROOMS = [
    *("shapes", "modes", "layouts", "weights", "trace", "gradient_trace"),
    *("cells", "cells.plain", "cells.gates", "cells.stacked"),
    *("handwired", "tasks", "training", "numpy_training", "palette", "published"),
    *("interpret", "interventions"),
]
BLOCKED = "import sys; sys.modules.update(torch=None, matplotlib=None)\n"  # importing them raises


@pytest.mark.parametrize("room", NUMPY_ROOMS)
def test_a_numpy_room_is_imported_without_torch(room):
    run(f"{BLOCKED}import lstm_teach.{room}")


def test_the_numpy_half_runs_without_torch():
    """From the weights over all layouts and all three cells to a trained model."""
    code = f"""{BLOCKED}
import numpy as np
from lstm_teach import numpy_training, published, tasks
from lstm_teach.cells import gates, plain, stacked
from lstm_teach.weights import LSTMWeights

weights = LSTMWeights.from_onnx(*LSTMWeights.counting(3, 5).to_onnx())
weights = LSTMWeights.from_order(*weights.in_order("ofig"), order="ofig")
xs = np.array(published.COUNTING_INPUTS)[:, None]
for cell in (plain, gates, stacked):
    trace = cell.run(weights, xs)
    cell.step(weights, xs[0], trace.h0, trace.c0)
    print([f"{{h:.4f}}" for h in trace.h[-1, 0]])
model = numpy_training.CharModel.random(4, 8, np.random.default_rng(0))
print(numpy_training.fit(model, tasks.hello(), epochs=2, progress=False).epochs)
try:
    weights.to_torch()
except ImportError:
    print("no torch")
"""
    expected = str([f"{h:.4f}" for h in published.COUNTING_H_FINAL])
    assert run(code).splitlines() == [expected, expected, expected, "(0, 1, 2)", "no torch"]


# Small things that say what they are


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_have_up_to_300_lines_and_a_docstring(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", sorted((ROOT / "cells").glob("*.py")), ids=name_of)
def test_functions_of_cells_have_up_to_15_lines(path):
    """Their docstring does not count."""
    for function, _ in functions(path):
        body = function.body[1:] if ast.get_docstring(function) else function.body
        lines = function.end_lineno - body[0].lineno + 1
        assert lines <= 15, f"{function.name} has {lines} lines"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_everything_public_has_a_docstring(path):
    tree = ast.parse(path.read_text())
    public = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    public += [method for method, home in functions(path) if home and not private(home)]
    bare = [node.name for node in public if not private(node) and not ast.get_docstring(node)]
    assert not bare


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_what_raises_says_so(path):
    """A function with `raise` or with a check in it; a class for its constructor."""
    silent = []
    for function, home in functions(path):
        constructor = function.name in ("__init__", "__post_init__")
        told_by = home if constructor else function
        if private(told_by) or (home and private(home)) or not refuses(function):
            continue
        if not re.search("raise|error", ast.get_docstring(told_by) or "", re.IGNORECASE):
            silent.append(f"{home.name}.{function.name}" if home else function.name)
    assert not silent


def private(node) -> bool:
    return node.name.startswith("_")


def refuses(function: ast.FunctionDef) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            return ast.unparse(node.exc) != "NotImplementedError"
        if isinstance(node, ast.Call) and re.match(
            r"_?check", ast.unparse(node.func).split(".")[-1]
        ):
            return True
    return False
