"""Where other places keep the numbers of an LSTM layer: gate orders and PyTorch's names."""

import numpy as np

from .shapes import check_index

GATES = ("i", "f", "g", "o")
TORCH_NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")  # W_x, W_h, b_x, b_h


def check_gate(name: str) -> int:
    """The place of a gate in PyTorch's order, 0 to 3, or ValueError if there is no such gate."""
    if name not in GATES:
        raise ValueError(
            f"gate name is {name!r}, expected one of 'i', 'f', 'g', 'o'. "
            "Others write c-tilde for the candidate; here it is 'g'."
        )
    return GATES.index(name)


def check_order(order: str) -> str:
    """Give the order back, or raise ValueError if it is not i, f, g, o, each letter once."""
    if not isinstance(order, str) or sorted(order) != sorted(GATES):
        raise ValueError(
            f"order is {order!r}, expected the letters i, f, g, o, each once, such as 'ifog'. "
            "The candidate is g here, also where others write c."
        )
    return order


def gate_rows(stored, wanted, H: int) -> np.ndarray:
    """Row numbers (4H,) that turn gates stacked as `stored` into gates stacked as `wanted`."""
    return np.concatenate([np.arange(H) + stored.index(gate) * H for gate in wanted])


def torch_suffix(module, layer: int, reverse: bool | None) -> str:
    """The end of the parameter names of one layer: "" for nn.LSTMCell, "_l0", "_l1_reverse", ...

    Raises:
        TypeError: neither nn.LSTM nor nn.LSTMCell, or other numbers than float32 and float64.
        ValueError: no such layer or direction, a direction left open, or a projected LSTM.
    """
    import torch

    if not isinstance(module, (torch.nn.LSTM, torch.nn.LSTMCell)):
        raise TypeError(
            f"module is a {type(module).__name__}, expected nn.LSTM or nn.LSTMCell. "
            "Did you pass the whole model instead of its LSTM layer?"
        )
    dtype = next(module.parameters()).dtype
    if dtype not in (torch.float32, torch.float64):
        raise TypeError(
            f"module has dtype {dtype}, expected torch.float32 or torch.float64. "
            "Half precision keeps too few digits to compare; module.float() widens it."
        )
    if isinstance(module, torch.nn.LSTMCell):
        if layer != 0 or reverse:
            raise ValueError(
                f"layer is {layer!r} and reverse is {reverse!r}, expected layer=0 and no reverse. "
                "nn.LSTMCell has one layer and one direction."
            )
        return ""
    if module.proj_size:
        raise ValueError(
            f"module has proj_size={module.proj_size}, expected 0. A projected LSTM shortens h "
            "by one more matrix, which LSTMWeights does not hold."
        )
    check_index("layer", layer, module.num_layers, "Layers count from 0.")
    if module.bidirectional and reverse is None:
        raise ValueError(
            "reverse is None, expected True or False. The module is bidirectional, "
            f"so layer {layer} holds two sets of weights: which one?"
        )
    if reverse and not module.bidirectional:
        raise ValueError(
            f"reverse is {reverse!r}, expected False. The module has one direction only."
        )
    return f"_l{layer}" + ("_reverse" if reverse else "")
