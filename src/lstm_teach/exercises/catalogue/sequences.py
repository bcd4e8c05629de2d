"""Exercises of notebook 09: what the decoder of an encoder-decoder reads."""

from ..exercise import Exercise
from ..forms.value import ValueForm, Wrong

READS = ValueForm(
    what="four words in one text, such as 'two hundred six end'",
    value="start two hundred six",
    on_right="At each step it reads the right word before the one that it has to write.",
    wrong=(
        Wrong(
            "reads_the_answers",
            "two hundred six end",
            (
                "At step 0 your decoder reads the word that it has to write at step 0.",
                "Which word comes before the first one? Somebody has to give it the sign to begin.",
            ),
        ),
        Wrong(
            "reads_one_too_many",
            "start two hundred six end",
            (
                "Your decoder reads five words and has to write four.",
                "After which word is there nothing left to write?",
            ),
        ),
        Wrong(
            "reads_the_digits",
            "2 0 6",
            (
                "The digits are what the encoder reads.",
                "Of the encoder the decoder gets h and c only. What does it read in each step?",
            ),
        ),
    ),
    hints=(
        "Write the four words that it has to write in one row, and below each what it reads then.",
        "What it reads is what it should have written one step before. What stands before the first"
        " word is the mark for the beginning.",
    ),
)

EXERCISES = (
    Exercise(
        "decoder_reads",
        "09",
        "what does the decoder read?",
        "Which four words does the decoder read when it is trained to write two hundred six end?",
        "easy",
        "high",
        5,
        READS,
        "start two hundred six",
        show=("See lstm_teach.models.Seq2Seq.forced.",),
        section="09_sequence_models, section 9",
    ),
)
