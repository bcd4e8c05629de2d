"""Wire it: the twelve numbers of a one-unit LSTM as sliders, and sequences that light up."""

import numpy as np
import traitlets

from .. import figures, handwired, palette
from ..handwired.judge import Tests, wish
from ..layouts import GATES
from ..trace import GATES_AND_STATES, Trace
from ..weights import LSTMWeights
from .view import View, guarded
from .wiring_panels import MOST, NUMBERS, spec_of


class WiringView(View):
    """Made by `wire_it`.

    Attributes:
        puzzle: the handwired.Puzzle.
        trace: the current Trace, (T, B, 1) each: the sequences shown, one row each.
        judgement: what the last press of "Check" found (handwired.Judgement), or None.
        b: which sequence is drawn over time; the last one is what "Check" found to be wrong.
        t: the step whose arithmetic is written out.
        hints: how many hints are shown.
        found: the sequence that the last check found to be wrong, or an empty text.
    """

    t = traitlets.Int().tag(sync=True)
    b = traitlets.Int().tag(sync=True)
    hints = traitlets.Int().tag(sync=True)
    # What the reader has set. Not sent back: the front end knows it already.
    settings = traitlets.Dict().tag(sync=True, echo_update=False)
    said = traitlets.Unicode().tag(sync=True)
    found = traitlets.Unicode().tag(sync=True)
    answered = traitlets.Int().tag(sync=True)

    def __init__(self, puzzle: handwired.Puzzle, start: dict):
        self.puzzle, self.judgement, self._checks = puzzle, None, 0
        self._show("")
        self._run(start)
        spec = spec_of(puzzle, start, self._tests)
        self._good = {"gates": start, "checks": 0}
        super().__init__(spec, self._arrays(), settings=self._good, said=self._sentence())
        self.observe(self._compute, "settings")

    @property
    def weights(self) -> LSTMWeights:
        """The numbers as they are set now, D = H = 1. `exercises.check` takes them."""
        return _weights(self.settings["gates"])

    @property
    def right(self) -> np.ndarray:
        """(T, B): whether c is as wanted, step by step, in the sequences shown."""
        return self._tests.right(self.trace)

    @traitlets.validate("b", "hints")
    def _also_on_its_axis(self, proposal):
        return self._on_its_axis(proposal)

    @guarded
    def _compute(self, change) -> None:
        settings = self.settings
        self.answered = settings.get("asked", 0)
        try:
            _check_numbers(settings["gates"])
            if settings["checks"] != self._checks:
                self._checks = settings["checks"]
                self._check(settings["gates"])
            else:
                self.judgement = None
            self._run(settings["gates"])
        except Exception:
            # One bad number must not spoil what follows.
            self.settings = self._good | {"checks": self._checks, "asked": self.answered}
            raise
        self._good = settings
        self.send_arrays(self._arrays())
        self.said = self._sentence()

    def _check(self, gates: dict) -> None:
        """Try all sequences; one that is wrong is shown in the last row, at its first wrong step.

        Where one of the rows is wrong already, that is what to look at.
        """
        self.judgement = handwired.judge(self.puzzle, _weights(gates))
        self._show(self.judgement.whole)
        self.found = self.judgement.whole
        if self.found:
            self.b, self.t = len(self.puzzle.shown), len(self.judgement.symbols) - 1
        elif self.b == len(self.puzzle.shown):
            self.b = 0

    def _show(self, found: str) -> None:
        """The rows: the puzzle's own sequences, and one more for what a check finds."""
        shown = self.puzzle.shown
        self._tests = Tests.of(self.puzzle, (*shown, found or shown[0]))

    def _run(self, gates: dict) -> None:
        self.trace = self._tests.run(_weights(gates))
        self._sums = _sums(_weights(gates), self.trace)

    def _arrays(self) -> dict[str, np.ndarray]:
        """All (B, T)."""
        trace = self.trace
        found = {name: getattr(trace, name)[..., 0] for name in (*GATES_AND_STATES, "c_prev")}
        found |= {f"z_{name}": z for name, z in zip(GATES, self._sums, strict=True)}
        found |= {"x": trace.xs[..., 0], "h_prev": trace.h_prev[..., 0]}
        found |= {"low": self._tests.low, "high": self._tests.high, "right": self.right}
        return {name: array.T for name, array in found.items()}

    def _sentence(self) -> str:
        if self.judgement is not None:
            mark = "Solved: " if self.judgement.passed else "Not yet: "
            return mark + self.judgement.sentence.replace("-", "\N{MINUS SIGN}")
        shown = len(self.puzzle.shown)
        count = int(self.right.all(axis=0)[:shown].sum())
        every = f"{len(self.puzzle.symbols) ** self.puzzle.longest:,}"
        if count < shown:
            return f"Right so far: {count} of {shown} sequences. Check explains what is wrong."
        return f"All {shown} sequences are right. Check tries all {every} of this length."

    def picture(self):
        """c and h over time for the chosen sequence, and what c should be."""
        tests, b = self._tests, self.b
        trace = self.trace.sequence(b).with_tokens(tests.sequences[b])
        wrong = np.flatnonzero(~self.right[:, b])
        verdict = f"wrong at t = {wrong[0]}" if len(wrong) else "right at every step"
        picture = figures.states(trace, title=f"Puzzle {self.puzzle.name}: c is {verdict}")
        panel = picture.axes[0]
        bottom, top = panel.get_ylim()
        bottom = min(bottom, *(tests.high[:, b] - 0.3))
        top = max(top, *(tests.low[:, b] + 0.3))
        low, high = np.clip([tests.low[:, b], tests.high[:, b]], bottom, top)
        look = {"color": palette.LIGHT["c"], "alpha": 0.2, "linewidth": 0, "zorder": 0}
        panel.bar(np.arange(trace.T), high - low, bottom=low, width=0.9, **look)
        panel.set_ylim(bottom, top)
        picture.alt += f" The bars behind c are what is wanted: {_wishes(tests, b)}."
        return picture


def wire_it(puzzle: str | handwired.Puzzle, weights: LSTMWeights | None = None) -> WiringView:
    """A puzzle to wire by hand: twelve sliders, and sequences that show what comes of them.

    Each row is a sequence; each symbol has a mark that says whether c is right after it. Choose a
    row to see c and h over time beside what is wanted. "Check" tries every sequence of that length
    and explains the first wrong step; "Hint" shows one hint more; "Start again" puts back the
    numbers of the start.

    Args:
        puzzle: "keep", "forget", "counter", "latch", "toggle", "first", "delay", "brackets", or a
            handwired.Puzzle.
        weights: where the sliders start, LSTMWeights with D = H = 1; all 0 where left out.

    Returns:
        A view; `view.weights` are the numbers as they are set, for `exercises.check`.

    Raises:
        ValueError: no such puzzle, or weights that twelve sliders from -20 to 20 cannot show.
        TypeError: weights that are no LSTMWeights.
    """
    if not isinstance(puzzle, handwired.Puzzle):
        puzzle = handwired.puzzle(puzzle)
    return WiringView(puzzle, _start(weights))


def _start(weights: LSTMWeights | None) -> dict:
    """The twelve numbers as the front end keeps them: {"i": {"x": W_x, "h": W_h, "b": b}, ...}.

    Raises:
        ValueError, TypeError: as `wire_it`.
    """
    if weights is None:
        return {name: dict.fromkeys(NUMBERS, 0.0) for name in GATES}
    if not isinstance(weights, LSTMWeights):
        raise TypeError(f"weights is a {type(weights).__name__}, expected LSTMWeights.")
    if (weights.D, weights.H) != (1, 1):
        raise ValueError(f"weights have D={weights.D}, H={weights.H}, expected one of each.")
    rows = {}
    for name in GATES:
        W_x, W_h, b_x, b_h = (float(part.item()) for part in weights.gate(name))
        rows[name] = {"x": W_x, "h": W_h, "b": b_x + b_h}
    _check_numbers(rows)
    return rows


def _check_numbers(gates: dict) -> None:
    """Refuse what is no twelve numbers, or what the sliders cannot show.

    Raises:
        ValueError: as said.
    """
    if set(gates) != set(GATES) or any(set(gates[name]) != set(NUMBERS) for name in GATES):
        raise ValueError("gates do not have x, h and b of i, f, g and o each, expected all twelve.")
    _weights(gates)
    for name in GATES:
        for key, value in gates[name].items():
            if not -MOST <= value <= MOST:
                raise ValueError(
                    f"{NUMBERS[key]} of {name} is {value:g}, expected -20 to 20, "
                    "which is what its slider has."
                )


def _wishes(tests: Tests, b: int) -> str:
    """What is wanted in one sequence, steps with the same wish together."""
    wishes = [wish(*pair) for pair in zip(tests.low[:, b], tests.high[:, b], strict=True)]
    starts = [t for t, each in enumerate(wishes) if t == 0 or wishes[t - 1] != each]
    ends = [*(start - 1 for start in starts[1:]), len(wishes) - 1]
    spans = [f"{a}" if a == z else f"{a} to {z}" for a, z in zip(starts, ends, strict=True)]
    return "; ".join(f"t = {span}, {wishes[a]}" for span, a in zip(spans, starts, strict=True))


def _weights(gates: dict) -> LSTMWeights:
    return handwired.one_unit(**{n: tuple(gates[n][key] for key in NUMBERS) for n in GATES})


def _sums(weights: LSTMWeights, trace: Trace) -> np.ndarray:
    """z = W_x x + W_h h_prev + b of each gate, (4, T, B)."""
    x, h_prev = trace.xs[..., 0], trace.h_prev[..., 0]  # (T, B)
    numbers = zip(weights.W_x[:, 0], weights.W_h[:, 0], weights.b_x, strict=True)
    return np.array([W_x * x + W_h * h_prev + b for W_x, W_h, b in numbers])
