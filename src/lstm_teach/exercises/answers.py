"""What a learner hands in, turned into something that can be called and compared."""

import inspect
import re
from collections.abc import Callable

import numpy as np

from ..shapes import check_shape
from .subjects.cell import QUANTITIES


class Refusal(Exception):
    """This answer cannot be checked; the code and the sentence say why."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code = code


class NotAttempted(Exception):
    """The stub is still there, or a part of it."""


def is_missing(value) -> bool:
    """Whether this is what an unfinished cell leaves behind."""
    return value is None or value is ... or value is NotImplemented


def says_not_attempted(error: BaseException | None) -> bool:
    """Whether an exception comes from a stub: its own, or one from a `...` left in the code."""
    return isinstance(error, (NotImplementedError, NotAttempted)) or "ellipsis" in str(error)


def kind(value) -> str:
    """What something is, in a learner's words: "the number 3", "an array of shape (2,)"."""
    if is_missing(value):
        return "nothing yet"
    if isinstance(value, str):
        return f"the text {value!r}"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    shape = getattr(value, "shape", None)
    if shape is not None and not callable(value):
        return f"an array of shape {tuple(shape)}"
    name = type(value).__name__
    return f"a {name}" if type(value).__module__ == "builtins" else f"an object of class {name}"


def callable_with(answer, names: tuple[str, ...]) -> Callable:
    """The answer as a function of so many arguments.

    Raises:
        NotAttempted: there is no answer yet.
        Refusal: it cannot be called, or takes another number of arguments.
    """
    if is_missing(answer):
        raise NotAttempted
    wanted = f"a function of {', '.join(names)}"
    if isinstance(answer, type):
        answer = made_without_arguments(answer, wanted)
    if not callable(answer):
        tip = (
            "Pass its name without quotes."
            if isinstance(answer, str)
            else ("Did you call it? Pass the function itself, without brackets behind it.")
        )
        raise Refusal("not_callable", f"Your answer is {kind(answer)}, expected {wanted}. {tip}")
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):  # some built-in functions have none
        return answer
    try:
        signature.bind(*names)
    except TypeError:
        takes = ", ".join(signature.parameters) or "no arguments"
        raise Refusal(
            "arguments",
            f"Your function takes {takes}; expected {len(names)}: {', '.join(names)}.",
        ) from None
    return answer


def made_without_arguments(cls: type, wanted: str):
    """An instance of a class that is handed in where a function is expected.

    Raises:
        Refusal: it needs arguments, or its instances cannot be called.
    """
    try:
        inspect.signature(cls).bind()
        made = cls()
    except (TypeError, ValueError):
        raise Refusal(
            "arguments",
            f"Your class {cls.__name__} needs arguments to be made, and {wanted} is expected. "
            "Pass an object of it that can be called.",
        ) from None
    if not callable(made):
        raise Refusal("not_callable", f"Objects of your class {cls.__name__} cannot be called.")
    return made


def pick(result, names: tuple[str, ...], who: str) -> dict:
    """The named results out of whatever a function returned.

    Understood are dicts, objects with these attributes (named tuples, a Trace), tuples and lists
    in this order, PyTorch's h, (h, c), and a tuple of six, i, f, g, o, c, h. Gates that come with
    the rest are kept too.

    Raises:
        NotAttempted: nothing was returned.
        Refusal: something else was.
    """
    if is_missing(result):
        raise NotAttempted
    if isinstance(result, dict) and set(names) <= set(result):
        return {n: result[n] for n in (*names, *QUANTITIES) if n in result}
    if all(hasattr(result, n) for n in names) and not hasattr(result, "detach"):
        return {n: getattr(result, n) for n in (*names, *QUANTITIES) if hasattr(result, n)}
    if len(names) == 1:
        return {names[0]: result}
    if isinstance(result, (tuple, list)):
        parts = list(result)
        if names == ("h", "c") and is_state_of_pytorch(parts):
            parts = list(parts[1])
        if len(parts) == 6 and names == ("h", "c"):
            return dict(zip(("i", "f", "g", "o", "c", "h"), parts, strict=True))
        if any(is_missing(part) for part in parts):
            raise NotAttempted
        if len(parts) == len(names):
            return dict(zip(names, parts, strict=True))
        got = f"{len(parts)} things"
    else:
        got = kind(result)
    raise Refusal("type", f"{who} returned {got}, expected {len(names)}: {', '.join(names)}.")


def is_state_of_pytorch(parts: list) -> bool:
    """Whether this is h, (h, c) and not h, c as nested lists."""
    return (
        len(parts) == 2
        and isinstance(parts[1], (tuple, list))
        and len(parts[1]) == 2
        and np.ndim(parts[1][0]) == np.ndim(parts[0])
    )


def to_array(name: str, value) -> np.ndarray:
    """A float array out of a tensor, an array, a list or a number.

    Raises:
        NotAttempted: it is not there yet.
        Refusal: it holds no real numbers.
    """
    if is_missing(value):
        raise NotAttempted
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = value.numpy() if "bfloat16" not in str(value.dtype) else value.float().numpy()
    try:
        array = np.array(value)
        if array.dtype == object or array.dtype.kind in "cSU":
            raise TypeError
        return array.astype(float)
    except (TypeError, ValueError):
        raise Refusal(
            "type", f"{name} is {kind(value)}, expected an array of real numbers."
        ) from None


def shaped(name: str, value, **sizes: int | None) -> np.ndarray:
    """to_array, and the shape checked: sizes as for shapes.check_shape.

    Raises:
        NotAttempted, Refusal: as to_array, or for another shape.
    """
    array = to_array(name, value)
    if not sizes and array.size == 1:
        return array.reshape(())
    try:
        check_shape(name, array, **sizes)
    except ValueError as error:
        raise Refusal("shape", f"{error}") from None
    return array


def steady(text: str) -> str:
    """A message without what changes from run to run: addresses, very long arrays."""
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", text)
    return text if len(text) <= 300 else text[:297] + "..."
