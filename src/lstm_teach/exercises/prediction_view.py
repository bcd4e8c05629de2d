"""A prediction on the page: a button for each option, and the reply to the one that is chosen.

The replies are in the browser from the start, so they come without a kernel too: in an exported
page, and after the kernel has ended.
"""

from importlib.resources import files

import anywidget
import traitlets

FRONT = files(__package__) / "front"


class PredictionView(anywidget.AnyWidget):
    """Made by `Prediction.widget`.

    Attributes:
        question: the question.
        options: pairs of an option and what is said to it.
        chosen: the option that was chosen last, "" before.
    """

    _esm = (FRONT / "prediction.js").read_text(encoding="utf-8")
    _css = (FRONT / "prediction.css").read_text(encoding="utf-8")
    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)

    def __repr__(self) -> str:
        return f"<Predict: {self.question}>"
