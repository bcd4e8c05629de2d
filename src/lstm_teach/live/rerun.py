"""Running a cell again replaces its view, so the one before is closed.

Otherwise each run would leave a widget behind, with all its arrays, in the kernel and in the
browser: ipywidgets keeps every open widget, and Jupyter's Out[] keeps what a cell returned.
"""

import weakref

from IPython import get_ipython

# Of each notebook cell: the execution that made its views, and those views.
_views: dict[str, tuple[str, list[weakref.ref]]] = {}


def retire_earlier_views(view) -> None:
    """Close the views that an earlier execution of the running cell made; remember this one."""
    cell, execution = _running_cell()
    if cell is None:
        return
    before, views = _views.get(cell, (execution, []))
    if before != execution:
        for earlier in views:
            if (widget := earlier()) is not None:
                widget.close()
        views = []
    _views[cell] = (execution, [*views, weakref.ref(view)])


def _running_cell() -> tuple[str | None, str]:
    """The id of the cell that runs and of this execution; None where the front end tells no id."""
    shell = get_ipython()
    if not hasattr(shell, "get_parent"):
        return None, ""
    request = shell.get_parent() or {}
    cell = request.get("metadata", {}).get("cellId")
    return cell, request.get("header", {}).get("msg_id", "")
