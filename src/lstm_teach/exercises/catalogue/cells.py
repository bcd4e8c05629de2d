"""Exercises of notebooks 01, 02 and 04: numbers, gates, steps, whole runs, a module."""

from ...cells import gates
from .. import solutions
from ..exercise import Exercise
from ..forms import cell
from ..forms.step import STEP
from ..forms.value import ValueForm, Wrong

COUNT = ValueForm(
    what="two whole numbers: without and with peepholes",
    value=(2560, 2620),
    wrong=(
        Wrong(
            "count_one_bias",
            (2480, 2540),
            ("Every gate has a few numbers more.", "How many bias vectors does PyTorch keep?"),
        ),
        Wrong(
            "count_one_gate",
            (640, 655),
            ("That is one part of a cell.", "How many times does this set of numbers occur?"),
        ),
        Wrong(
            "count_full_peepholes",
            (2560, 3760),
            ("Your first number is right.", "A peephole sees its own unit only."),
        ),
        Wrong(
            "count_four_peepholes",
            (2560, 2640),
            ("Your first number is right.", "Which of the four parts has no peephole?"),
        ),
    ),
    hints=(
        "Count one gate first: what does it multiply x with, and h_prev, and what does it add?",
        "Then: how many such sets are there, and how many of them see the cell state?",
    ),
)

SHAPE = ValueForm(
    what="a shape, such as (2, 3)",
    value=(20, 5),
    wrong=(
        Wrong(
            "shape_transposed",
            (5, 20),
            ("The right two numbers.", "PyTorch's rows are what comes out of the product."),
        ),
        Wrong(
            "shape_of_W_x",
            (20, 3),
            ("That is the shape of W_x.", "Which vector does W_h multiply, and how long is it?"),
        ),
        Wrong(
            "shape_of_one_gate",
            (5, 5),
            ("That is one gate's part.", "All gates are in one array, one below the other."),
        ),
    ),
    hints=(
        "W_h turns h_prev into z, for all gates at once.",
        "How long is h_prev? How long is z, all gates together?",
    ),
)

EXERCISES = (
    Exercise(
        "count_numbers",
        "01",
        "count the numbers of a cell",
        "How many numbers has a cell with D = 10 and H = 20, without and with peepholes?",
        "easy",
        "high",
        5,
        COUNT,
        (solutions.numbers_in(10, 20), solutions.numbers_in(10, 20) + 3 * 20),
        show=(solutions.numbers_in,),
        section="01_equations, section 11",
    ),
    Exercise(
        "forget_gate",
        "01",
        "one gate",
        "Write forget_gate(W_x, W_h, b_x, b_h, x, h_prev), which returns f, (B, H).",
        "easy",
        "high",
        10,
        cell.one_gate("f"),
        solutions.forget_gate,
        families=("layout", "bias", "activations"),
        show=(gates.forget_gate, gates.affine, gates.sigmoid),
        section="01_equations, section 6",
    ),
    Exercise(
        "cell_state",
        "01",
        "the update of c",
        "Write cell_state(f, c_prev, i, g), which returns the new c, (B, H).",
        "easy",
        "high",
        5,
        cell.UPDATE,
        gates.cell_state,
        families=("update",),
        section="01_equations, section 8",
    ),
    Exercise(
        "peephole_step",
        "01",
        "open the peepholes",
        "Write peephole_step(sums, p_i, p_f, p_o, c_prev), which returns i, f, g, o, c, h.",
        "hard",
        "medium",
        15,
        cell.PEEPHOLE_STEP,
        solutions.peephole_step,
        families=("peephole",),
        section="01_equations, section 11",
    ),
    Exercise(
        "shape_of_W_h",
        "02",
        "predict a shape",
        "Which shape has W_h, all four gates stacked, for D = 3 and H = 5?",
        "easy",
        "medium",
        2,
        SHAPE,
        (20, 5),
        show=("(4H, H) = (20, 5): one row for each number of z, one column for each of h_prev",),
        section="02_scratch_cell, section 10",
    ),
    Exercise(
        "hidden_state",
        "02",
        "the output",
        "Write hidden_state(o, c), which returns h, (B, H).",
        "easy",
        "high",
        3,
        cell.OUTPUT,
        gates.hidden_state,
        families=("output",),
        section="01_equations, section 9",
    ),
    Exercise(
        "split_gates",
        "02",
        "cut z into four gates",
        "Write split_gates(z), which returns i, f, g, o, each (B, H), from z (B, 4H).",
        "medium",
        "high",
        10,
        cell.SPLIT,
        solutions.split_gates,
        families=("layout", "activations"),
        section="02_scratch_cell, section 10",
    ),
    Exercise(
        "numpy_step",
        "02",
        "a whole step",
        "Write step(weights, x, h_prev, c_prev), which returns h and c, each (B, H).",
        "medium",
        "high",
        15,
        STEP,
        gates.step,
        show=(gates._step, gates.forget_gate, gates.affine, gates.cell_state, gates.hidden_state),
        section="02_scratch_cell, section 8",
    ),
    Exercise(
        "numpy_run",
        "02",
        "a whole sequence",
        "Write run(weights, xs, h0, c0), which returns hs and cs, each (T, B, H).",
        "medium",
        "high",
        15,
        cell.RUN,
        gates.run,
        section="02_scratch_cell, section 9",
    ),
)
