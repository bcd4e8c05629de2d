"""A run of one layer's weights with edits, in NumPy."""

from ..cells import gates
from ..shapes import check_sequence
from ..trace import Step, Trace
from .edit import checked_edits


def run(weights, xs, edits=(), h0=None, c0=None, tokens=None) -> Trace:
    """All steps of a sequence, with edits on the way. Without any it is `gates.run`.

    Args:
        weights: LSTMWeights.
        xs: (T, B, D), time first.
        edits: one Edit or several. Where two change the same value, the later one has the last
            word.
        h0, c0: (B, H), zeros where left out.
        tokens: T labels of the steps, or None.

    Returns:
        A Trace of what really flowed: c_prev and h_prev of it are the states as they were left by
        each step, before an edit of c_prev or h_prev.

    Raises:
        TypeError, ValueError: what `gates.run` refuses, or edits that do not fit: a unit or a
            step that is not there, a donor of another size. All before anything is computed.
    """
    h0, c0 = check_sequence(weights, xs, h0, c0)
    edits = checked_edits(edits)
    for edit in edits:
        edit.check_units(weights.H)
        edit.check_run(len(xs), xs.shape[1])
    hook = Hook(edits)
    h, c, steps = h0, c0, []
    for t, x in enumerate(xs):
        steps.append(_step(weights, x, h, c, lambda name, value, t=t: hook(name, t, value)))
        h, c = steps[-1].h, steps[-1].c
    return Trace.from_steps(steps, xs, h0, c0, tokens)


def _step(weights, x, h_prev, c_prev, edit) -> Step:
    h_prev, c_prev = edit("h_prev", h_prev), edit("c_prev", c_prev)
    i = edit("i", gates.input_gate(weights, x, h_prev))
    f = edit("f", gates.forget_gate(weights, x, h_prev))
    g = edit("g", gates.candidate(weights, x, h_prev))
    o = edit("o", gates.output_gate(weights, x, h_prev))
    c = edit("c", gates.cell_state(f, c_prev, i, g))
    h = edit("h", gates.hidden_state(o, c))
    return Step(i, f, g, o, c, h)


class Hook:
    """Lets edits act on each value of a run, and remembers the step before for those that freeze.

    Args:
        edits: checked edits.
    """

    def __init__(self, edits):
        self._edits, self._before = edits, {}

    def __call__(self, name: str, t: int, value):
        """The value that flows on, (B, H)."""
        if t == 0 and name in ("h_prev", "c_prev"):  # what a run starts from stands before step 0
            self._before |= {name: value, name[0]: value}
        for edit in self._edits:
            if edit.name == name:
                value = edit.replaced(t, value, self._before.get(name))
        self._before[name] = value
        return value
