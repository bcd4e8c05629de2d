"""Rules for code: the symbol table's names, seeds, nothing from outside, no second copy."""

import ast
import re
from pathlib import Path

from hygiene.notebook import Notebook, tags
from hygiene.syntax import at_once, calls, definitions, imported_modules, trees

# Other people's names for the letters of the symbol table, each with ours.
_BEFORE = r"({0}_?prev|prev_?({0}|{1})(_state)?|{1}_prev|{0}_(old|last)|{0}_?t_?(1|prev|m1))"
OTHER_NAMES = {
    _BEFORE.format("[hH]", "hidden"): "h_prev",
    _BEFORE.format("[cC]", "cell"): "c_prev",
    r"[CcGg]_?tilde|c_?hat|c_?bar": "g",
    r"[ifgochx]_?t": "the letter alone, or the plural for a sequence",
}
NETWORK = {
    *("requests", "urllib", "http", "httpx", "aiohttp", "socket", "ftplib", "wget", "gdown"),
    *("torchvision", "torchtext", "datasets", "huggingface_hub"),
}
NUMPY_MAKERS = {"default_rng", "Generator", "SeedSequence", "PCG64", "Philox", "BitGenerator"}
TORCH_DRAWS = {
    *("rand", "randn", "randint", "randperm", "rand_like", "randn_like", "randint_like"),
    *("bernoulli", "multinomial", "normal"),
}
TORCH_LAYERS = {"Linear", "LSTM", "LSTMCell", "RNN", "RNNCell", "GRU", "GRUCell", "Embedding"}
SHELL_MAGICS = {"pip", "conda", "mamba", "uv", "system", "sx", "bash", "sh", "script", "!"}


def code_parses(notebook: Notebook) -> list[str]:
    """Each code cell is Python (with IPython's magics)."""
    good = [id(cell) for cell, _ in trees(notebook)]
    return [
        f"{notebook.where(cell)} is no valid Python"
        for cell in notebook.code
        if id(cell) not in good
    ]


def other_name(name: str) -> str | None:
    """What the symbol table calls `name`, where that is someone else's name for it."""
    if name in ("h_prev", "c_prev"):
        return None
    return next((ours for theirs, ours in OTHER_NAMES.items() if re.fullmatch(theirs, name)), None)


def names_from_the_symbol_table(notebook: Notebook) -> list[str]:
    """Variables and parameters use the letters of the table, and no one else's."""
    found = []
    for cell, tree in trees(notebook):
        nodes = list(ast.walk(tree))
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        names |= {node.arg for node in nodes if isinstance(node, ast.arg)}
        found += [
            f"{notebook.where(cell)} uses '{name}', the symbol table has {ours}"
            for name in sorted(names)
            if (ours := other_name(name))
        ]
    return found


def gate_order(names: list[str]) -> list[str] | None:
    """The names of the four gates, which differ in that letter alone, in order; else None."""
    for k in range(len(names[0])):
        wanted = [names[0][:k] + gate + names[0][k + 1 :] for gate in "ifgo"]
        if sorted(names) == sorted(wanted):
            return wanted
    return None


def gates_in_order(notebook: Notebook) -> list[str]:
    """A tuple or list of the four gates, whatever their prefix, has the order i, f, g, o."""
    found = []
    for cell, tree in trees(notebook):
        for node in ast.walk(tree):
            parts = getattr(node, "elts", [])
            names = [part.id for part in parts if isinstance(part, ast.Name)]
            if len(parts) != 4 or len(names) != 4:
                continue
            wanted = gate_order(names)
            if wanted and wanted != names:
                said, right = ", ".join(names), ", ".join(wanted)
                found.append(f"{notebook.where(cell)} has {said}, expected {right}")
    return found


def nothing_from_outside(notebook: Notebook) -> list[str]:
    """No installing, no shell, no network, no waiting."""
    found = [
        f"{notebook.where(cell)} imports {module}, and a notebook needs no network"
        for cell, tree in trees(notebook)
        for module in imported_modules(tree)
        if module.partition(".")[0] in NETWORK
    ]
    for cell, call, name in calls(notebook):
        magic = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else ""
        method = getattr(call.func, "attr", "")
        if method in ("system", "getoutput") or (
            method.startswith("run_") and magic in SHELL_MAGICS
        ):
            found.append(f"{notebook.where(cell)} runs a shell command or installs something")
        if name == "time.sleep":
            found.append(f"{notebook.where(cell)} sleeps")
        if name.startswith("torch.hub."):
            found.append(f"{notebook.where(cell)} uses {name}, and a notebook needs no network")
    return found


def generators_are_explicit(notebook: Notebook) -> list[str]:
    """NumPy and Python draw from a generator made with a seed, never from the global one."""
    found = []
    for cell, call, name in calls(notebook):
        room, _, function = name.rpartition(".")
        allowed = {"numpy.random": NUMPY_MAKERS, "random": {"Random"}}.get(room)
        if allowed and not (function in allowed and (call.args or call.keywords)):
            found.append(f"{notebook.where(cell)} draws with {name} from no seeded generator")
    return found


def torch_is_seeded_first(notebook: Notebook) -> list[str]:
    """Tensors are drawn with generator=, or like the weights of layers after torch.manual_seed."""
    found = []
    for cell, call, name in calls(notebook, walk=at_once):
        room, _, function = name.rpartition(".")
        if name == "torch.manual_seed":
            break
        draws = room == "torch" and function in TORCH_DRAWS
        given = "generator" in [keyword.arg for keyword in call.keywords]
        if (draws and not given) or (room == "torch.nn" and function in TORCH_LAYERS):
            found.append(f"{notebook.where(cell)} draws with {name} before any torch.manual_seed")
    return found


def exported_names(package: Path) -> set[str]:
    """The public functions and classes of a package's files, read and not imported."""
    files = [ast.parse(path.read_text(encoding="utf-8")) for path in package.rglob("*.py")]
    return {name for tree in files for name in definitions(tree) if not name.startswith("_")}


def derivations_are_tagged(notebook: Notebook, exported: set[str] | None = None) -> list[str]:
    """A cell that defines what the package also has is tagged `derivation`: code stands once.

    The stub of an exercise (tagged `exercise`) may have the name of its solution.
    """
    if exported is None:
        exported = exported_names(Path(__file__).resolve().parents[2] / "src" / "lstm_teach")
    return [
        f"{notebook.where(cell)} defines '{name}' as the package does: tag it derivation, or import"
        for cell, tree in trees(notebook)
        for name in definitions(tree)
        if name in exported and not {"derivation", "exercise"} & {*tags(cell)}
    ]


def defined_once(notebooks: list[Notebook]) -> list[str]:
    """No function or class is defined in two notebooks: the later one imports it.

    Stubs of exercises do not count: learners may write in one notebook what another one shows.
    """
    homes: dict[str, set[str]] = {}
    for notebook in notebooks:
        for cell, tree in trees(notebook):
            for name in definitions(tree) if "exercise" not in tags(cell) else ():
                homes.setdefault(name, set()).add(notebook.path.name)
    return [
        f"'{name}' is defined in {' and '.join(sorted(files))}"
        for name, files in sorted(homes.items())
        if len(files) > 1
    ]


RULES = (
    code_parses,
    names_from_the_symbol_table,
    gates_in_order,
    nothing_from_outside,
    generators_are_explicit,
    torch_is_seeded_first,
    derivations_are_tagged,
)
