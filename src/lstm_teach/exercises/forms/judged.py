"""An answer that is meant to be wrong: a cell that a weak check lets pass and a strong one not."""

from dataclasses import dataclass

from .. import sandbox
from ..examine import from_accident
from ..exercise import Verdict
from ..layouts import Layout
from ..naming import matching
from ..score import ParityCheck, published_check, strong_check
from .step import STEP


@dataclass(frozen=True, eq=False)
class BreakForm:
    """A wrong step(weights, x, h_prev, c_prev) -> h, c that passes the published check."""

    subject = "cell"

    def examine(self, answer) -> Verdict:
        """Run it on both checks and let the bank say which mistake it is."""
        weak, strong = published_check(), strong_check()
        passes: dict[str, bool] = {}
        outputs: list[dict] = []

        def work():
            prepared = STEP.prepare(answer, Layout())
            for name, check in (("weak", weak), ("strong", strong)):
                outputs.append(STEP.call(prepared, check.case()))
                passes[name] = check.passes(outputs[-1])

        run = sandbox.run(work)
        return (from_accident(run) or judged(passes, outputs[-1], weak)).but(printed=run.printed)


def judged(passes: dict[str, bool], strong_outputs: dict, weak: ParityCheck) -> Verdict:
    """The verdict from what both checks said."""
    if passes["strong"] and passes["weak"]:
        return Verdict(
            "not_broken",
            "This cell passes the strong check too, so it is not broken yet.",
            hints=(
                "In the published check all gates are almost 1. What does a gate of 1 hide?",
                "Change what a gate multiplies, or where; or what happens where both states are 0.",
            ),
        )
    if not passes["weak"]:
        return Verdict(
            "noticed",
            f"The published check notices: {weak.decimals} decimals of the final h or c differ.",
            hints=(
                "Take back what you changed, and break something else.",
                "All gates of that check are almost 1, and both states start from 0. Use that.",
            ),
        )
    case = STEP.cases()[:1]
    known = matching(STEP, case, (), (strong_outputs,))
    whose = f"the bank knows it as {known[0].name}" if known else "it is not in the bank: a new one"
    return Verdict("passed", "", ("the published check passes", "the strong one does not", whose))
