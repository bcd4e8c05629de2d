"""Exercises of notebooks 04 and 05: your own module, then loss, temperature and chunks."""

from .. import solutions
from ..exercise import Exercise, Later
from ..forms import training
from ..forms.module import module_form
from ..forms.value import ValueForm, Wrong

SAYS = ValueForm(
    what="the four characters that your model expects, as a text",
    value="ello",
    wrong=(
        Wrong(
            "says_what_it_reads",
            "hell",
            (
                "Your model predicts the character that it has just read.",
                "Compare inputs and targets: which one is a step ahead of the other?",
            ),
        ),
        Wrong(
            "says_elll",
            "elll",
            (
                "Your model does not tell the first l from the second.",
                "Only its state can. Do h and c reach the next step, and does the gradient?",
            ),
        ),
    ),
    hints=(
        "The model has not learned the word. What does its loss do over the epochs?",
        "Print loss every 20 epochs. If it stays, look at lr, at zero_grad, and at the state.",
    ),
)


EXERCISES = (
    Exercise(
        "torch_cell",
        "04",
        "your own cell in PyTorch",
        "Write a module MyCell(input_size, hidden_size) with forward(x, h_prev, c_prev) -> h, c.",
        "medium",
        "high",
        25,
        module_form("cell"),
        Later("lstm_teach.cells.torch_cell", "LSTMCell"),
        section="01_equations, section 10",
    ),
    Exercise(
        "says_ello",
        "04",
        "train it on hello",
        "Which four characters does your trained model expect after h, e, l, l?",
        "medium",
        "high",
        15,
        SAYS,
        "ello",
        show=("See lstm_teach.training.fit and lstm_teach.models.CharModel.",),
        section="05_hello, section 4",
    ),
    Exercise(
        "one_linear_cell",
        "04",
        "four gates, one product",
        "The same cell with a single nn.Linear for all four gates, in an order that you declare.",
        "medium",
        "medium",
        10,
        module_form("cell"),
        Later("lstm_teach.exercises.solutions_torch", "OneLinearCell"),
        section="02_scratch_cell, section 10",
    ),
    Exercise(
        "peephole_cell",
        "04",
        "the original cell, with peepholes",
        "The same with peepholes: c_prev feeds i and f, the new c feeds o, one weight per unit.",
        "hard",
        "medium",
        25,
        module_form("peephole"),
        Later("lstm_teach.exercises.solutions_torch", "PeepholeCell"),
        show=(Later("lstm_teach.cells.torch_cell", "LSTMCell"),),
        section="01_equations, section 11",
    ),
    Exercise(
        "next_character_loss",
        "05",
        "the loss",
        "Write next_character_loss(logits, tokens): logits (T, B, V) after reading tokens (T, B).",
        "medium",
        "high",
        10,
        training.LOSS,
        solutions.next_character_loss,
        section="05_hello, section 4",
    ),
    Exercise(
        "temperature",
        "05",
        "temperature",
        "Write probabilities(logits, temperature), which returns (B, V) that sum to 1 in each row.",
        "easy",
        "high",
        5,
        training.SAMPLING,
        solutions.probabilities,
        section="05_hello, section 9",
    ),
    Exercise(
        "carry",
        "05",
        "from chunk to chunk",
        "Write carry(h, c), which returns the states that a text's next chunk starts from.",
        "medium",
        "medium",
        5,
        training.CHUNKS,
        solutions.carry,
        section="06_backprop_through_time, section 12",
    ),
)
