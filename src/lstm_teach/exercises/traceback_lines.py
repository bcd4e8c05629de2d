"""A traceback, trimmed to the lines that the learner wrote."""

import linecache
import sysconfig
import traceback
from pathlib import Path

NOT_THEIRS = (
    str(Path(__file__).parent.parent),
    *(sysconfig.get_path(name) for name in ("stdlib", "platlib", "purelib")),
    "<frozen",
    "<__array_function__",
)


def own_lines(error: BaseException, most: int = 4) -> tuple[str, ...]:
    """The learner's own lines on the way to an exception, the last ones first to matter.

    Each is "line 3, in step: c = f @ c_prev". File names are left out: in a notebook they are
    numbers that change.
    """
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(NOT_THEIRS):
            continue
        text = (frame.line or linecache.getline(frame.filename, frame.lineno or 0)).strip()
        if lines and frame.name.startswith("<") and lines[-1].endswith(f": {text}"):
            continue  # a comprehension, on the line that is there already
        lines.append(f"line {frame.lineno}, in {frame.name}" + (f": {text}" if text else ""))
    return tuple(lines[-most:])
