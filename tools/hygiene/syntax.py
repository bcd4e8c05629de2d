"""The syntax trees of a notebook's code cells, for the rules in code.py."""

import ast
from collections.abc import Callable, Iterator

from IPython.core.inputtransformer2 import TransformerManager

from hygiene.notebook import Notebook

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def parse(cell) -> ast.Module:
    """The syntax tree of a code cell; magics and shell lines appear as calls of get_ipython()."""
    return ast.parse(TransformerManager().transform_cell(cell.source))


def dotted(node: ast.AST, aliases: dict[str, str]) -> str:
    """The full name of `np.random.rand` as "numpy.random.rand"; "" for anything but names."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id, node.id)
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value, aliases)):
        return f"{owner}.{node.attr}"
    return ""


def imports(notebook: Notebook) -> dict[str, str]:
    """The names that imports bind, each with what it stands for: {"np": "numpy"}."""
    found = {}
    for _, tree in trees(notebook):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for name in node.names:
                    full = name.name if name.asname else name.name.partition(".")[0]
                    found[name.asname or full] = full
            elif isinstance(node, ast.ImportFrom):
                for name in node.names:
                    found[name.asname or name.name] = f"{node.module}.{name.name}"
    return found


def trees(notebook: Notebook) -> Iterator[tuple]:
    """(cell, syntax tree) of each code cell that parses."""
    for cell in notebook.code:
        try:
            yield cell, parse(cell)
        except SyntaxError:
            continue


def calls(notebook: Notebook, walk: Callable = ast.walk) -> Iterator[tuple]:
    """(cell, call, full name of what is called), in reading order, of the nodes `walk` gives."""
    aliases = imports(notebook)
    for cell, tree in trees(notebook):
        found = [node for node in walk(tree) if isinstance(node, ast.Call)]
        for call in sorted(found, key=lambda node: (node.lineno, node.col_offset)):
            yield cell, call, dotted(call.func, aliases)


def at_once(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the cell runs: what stands inside a function waits for its call."""
    for child in ast.iter_child_nodes(tree):
        yield child
        if not isinstance(child, FUNCTIONS):
            yield from at_once(child)


def imported_modules(tree: ast.Module) -> list[str]:
    """The modules that a cell's import statements name."""
    nodes = list(ast.walk(tree))
    names = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    return names + [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]


def definitions(tree: ast.Module) -> list[str]:
    """The functions and classes that a cell or a file defines at its top level."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [node.name for node in tree.body if isinstance(node, kinds)]
