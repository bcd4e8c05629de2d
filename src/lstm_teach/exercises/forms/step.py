"""Answers that are one step of a cell, called once per time step."""

from dataclasses import dataclass

import numpy as np

from ..answers import pick, shaped
from ..subjects.cell import QUANTITIES, Case
from .call import CallForm, Prepared, feed


def one_step(variant):
    """A step function that makes the variant's mistake."""
    memory = {}

    def step(weights, x, h_prev, c_prev):
        case = Case("step", weights, x[None], h_prev, c_prev)
        memory["before"] = variant.run(case, memory.get("before"))
        return memory["before"]["h"][0], memory["before"]["c"][0]

    return step


@dataclass(frozen=True, eq=False)
class StepForm(CallForm):
    """step(weights, x, h_prev, c_prev) -> h, c. What it returns goes into its next call."""

    @property
    def time_axis(self) -> bool:
        """Axis 0 of every quantity is time."""
        return True

    def axes(self, case: Case) -> dict[str, tuple[str, ...]]:
        """Time, batch and hidden for all of them."""
        return dict.fromkeys(QUANTITIES, ("T", "B", "H"))

    def call(self, prepared: Prepared, case: Case) -> dict[str, np.ndarray]:
        """All steps of a case, each quantity (T, B, H).

        Raises:
            NotAttempted, Refusal: nothing, or the wrong kind of thing, came back.
        """
        (B, H), steps = case.h0.shape, []
        state = {"h": case.h0, "c": case.c0}
        for x in case.xs:
            inputs = dict(zip(self.arguments, self.inputs(case, x, state), strict=True))
            found = pick(feed(prepared, inputs), ("h", "c"), "Your step")
            state = {n: shaped(n, found[n], B=B, H=H) for n in QUANTITIES if n in found}
            steps.append(state)
        return {n: np.stack([step[n] for step in steps]) for n in steps[0]}


STEP = StepForm(
    subject="cell",
    arguments=("weights", "x", "h_prev", "c_prev"),
    inputs=lambda case, x, state: (case.weights, x, state["h"], state["c"]),
    sizes={"c": None, "h": None},
    imitation=one_step,
)
