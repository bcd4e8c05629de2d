"""Edits on a layers.LSTM for as long as a `with` lasts."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..shapes import check_index
from .edit import checked_edits
from .rerun import Hook


@contextmanager
def applied(layer, edits, k: int = 0, reverse: bool = False) -> Iterator:
    """Every run of `layer` inside the `with` has these edits, also runs of a model that holds it.

        with interventions.applied(model.layer, interventions.zero("h", units=3)):
            logits = model(xs)

    Weights are never touched. At the end, and after an error, the layer is as it was before.
    One `with` inside another adds its edits to those of the outer one.

    Args:
        layer: a layers.LSTM.
        edits: one Edit or several. Steps count in the order of reading: in a reverse direction
            step 0 is the last token.
        k: which layer of the stack, from 0.
        reverse: the backward direction instead of the forward one.

    Returns:
        A context manager that gives the layer.

    Raises:
        TypeError: no layers.LSTM, or no edits.
        ValueError: no such layer, direction or unit; a donor that does not fit; at the end of the
            `with`, a step that none of its runs reached.
    """
    edits = checked_edits(edits)
    _check_layer(layer, k, reverse)
    for edit in edits:
        edit.check_units(layer.hidden_size)
    outer, inner = layer.edit, _Runs(edits, k, bool(reverse))

    def both(name, layer_k, layer_reverse, t, value):
        value = value if outer is None else outer(name, layer_k, layer_reverse, t, value)
        return inner(name, layer_k, layer_reverse, t, value)

    layer.edit = both
    try:
        yield layer
    finally:
        layer.edit = outer
    inner.check_reached()


class _Runs:
    """The edits of one `with`: a fresh Hook for each run, and how far the runs came."""

    def __init__(self, edits, k: int, reverse: bool):
        self._edits, self._where = edits, (k, reverse)
        self._hook, self._T = None, 0

    def __call__(self, name, k, reverse, t, value):
        if (k, bool(reverse)) != self._where:
            return value
        if (name, t) == ("h_prev", 0):  # what a step sees first: a new run begins
            for edit in self._edits:
                edit.check_batch(len(value))
            self._hook = Hook(self._edits)
        self._T = max(self._T, t + 1)
        return self._hook(name, t, value)

    def check_reached(self) -> None:
        for edit in self._edits if self._T else ():
            edit.check_run(self._T, edit.donor.B if edit.donor else 1)


def _check_layer(layer, k, reverse) -> None:
    from ..layers import LSTM  # needs PyTorch, which the rest of this room does not

    if not isinstance(layer, LSTM):
        kind = f"{type(layer).__module__.partition('.')[0]}.{type(layer).__name__}"
        hint = (
            "nn.LSTM computes all steps in one call, where nobody can step in; a layers.LSTM takes "
            "its state_dict. For LSTMWeights there is interventions.run."
        )
        if isinstance(getattr(layer, "layer", None), LSTM):
            hint = "Did you mean model.layer?"
        raise TypeError(f"layer is a {kind}, expected a layers.LSTM. {hint}")
    check_index("k", k, layer.num_layers, "Layers count from 0.")
    if reverse and not layer.bidirectional:
        raise ValueError("reverse is True, expected False. The layer has one direction only.")
