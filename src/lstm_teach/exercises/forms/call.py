"""Answers that are functions, called once per case."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...weights import LSTMWeights
from ..answers import Refusal, callable_with, pick, shaped
from ..cases import fixture
from ..layouts import Layout


@dataclass
class Prepared:
    """An answer that is ready to be called.

    Attributes:
        function: what to call.
        layout: how it wants its weights.
        library: "numpy" or "torch", what its arrays are made of.
    """

    function: Callable
    layout: Layout
    library: str


@dataclass(frozen=True, eq=False)
class CallForm:
    """A function of some inputs that returns some quantities.

    Attributes:
        subject: what the exercise is about, a key of bank.SUBJECTS.
        arguments: the names of the inputs. "weights" is handed over in the declared layout.
        inputs: case -> their values.
        sizes: the quantities returned, in the order of looking, each with case -> its axes.
        imitation: variant -> a function like the learner's, with that variant's mistake.
        library: what its arrays are made of unless it turns out otherwise.
        only: the names of the cases to use; all of the subject's where it is empty.
    """

    subject: str
    arguments: tuple[str, ...]
    inputs: Callable
    sizes: dict[str, Callable]
    imitation: Callable
    library: str = "numpy"
    only: tuple[str, ...] = ()

    @property
    def quantities(self) -> tuple[str, ...]:
        """What is compared, in the order of looking."""
        return tuple(self.sizes)

    @property
    def time_axis(self) -> bool:
        """Whether axis 0 of every quantity is time."""
        return False

    def axes(self, case) -> dict[str, tuple[str, ...]]:
        """The letters of the axes of each quantity."""
        return {name: tuple(size(case)) for name, size in self.sizes.items()}

    def cases(self, answer=None) -> tuple:
        """The cases of the fixture that are used."""
        every = vars(fixture())[self.subject]
        return tuple(case for case in every if not self.only or case.name in self.only)

    def prepare(self, answer, layout: Layout) -> Prepared:
        """Check that the answer can be called.

        Raises:
            NotAttempted, Refusal: as answers.callable_with.
        """
        names = tuple(
            part for n in self.arguments for part in (layout.names if n == "weights" else (n,))
        )
        return Prepared(callable_with(answer, names), layout, self.library)

    def imitate(self, variant) -> Prepared:
        """A prepared answer that makes a known mistake."""
        return Prepared(self.imitation(variant), Layout(), "numpy")

    def call(self, prepared: Prepared, case) -> dict[str, np.ndarray]:
        """Call the answer on one case.

        Raises:
            NotAttempted, Refusal: nothing, or the wrong kind of thing, came back.
        """
        result = feed(prepared, dict(zip(self.arguments, self.inputs(case), strict=True)))
        found = pick(result, self.quantities, "Your function")
        sizes = dict.fromkeys(found, next(iter(self.sizes.values()))) if self.time_axis else {}
        sizes |= self.sizes
        return {n: shaped(n, found[n], **size(case)) for n, size in sizes.items()}


def feed(prepared: Prepared, inputs: dict):
    """Call an answer with copies of the inputs.

    Where it wants the other array library, as its exception tells, that is used from now on.

    Raises:
        Refusal: it changed an input.
    """
    try:
        return fed(prepared, inputs)
    except (TypeError, AttributeError, ValueError) as error:
        other = "numpy" if prepared.library == "torch" else "torch"
        if "torch" not in sys.modules or not any(w in str(error) for w in ("Tensor", "ndarray")):
            raise
        was, prepared.library = prepared.library, other
        try:
            return fed(prepared, inputs)
        except Exception:
            prepared.library = was
            raise error from None


def fed(prepared: Prepared, inputs: dict):
    """Call an answer with copies of the inputs, in its library and layout.

    Raises:
        Refusal: it changed an input.
    """
    given = {}
    for name, value in inputs.items():
        if isinstance(value, LSTMWeights):
            arrays = prepared.layout.arrays(value)
            given |= dict(zip(prepared.layout.names, arrays, strict=True))
        else:
            given[name] = value
    handed = {name: handed_over(value, prepared.library) for name, value in given.items()}
    result = prepared.function(*handed.values())
    for name, value in given.items():
        if isinstance(value, np.ndarray) and changed(handed[name], value):
            raise Refusal(
                "changed_inputs",
                f"Your function changed {name}, which it was given to read. Whoever called it "
                "still needs the old numbers. Work on a copy, or make a new array.",
            )
    return result


def changed(handed, value: np.ndarray) -> bool:
    """Whether what was handed over no longer has its numbers. NaN is a number here."""
    now = np.asarray(handed.detach() if hasattr(handed, "detach") else handed)
    return not np.array_equal(now, value.astype(now.dtype), equal_nan=True)


def handed_over(value, library: str):
    """A copy that the learner may do anything with: an array, or a tensor in PyTorch's default."""
    if isinstance(value, LSTMWeights):
        return TensorWeights(value) if library == "torch" else value
    if isinstance(value, (list, tuple)):
        return type(value)(handed_over(part, library) for part in value)
    if not isinstance(value, np.ndarray):
        return value
    if library == "numpy":
        return value.copy()
    import torch

    tensor = torch.from_numpy(value.copy())
    return tensor.float() if tensor.is_floating_point() else tensor


class TensorWeights:
    """LSTMWeights as tensors, for answers in PyTorch."""

    def __init__(self, weights: LSTMWeights):
        self.D, self.H, self.of = weights.D, weights.H, weights
        for name in ("W_x", "W_h", "b_x", "b_h"):
            setattr(self, name, handed_over(getattr(weights, name), "torch"))

    def gate(self, name: str):
        """The four pieces of one gate."""
        pieces = self.of.gate(name)
        return type(pieces)(*(handed_over(piece, "torch") for piece in pieces))
