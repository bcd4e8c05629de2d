"""From scores to probabilities, at a temperature."""

import torch

from ..shapes import check_positive


def probabilities(logits: torch.Tensor, temperature: float) -> torch.Tensor:
    """Softmax of logits / temperature over the last axis, at any temperature above 0.

    The largest logit is taken off first, in float64, so that a tiny temperature gives the
    likeliest character and not infinity by infinity.

    Raises:
        ValueError: a temperature that is not above 0.
        FloatingPointError: NaN or infinity among the logits.
    """
    check_positive("temperature", temperature)
    if not torch.isfinite(logits).all():
        raise FloatingPointError(
            "the logits hold NaN or infinity, expected finite numbers. Did training diverge?"
        )
    shifted = logits.double() - logits.max(dim=-1, keepdim=True).values
    return torch.softmax(shifted / temperature, dim=-1).to(logits.dtype)


def check_generator(generator) -> None:
    """Refuse anything but a torch.Generator.

    Raises:
        TypeError: `generator is a int, expected a torch.Generator.`
    """
    if not isinstance(generator, torch.Generator):
        raise TypeError(
            f"generator is a {type(generator).__name__}, expected a torch.Generator. "
            "torch.Generator().manual_seed(0) makes one."
        )
