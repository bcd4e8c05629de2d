"""How every test of bad input asks: the right exception, the message's parts, nothing changed."""

from collections.abc import Callable

import numpy as np
import pytest
import torch


def assert_refused(call: Callable, error: type, *parts: str, **arguments) -> None:
    """`call(**arguments)` raises exactly `error`, all parts are in its message, in this order, and
    every array, tensor and module among the arguments stays as it was, bit for bit."""
    before = {name: contents(value) for name, value in arguments.items()}
    with pytest.raises(error) as caught:
        call(**arguments)
    message, start = str(caught.value), 0
    assert type(caught.value) is error, repr(caught.value)
    for part in parts:
        assert part in message[start:], message
        start = message.index(part, start) + len(part)
    assert {name: contents(value) for name, value in arguments.items()} == before


def contents(value) -> bytes | None:
    """The bytes of an array, a tensor, a module's parameters or a list; None for others."""
    if isinstance(value, torch.nn.Module):
        return b"".join(contents(p.detach()) for p in value.parameters())
    if isinstance(value, torch.Tensor):
        return value.detach().double().numpy().tobytes()
    if isinstance(value, np.ndarray):
        return value.tobytes()
    return repr(value).encode() if isinstance(value, list) else None
