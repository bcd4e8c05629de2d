"""Training or eval mode for a moment; afterwards every module is in the mode that it had.

`model.train(model.training)` would not do: it puts every part into the mode of the whole, and a
part that was kept in eval mode, such as a frozen embedding, would no longer be.
"""

from contextlib import contextmanager


@contextmanager
def in_mode(model, *, training: bool):
    """All modules of `model` in training mode within, or all in eval mode (without dropout).

    Afterwards, also after an error, each has its own mode again.

    Args:
        model: a torch module.
        training: True for training mode, False for eval mode.
    """
    before = [(module, module.training) for module in model.modules()]
    try:
        model.train(training)
        yield
    finally:
        for module, mode in before:
            module.training = mode
