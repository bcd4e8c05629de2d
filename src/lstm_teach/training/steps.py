"""Small parts that every training loop has: checks, one update, the progress bar."""

import numpy as np

from ..shapes import check_positive, check_size


def check_settings(epochs: int, lr: float, clip: float | None) -> None:
    """Refuse a number of epochs, a step size or a clipping bound that is out of its range.

    Raises:
        ValueError: not a whole number of 1 or more, or not above 0.
    """
    check_size("epochs", epochs)
    check_positive("lr", lr)
    if clip is not None:
        check_positive("clip", clip)


def update(optimizer, loss, model, clip) -> None:
    """One update: new gradients, clipped to the norm `clip` if there is one, one step."""
    from torch.nn.utils import clip_grad_norm_

    optimizer.zero_grad()
    loss.backward()
    if clip is not None:
        clip_grad_norm_(model.parameters(), clip)
    optimizer.step()


def finite_loss(loss: float, epoch: int) -> float:
    """Give the loss back, or raise FloatingPointError where training has diverged."""
    if not np.isfinite(loss):
        raise FloatingPointError(
            f"the loss is {loss} at epoch {epoch}, expected a finite number. "
            "Did training diverge? Try a smaller lr, or clip=1.0."
        )
    return loss


def progress_bar(total: int, progress: bool):
    """range(total) with a tqdm bar: a widget in a notebook, a line of text on a terminal.

    Epoch 0 is the untrained model, so the bar counts total - 1 epochs. A loop that stops early
    leaves a bar that ends where it stopped.
    """
    if not progress:
        yield from range(total)
        return
    bar = _bar(total - 1)
    yield 0
    try:
        for epoch in range(1, total):
            yield epoch
            bar.update()
    except GeneratorExit:  # the loop was left within an epoch
        bar.total = bar.n = epoch
        if hasattr(bar, "container"):
            bar.container.children[1].max = epoch  # the widget keeps a total of its own
        bar.refresh()
        raise
    finally:
        bar.close()


def _bar(epochs: int):
    from IPython import get_ipython
    from tqdm.notebook import tqdm as notebook_bar
    from tqdm.std import tqdm as terminal_bar

    if getattr(get_ipython(), "kernel", None) is None:
        return terminal_bar(total=epochs, desc="training", unit=" epochs")
    from IPython.display import display

    bar = notebook_bar(total=epochs, desc="training", unit=" epochs", display=False)
    widget = bar.container._repr_mimebundle_()
    # A steady text beside the widget: what a saved, not-run notebook shows.
    display({**widget, "text/plain": f"training for {epochs} epochs"}, raw=True)
    return bar
