"""Exercises of notebook 03: rows in the right order, a check that sees too little, the museum."""

from .. import solutions
from ..exercise import Exercise
from ..exhibits import EXHIBITS, Exhibit
from ..forms import cell
from ..forms.judged import BreakForm
from ..forms.value import ValueForm


def identify(item: Exhibit) -> Exercise:
    """The exercise of naming one exhibit."""
    form = ValueForm(
        what="a name from exercises.museum()",
        value=item.mistake.name,
        hints=(
            "Run one step of the exhibit and of gates.step, and compare all six results in turn.",
            f"The first of the six that differs is {item.mistake.changes.removeprefix('z_')}.",
        ),
        on_right=f"It stood in {'; '.join(item.mistake.seen)}. {item.mistake.why}",
    )
    return Exercise(
        f"museum_{item.number}",
        "03",
        f"museum, exhibit {item.number}",
        "Which mistake does this published cell make?",
        "medium",
        "high",
        5,
        form,
        item.mistake.name,
        show=(f"{item.mistake.name}: {item.mistake.does}",),
        section="03_pytorch_parity, section 9",
    )


EXERCISES = (
    Exercise(
        "to_pytorch_order",
        "03",
        "rows in another order",
        "Write to_pytorch_order(W): its rows are stacked as i, f, o, g; return them as i, f, g, o.",
        "easy",
        "high",
        5,
        cell.REORDER,
        solutions.to_pytorch_order,
        families=("layout",),
        section="03_pytorch_parity, section 11",
    ),
    Exercise(
        "break_the_check",
        "03",
        "break it so that nobody notices",
        "Write a wrong step(weights, x, h_prev, c_prev) that passes the published check.",
        "medium",
        "high",
        15,
        BreakForm(),
        solutions.broken_step,
        section="03_pytorch_parity, section 9",
    ),
    *(identify(item) for item in EXHIBITS),
)
