"""The bug museum: wrong cells that were really published, for the learner to identify."""

from dataclasses import dataclass
from textwrap import fill

import numpy as np

from ..shapes import check_step
from ..trace import Step
from .mistakes import Mistake, find
from .subjects.cell import Case


@dataclass(frozen=True, repr=False)
class Exhibit:
    """A wrong cell with its story. Where it stood is told when it is identified.

    Attributes:
        number: from 1.
        story: what is known of it, without the mistake.
        mistake: the entry of the bank that computes what it computed.
    """

    number: int
    story: str
    mistake: Mistake

    def step(self, weights, x: np.ndarray, h_prev: np.ndarray, c_prev: np.ndarray) -> Step:
        """One step of this wrong cell: x (B, D), h_prev and c_prev (B, H) -> i, f, g, o, c, h.

        Raises:
            TypeError, ValueError: arrays of a wrong shape or dtype, NaN or infinity.
        """
        check_step(weights, x, h_prev, c_prev)
        found = self.mistake.variant.run(Case("exhibit", weights, x[None], h_prev, c_prev))
        return Step(*(found[name][0] for name in Step._fields))

    def __repr__(self) -> str:
        return f"Exhibit {self.number}. {self.story}"


STORIES = {
    "output_bias_for_all_gates": "A NumPy library of machine learning models, written to be read. "
    "Four lines for the four gates look alike.",
    "no_tanh_on_c": "A single file that explains the LSTM, copied by thousands. Readers ask about "
    "the same line in issue after issue. Training works, so nobody is sure.",
    "i_plus_g": "A library of recurrent cells from the literature, in PyTorch. The oldest cell of "
    "the collection runs, has the right shapes, and trains.",
    "forget_bias_after_sigmoid": "A compiler that reads models of TensorFlow. Its own test passes: "
    "in the test model one setting happens to be 0. With a real model the outputs are off. (Here "
    "the setting is 1.)",
    "h_from_c_prev": "A network that compares sentences. The cell keeps its states in a list and "
    "takes the last one, at a moment when the new one is not in it yet.",
    "i_and_f_swapped": "A layer of a much used research library. Found after models had been "
    "published with it; it stays, because their weights now rely on it.",
    "returned_c_h": "A tool that searches for network architectures. A stacked cell unpacks what "
    "PyTorch's cell returns.",
}
# On the wall beside them: names that fit no exhibit.
DECOYS = ("order_ifog", "no_tanh_on_g", "gate_inside_tanh", "b_h_dropped", "keeps_h")

EXHIBITS = tuple(
    Exhibit(k, story, find(name)) for k, (name, story) in enumerate(STORIES.items(), 1)
)


def exhibit(number: int) -> Exhibit:
    """One exhibit, from 1.

    Raises:
        ValueError: no such exhibit.
    """
    if number not in range(1, len(EXHIBITS) + 1):
        raise ValueError(f"exhibit is {number!r}, expected 1 to {len(EXHIBITS)}.")
    return EXHIBITS[number - 1]


@dataclass(frozen=True, repr=False)
class Museum:
    """All exhibits, and the names to choose from."""

    exhibits: tuple[Exhibit, ...]
    names: tuple[str, ...]

    def __repr__(self) -> str:
        width = max(len(name) for name in self.names) + 2
        listed = [f"  {name:{width}}{find(name).does}" for name in self.names]
        told = [fill(str(item), 90, subsequent_indent="  ") for item in self.exhibits]
        return "\n".join([*told, "", "Names to choose from:", *listed])


def museum() -> Museum:
    """The exhibits, and a list of names in which theirs are hidden."""
    return Museum(EXHIBITS, tuple(sorted((*STORIES, *DECOYS))))
