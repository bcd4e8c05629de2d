"""Which parameter of a learner's module holds which weights.

Read off from shapes and names: one matrix per gate or one for all, h and x apart or side by side,
transposed or not, one bias or two, peepholes. What can't be told from that, the order of gates in a
stacked matrix and of h and x in a joined one, is what the exercise says, or what the learner
declares as `layout`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...layouts import GATES
from ...weights import LSTMWeights
from ..answers import Refusal
from ..layouts import Layout

WORDS = {"forget": "f", "output": "o", "cand": "g", "input": "i", "cell": "g", "memory": "g"}


@dataclass(frozen=True)
class Place:
    """What one parameter holds: source "x", "h", "joined", "b", "b_x", "b_h" or "p"; its gates."""

    source: str
    gates: str
    turned: bool = False

    def fill(self, weights: LSTMWeights, peepholes, first: str) -> np.ndarray:
        """The numbers that belong here."""
        if self.source == "p":
            return peepholes["ifo".index(self.gates)]
        stacked = len(self.gates) == 4
        W_x, W_h, b_x, b_h = weights.in_order(self.gates) if stacked else weights.gate(self.gates)
        joined = [W_h, W_x] if first == "h" else [W_x, W_h]
        value = {
            "x": W_x,
            "h": W_h,
            "joined": np.concatenate(joined, axis=1),
            "b": b_x + b_h,
            "b_x": b_x,
            "b_h": b_h,
        }[self.source]
        return value.T if self.turned else value


def places(shapes: dict[str, tuple], D: int, H: int, layout: Layout) -> dict[str, Place]:
    """For each parameter, by name, what it holds.

    Args:
        shapes: name -> shape, for all parameters of the module.
        D, H: the sizes the module was made with, D != H.
        layout: the order of gates in stacked matrices.

    Raises:
        Refusal: a parameter that could be anything, or a gate without weights.
    """
    found, vectors = {}, {}
    widths = {"x": D, "h": H, "joined": D + H}
    for name, shape in shapes.items():
        shape = tuple(n for n in shape if n != 1)
        if len(shape) == 1:
            vectors[name] = shape[0]
            continue
        for (source, width), (rows, gates) in (
            (w, r) for w in widths.items() for r in ((4 * H, layout.order), (H, gate_of(name)))
        ):
            if gates and shape in ((rows, width), (width, rows)):
                turned = shape != (rows, width) or (shape == (H, H) and x_turned(shapes, D, H))
                found[name] = Place(source, gates, turned)
                break
    matrices = dict(found)
    for name, length in vectors.items():
        gates = layout.order if length == 4 * H else gate_of(name) if length == H else ""
        if gates:
            found[name] = Place(vector_source(name, matrices, list(vectors)), gates)
    complain_if_incomplete(shapes, found)
    return found


def x_turned(shapes: dict[str, tuple], D: int, H: int) -> bool:
    """Whether the per-gate input matrices are transposed: then so are the square ones."""
    return (D, H) in shapes.values()


def gate_of(name: str) -> str:
    """The gate in a parameter's name: forget_gate.weight, W_xf, b_hf, linear_f, Uf -> "f"."""
    name = re.sub(r"weights?|bias|linear|gates?|kernel|recurrent|peepholes?", "", name.lower())
    for word, gate in WORDS.items():
        if word in name:
            return gate
    tokens = [token for token in re.split(r"[^a-z]+", name) if token]
    last = tokens[-1][-1] if tokens and len(tokens[-1]) <= 3 else ""
    return {"c": "g"}.get(last, last) if last in (*GATES, "c") else ""


def vector_source(name: str, matrices: dict[str, Place], vectors: list[str]) -> str:
    """Whether a vector is a bias ("b_x" or "b_h" where there are two, else "b") or a peephole."""
    if not is_bias(name):
        return "p"
    same = [n for n in vectors if is_bias(n) and gate_of(n) == gate_of(name)]
    if len(same) < 2:
        return "b"
    owner = matrices.get(name.replace("bias", "weight"))
    if owner and owner.source in ("x", "h"):
        return "b_" + owner.source
    return "b_x" if same.index(name) == 0 else "b_h"


def is_bias(name: str) -> bool:
    """Whether a vector's name is that of a bias: bias_ih, forget_gate.bias, b_f."""
    return "bias" in name or name.split(".")[-1].lower().startswith("b")


def complain_if_incomplete(shapes: dict[str, tuple], found: dict[str, Place]) -> None:
    """Refuse a module with parameters nobody can tell, or with a gate that has no weights.

    Raises:
        Refusal: with the names of those parameters, or of the gates.
    """
    unknown = [name for name in shapes if name not in found]
    filled = "".join(p.gates for p in found.values() if p.source in ("x", "h", "joined"))
    missing = [gate for gate in GATES if gate not in filled]
    if not shapes:
        raise Refusal(
            "weights",
            "Your module has no parameters. Are its layers in a plain list? nn.ModuleList "
            "registers them; nn.Parameter does so for a tensor.",
        )
    if unknown or missing:
        what = (
            f"cannot tell what {', '.join(f'{n} {tuple(shapes[n])}' for n in unknown[:3])} holds"
            if unknown
            else f"find no weights for {', '.join(missing)}"
        )
        raise Refusal(
            "weights",
            f"To compare your module with others its weights have to be filled in, and I {what}. "
            "Name parameters by their gate (forget_gate, W_xf, b_f), or write a function "
            "load(module, weights) and pass it as layout=load.",
        )


def fill(module, weights, peepholes, plan: "dict[str, Place] | Callable", first: str) -> None:
    """Write weights into a module's parameters, by a plan or by the learner's own function."""
    import torch

    with torch.no_grad():
        if callable(plan):
            plan(module, weights)
            return
        for name, parameter in module.named_parameters():
            values = np.ascontiguousarray(plan[name].fill(weights, peepholes, first))
            parameter.copy_(torch.from_numpy(values.copy()).reshape(parameter.shape))
