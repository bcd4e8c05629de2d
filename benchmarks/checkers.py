"""How long do the checkers of the exercises take? Target: under 200 ms each, hints included.

    python benchmarks/checkers.py

For every exercise each wrong answer of the bank is checked twice: as the first check of a kernel,
when the bank has not been run yet, and again. The fastest of three rounds counts.
"""

import os
import tempfile
import time

import numpy as np
import torch
from timing import verdict

from lstm_teach import exercises
from lstm_teach.exercises import naming
from lstm_teach.exercises.catalogue import EXERCISES
from lstm_teach.exercises.subjects.cell import Case
from lstm_teach.weights import LSTMWeights

TARGET = 0.2  # seconds
ROUNDS = 3


def as_module(variant) -> type:
    """A module with PyTorch's parameters that computes what a variant of the cell computes."""

    class Cell(torch.nn.LSTMCell):
        def forward(self, x, h_prev, c_prev):
            weights = LSTMWeights(*(p.detach().double().numpy() for p in self.parameters()))
            states = (a.double().numpy() for a in (x[None], h_prev, c_prev))
            found = variant.run(Case("", weights, *states))
            return torch.tensor(found["h"][0]), torch.tensor(found["c"][0])

    return Cell


def forget() -> None:
    """As in a new kernel: nothing of the bank has been computed."""
    naming.mistaken_outputs.cache_clear()
    naming.right_outputs.cache_clear()


def seconds(exercise, answer) -> float:
    """One check and its message."""
    start = time.perf_counter()
    repr(exercises.check(exercise.name, answer))
    return time.perf_counter() - start


def times(exercise, answer) -> tuple[float, float]:
    """The fastest first check and the fastest later one."""
    first, later = [], []
    for _ in range(ROUNDS):
        forget()
        first.append(seconds(exercise, answer))
        later.append(seconds(exercise, answer))
    return min(first), min(later)


def wrong_answers(exercise) -> list:
    """What the bank has against an exercise, as a learner would hand it in."""
    form = exercise.form
    if not hasattr(form, "imitation"):
        return [wrong.value for wrong in getattr(form, "wrong", ())]
    entries = naming.applicable(form, form.cases(), exercise.families)
    if form.imitation is None:  # a module
        return [
            as_module(mistake.variant) for mistake in entries if exercise.form.subject == "cell"
        ]
    return [form.imitation(mistake.variant) for mistake in entries]


def unknown(weights, x, h_prev, c_prev) -> tuple[np.ndarray, np.ndarray]:
    """A wrong step that the bank does not have: the longest search, through all pairs."""
    return h_prev + 0.1, c_prev + 0.1


def main() -> None:
    os.environ["LSTM_TEACH_PROGRESS"] = os.path.join(tempfile.mkdtemp(), "progress.json")
    print(f"{'milliseconds':22}{'answers':>8}{'first: median':>15}{'worst':>7}{'later: worst':>14}")
    worst = 0.0
    for exercise in EXERCISES.values():
        answers = wrong_answers(exercise)
        answers += [unknown] if exercise.name == "numpy_step" else []
        if not answers:
            continue
        seconds(exercise, answers[0])  # PyTorch's own first time is not the checker's
        first, later = zip(*(times(exercise, answer) for answer in answers), strict=True)
        worst = max(worst, *first)
        numbers = (1000 * value for value in (np.median(first), max(first), max(later)))
        a, b, c = numbers
        print(f"{exercise.name:22}{len(answers):8}{a:15.0f}{b:7.0f}{c:14.0f}")
    print(f"worst {1000 * worst:.0f} ms, target {1000 * TARGET:.0f}: {verdict(worst < TARGET)}")


if __name__ == "__main__":
    main()
