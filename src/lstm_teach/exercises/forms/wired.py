"""Answers that are weights set by hand: the puzzles of handwired, judged on every sequence."""

from dataclasses import dataclass

from ...handwired import Puzzle, judge
from ...weights import LSTMWeights
from .. import sandbox
from ..answers import NotAttempted, Refusal, is_missing, kind
from ..examine import from_accident
from ..exercise import Verdict

WANTED = "LSTMWeights, such as handwired.one_unit(i=..., f=..., g=..., o=...) or view.weights"


@dataclass(frozen=True, eq=False)
class WiredForm:
    """LSTMWeights that solve a puzzle, an nn.LSTM, or a function without arguments that makes them.

    Attributes:
        puzzle: one of handwired.PUZZLES.
    """

    puzzle: Puzzle
    subject = "wired"

    def examine(self, answer) -> Verdict:
        """Run the weights on every short sequence, and explain the first step that is wrong."""
        found: list[Verdict] = []
        run = sandbox.run(lambda: found.append(judged(self.puzzle, weights_of(answer))))
        return (from_accident(run) or found[0]).but(printed=run.printed)


def weights_of(answer) -> LSTMWeights:
    """The weights that were handed in.

    Raises:
        NotAttempted: there is no answer yet, or all numbers are still 0.
        Refusal: it is something else, or more than one symbol goes in at a step.
    """
    if is_missing(answer):
        raise NotAttempted
    if hasattr(answer, "weight_ih_l0"):
        answer = LSTMWeights.from_torch(answer)
    elif callable(answer) and not isinstance(answer, LSTMWeights):
        answer = answer()
        if is_missing(answer):
            raise NotAttempted
    if not isinstance(answer, LSTMWeights):
        raise Refusal("type", f"Your answer is {kind(answer)}, expected {WANTED}.")
    if not any(part.any() for part in (answer.W_x, answer.W_h, answer.b_x, answer.b_h)):
        raise NotAttempted  # the sliders as they were at the start
    if answer.D != 1:
        raise Refusal(
            "shape", f"Your weights have D = {answer.D}, expected 1: a symbol is one number x."
        )
    return answer


def judged(puzzle: Puzzle, weights: LSTMWeights) -> Verdict:
    """The verdict on weights."""
    found = judge(puzzle, weights)
    if found.passed:
        return Verdict("passed", found.sentence, ("c of unit 0, step by step",))
    certain = len(found.symbols) - 1
    stages = (f"every sequence of up to {certain} symbols",) if certain else ()
    return Verdict(found.code, found.sentence, stages, hints=puzzle.hints)
