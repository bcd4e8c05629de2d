"""What the bank knows about one mistake."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """One way to get an LSTM wrong, as code that runs.

    Attributes:
        name: short and unique, such as "order_ifog". Results use it as their code.
        family: layout, bias, activations, update, output, state, peephole, stacking, backward
            or training.
        subject: what it is a wrong version of: "cell", "peephole", "layers", "backward", ...
        changes: the first quantity that comes out different, such as "z_g" or "c".
        does: what the code does, in a sentence or an equation.
        why: why people make it.
        hints: two sentences for a learner, the second nearer to the spot. Neither has the answer.
        variant: the wrong thing itself: its subject's RIGHT with one place replaced.
        seen: where it was seen in public, if it was: repository and file, or a page.
    """

    name: str
    family: str
    subject: str
    changes: str
    does: str
    why: str
    hints: tuple[str, str]
    variant: Any
    seen: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Mistake({self.name!r}, {self.family}: {self.does})"
