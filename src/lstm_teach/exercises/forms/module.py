"""Answers that are a torch.nn.Module class: a cell whose weights are filled in before it runs."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..answers import NotAttempted, Refusal, is_missing, kind, pick, shaped
from ..cases import cases_of_size, fixture
from ..layouts import Layout
from ..subjects.cell import QUANTITIES, Case
from .filled import Module, gradients, is_module, sizes_of
from .step import StepForm

D, H = 3, 5  # sizes of the first case: with D != H parameters are told apart by their shapes


@dataclass(frozen=True)
class Imitation:
    """A variant in place of a learner's module."""

    variant: object

    def step_of(self, case: Case) -> Callable:
        """step(x, h_prev, c_prev) that makes the variant's mistake."""
        memory = {}

        def step(x, h_prev, c_prev):
            part = Case(case.name, case.weights, x[None], h_prev, c_prev, case.peepholes)
            memory["before"] = self.variant.run(part, memory.get("before"))
            return memory["before"]["h"][0], memory["before"]["c"][0]

        return step


@dataclass(frozen=True, eq=False)
class ModuleForm(StepForm):
    """Cell(input_size, hidden_size), whose forward(x, h_prev, c_prev) returns h, c."""

    def cases(self, answer=None) -> tuple[Case, ...]:
        """The fixture's cases; for an object of other sizes, cases of its own."""
        sizes = sizes_of(answer) if answer is not None and is_module(answer) else None
        if sizes in (None, (D, H)):
            every = vars(fixture())[self.subject]
            fitting = (case for case in every if (case.weights.D, case.weights.H) == sizes)
            return every if sizes is None else tuple(fitting)
        return cases_of_size(*sizes)

    def prepare(self, answer, layout) -> Module:
        """Check that the answer is a module class, or an object of one whose sizes are known.

        Raises:
            NotAttempted, Refusal: nothing, or something else.
        """
        if is_missing(answer):
            raise NotAttempted
        if is_module(answer) and sizes_of(answer) is None:
            raise Refusal(
                "not_callable",
                "Your module does not say its input_size and hidden_size. Pass the class itself, "
                "without brackets.",
            )
        if not callable(answer):
            raise Refusal(
                "not_callable",
                f"Your answer is {kind(answer)}, expected your class, a torch.nn.Module that is "
                "made with (input_size, hidden_size). Pass the class itself, without quotes.",
            )
        if not is_module(answer):
            try:
                inspect.signature(answer).bind(D, H)
            except TypeError:
                takes = ", ".join(inspect.signature(answer).parameters) or "no arguments"
                raise Refusal(
                    "arguments",
                    f"Your answer is made with {takes}; expected input_size, hidden_size.",
                ) from None
        return Module(answer, layout, self.subject == "peephole")

    def other_layouts(self, prepared: Module, layout) -> list[Layout]:
        """What else an undeclared layout may be: [x, h] is as good as [h, x] in one's own cell."""
        joined = any(place.source == "joined" for place in (prepared.plan or {}).values())
        return [Layout(first="x")] if joined and layout == Layout() else []

    def imitate(self, variant) -> Imitation:
        """A prepared answer that makes a known mistake."""
        return Imitation(variant)

    def call(self, prepared: Module | Imitation, case: Case) -> dict[str, np.ndarray]:
        """All steps of a case, each quantity (T, B, H).

        Raises:
            NotAttempted, Refusal: nothing, or the wrong kind of thing, came back.
        """
        step, (B, H), steps = prepared.step_of(case), case.h0.shape, []
        h, c = case.h0, case.c0
        for x in case.xs:
            found = pick(step(x, h, c), ("h", "c"), "Your forward")
            steps.append({n: shaped(n, found[n], B=B, H=H) for n in QUANTITIES if n in found})
            h, c = steps[-1]["h"], steps[-1]["c"]
        return {n: np.stack([step[n] for step in steps]) for n in steps[0]}

    def cut_gradients(self, prepared: Module, case: Case) -> list[str]:
        """The inputs whose gradient is missing or wrong after one step; empty when all is well."""
        from ...cells.torch_cell import LSTMCell

        peephole = self.subject == "peephole"
        cell = LSTMCell(case.weights.D, case.weights.H, peephole=peephole).double()
        reference = Module(cell, Layout(), peephole)
        ours, theirs = (gradients(m.filled(case), case) for m in (reference, prepared))
        return [
            name
            for name, grad in theirs.items()
            if grad is None or np.abs(grad - ours[name]).max() > 1e-3
        ]


def module_form(subject: str) -> ModuleForm:
    """The form of a cell with or without peepholes: subject "cell" or "peephole"."""
    return ModuleForm(
        subject=subject,
        arguments=("x", "h_prev", "c_prev"),
        inputs=None,
        sizes={"c": None, "h": None},
        imitation=None,
        library="torch",
    )
