"""A question to answer before a cell is run; what there is to say comes after the choice."""

from dataclasses import dataclass, field


@dataclass(frozen=True, repr=False)
class Prediction:
    """A question with options, as buttons in a notebook.

    Attributes:
        question: the question.
        options: each option with what is said once it is chosen.
    """

    question: str
    options: dict[str, str] = field(default_factory=dict)

    def answer(self, option: str) -> str:
        """What is said to an option.

        Raises:
            ValueError: no such option.
        """
        if option not in self.options:
            raise ValueError(f"option is {option!r}, expected one of {', '.join(self.options)}.")
        return self.options[option]

    def __repr__(self) -> str:
        lines = [f"Predict: {self.question}", *(f"  ( ) {option}" for option in self.options)]
        return "\n".join(lines)

    def widget(self):
        """A button for each option and a place for the reply, which screen readers announce."""
        from .prediction_view import PredictionView

        return PredictionView(question=self.question, options=list(self.options.items()))

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        """The widget, and the question as text for where no kernel runs."""
        try:
            data, metadata = self.widget()._repr_mimebundle_()
        except ImportError:
            data, metadata = {}, {}
        return {**data, "text/plain": repr(self)}, metadata


def predict(question: str, options: dict[str, str]) -> Prediction:
    """Ask before a cell is run. Last expression of a cell.

    Args:
        question: a short question.
        options: each option with what to say to whoever chooses it, right or wrong.

    Raises:
        ValueError: fewer than two options, or an empty text.
    """
    if not isinstance(options, dict) or len(options) < 2:
        raise ValueError(
            "options has fewer than 2 entries, expected each option with what to say to it: "
            "{'about half': 'Yes: ...', 'all of it': 'No: ...'}"
        )
    if not str(question).strip() or not all(
        str(t).strip() for pair in options.items() for t in pair
    ):
        raise ValueError("a text is empty, expected a question, and a reply to every option.")
    return Prediction(question, dict(options))
