"""Exercises of notebook 08: stacked layers, two directions, one vector per sequence."""

from .. import solutions
from ..exercise import Exercise
from ..forms import layers

WHERE = "08_layers, section "

EXERCISES = (
    Exercise(
        "stacked_layers",
        "08",
        "layers on top of each other",
        "Write run(layers, xs, h0, c0, drop, training) -> output, h_n, c_n; drop(xs) drops.",
        "medium",
        "high",
        20,
        layers.STACKED,
        solutions.stacked_layers,
        section=f"{WHERE}4",
    ),
    Exercise(
        "both_ways",
        "08",
        "two directions",
        "Write run(layers, xs, h0, c0) -> output, h_n, c_n, with two directions in every layer.",
        "hard",
        "high",
        25,
        layers.BOTH_WAYS,
        solutions.both_ways,
        section=f"{WHERE}2",
    ),
    Exercise(
        "summary",
        "08",
        "one vector per sequence",
        "Write summary(output, h_n), which returns where each direction ended, (B, 2H).",
        "easy",
        "high",
        5,
        layers.SUMMARY,
        solutions.summary,
        section=f"{WHERE}3",
    ),
)
