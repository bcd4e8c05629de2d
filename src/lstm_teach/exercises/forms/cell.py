"""Parts of a cell, and a whole run of it, as functions."""

from types import SimpleNamespace

import numpy as np

from ...weights import LSTMWeights
from ..subjects.cell import QUANTITIES, RIGHT, Case
from .call import CallForm


def first_step(case: Case) -> SimpleNamespace:
    """Everything that the right cell knows in the first step of a case."""
    with np.errstate(all="ignore"):
        return RIGHT.step(case, case.xs[0], case.h0, case.c0)


def states(case: Case) -> dict[str, int]:
    """The axes of h and c."""
    return {"B": case.h0.shape[0], "H": case.h0.shape[1]}


def one_gate(gate: str) -> CallForm:
    """gate(W_x, W_h, b_x, b_h, x, h_prev) -> that gate, (B, H)."""

    def imitation(variant):
        def function(W_x, W_h, b_x, b_h, x, h_prev):
            parts = [np.concatenate([part] * 4) for part in (W_x, W_h, b_x, b_h)]
            case = Case("one gate", LSTMWeights(*parts), x[None], h_prev, np.zeros_like(h_prev))
            return variant.run(case)[gate][0]

        return function

    return CallForm(
        subject="cell",
        arguments=("W_x", "W_h", "b_x", "b_h", "x", "h_prev"),
        inputs=lambda case: (*case.weights.gate(gate), case.xs[0], case.h0),
        sizes={gate: states},
        imitation=imitation,
    )


UPDATE = CallForm(
    subject="cell",
    arguments=("f", "c_prev", "i", "g"),
    inputs=lambda case: tuple(vars(first_step(case))[n] for n in ("f", "c_prev", "i", "g")),
    sizes={"c": states},
    imitation=lambda variant: (
        lambda f, c_prev, i, g: variant.update(SimpleNamespace(f=f, c_prev=c_prev, i=i, g=g))
    ),
)

OUTPUT = CallForm(
    subject="cell",
    arguments=("o", "c"),
    inputs=lambda case: tuple(vars(first_step(case))[n] for n in ("o", "c")),
    sizes={"h": states},
    imitation=lambda variant: lambda o, c: variant.output(SimpleNamespace(o=o, c=c)),
)


def gates_of(variant):
    """A function that cuts z, (B, 4H), into i, f, g, o and applies the activations."""

    def function(z):
        s = SimpleNamespace(z=z)
        s.z_i, s.z_f, s.z_g, s.z_o = variant.split(s)
        with np.errstate(all="ignore"):
            return variant.i(s), variant.f(s), variant.g(s), variant.o(s)

    return function


SPLIT = CallForm(
    subject="cell",
    arguments=("z",),
    inputs=lambda case: (first_step(case).z,),
    sizes=dict.fromkeys("ifgo", states),
    imitation=gates_of,
)


def reordered(variant):
    """A function that should turn rows stacked as i, f, o, g into PyTorch's order."""

    def function(W):
        i, f, o, g = np.split(W, 4)
        right = np.concatenate([i, f, g, o])
        rows = variant.split(SimpleNamespace(z=np.arange(len(W))[None]))
        return right[np.concatenate(rows, axis=1)[0]]

    return function


REORDER = CallForm(
    subject="cell",
    arguments=("W",),
    inputs=lambda case: (case.weights.in_order("ifog").W_h,),
    sizes={"W": lambda case: {"4H": 4 * case.weights.H, "H": case.weights.H}},
    imitation=reordered,
)


def whole_run(variant):
    """A run function that makes the variant's mistake, and remembers its last call."""
    memory = {}

    def run(weights, xs, h0, c0):
        memory["before"] = variant.run(Case("run", weights, xs, h0, c0), memory.get("before"))
        return memory["before"]["h"], memory["before"]["c"]

    return run


class RunForm(CallForm):
    """run(weights, xs, h0, c0) -> hs, cs, each (T, B, H). A Trace shows its gates, too."""

    def axes(self, case: Case) -> dict[str, tuple[str, ...]]:
        """Time, batch and hidden for all of them."""
        return dict.fromkeys(QUANTITIES, ("T", "B", "H"))

    @property
    def time_axis(self) -> bool:
        """Axis 0 of every quantity is time."""
        return True


def all_states(case: Case) -> dict[str, int]:
    """The axes of hs and cs."""
    return {"T": len(case.xs), **states(case)}


RUN = RunForm(
    subject="cell",
    arguments=("weights", "xs", "h0", "c0"),
    inputs=lambda case: (case.weights, case.xs, case.h0, case.c0),
    sizes={"h": all_states, "c": all_states},
    imitation=whole_run,
)


def peephole_part(variant):
    """peephole_step(sums, p_i, p_f, p_o, c_prev): all of a step that comes after the products."""

    def function(sums, p_i, p_f, p_o, c_prev):
        given = {"read": lambda weights: None, "product": lambda s: np.concatenate(sums, axis=1)}
        case = Case("peephole step", None, None, None, None, (p_i, p_f, p_o))
        s = variant.but(**given).step(case, None, None, c_prev)
        return tuple(vars(s)[name] for name in ("i", "f", "g", "o", "c", "h"))

    return function


PEEPHOLE_STEP = CallForm(
    subject="peephole",
    arguments=("sums", "p_i", "p_f", "p_o", "c_prev"),
    inputs=lambda case: (np.split(first_step(case).z, 4, axis=1), *case.peepholes, case.c0),
    sizes=dict.fromkeys(("i", "f", "g", "o", "c", "h"), states),
    imitation=peephole_part,
)
