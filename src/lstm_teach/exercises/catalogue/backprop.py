"""Exercises of notebook 06: lines of the chain rule, and the whole way back."""

from ...cells import stacked
from .. import solutions
from ..exercise import Exercise
from ..forms import backward

WHERE = "06_backprop_through_time, section "


def line(name: str, section: int, title: str, task: str, form, answer) -> Exercise:
    """An exercise about one line."""
    where = f"{WHERE}{section}"
    return Exercise(name, "06", title, task, "medium", "high", 10, form, answer, section=where)


EXERCISES = (
    line(
        "dc",
        8,
        "where gradients meet",
        "Write dc(dc_next, dh, o, c): what reaches c from the next step and from h.",
        backward.DC,
        solutions.dc,
    ),
    line(
        "dz_f",
        6,
        "through the forget gate",
        "Write dz_f(dc, c_prev, f).",
        backward.DZ_F,
        solutions.dz_f,
    ),
    line(
        "dz_g", 6, "through the candidate", "Write dz_g(dc, i, g).", backward.DZ_G, solutions.dz_g
    ),
    line(
        "dc_prev",
        5,
        "along the highway",
        "Write dc_prev(dc, f): what goes to the step before.",
        backward.DC_PREV,
        solutions.dc_prev,
    ),
    Exercise(
        "backward",
        "06",
        "the whole way back",
        "Write backward(weights, trace, d_hs, d_h_T, d_c_T), which returns all seven gradients.",
        "hard",
        "medium",
        45,
        backward.BACKWARD,
        stacked.backward,
        section=f"{WHERE}9",
    ),
)
