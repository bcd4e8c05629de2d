"""Where other places keep the numbers of an LSTM layer: gate orders and PyTorch's names."""

import numpy as np

GATES = ("i", "f", "g", "o")


def check_order(order: str) -> str:
    """Give the order back, or raise ValueError if it is not i, f, g, o, each letter once."""
    if not isinstance(order, str) or sorted(order) != sorted(GATES):
        raise ValueError(
            f"order is {order!r}, expected the letters i, f, g, o, each once, such as 'ifog'. "
            "The candidate is g here, also where others write c."
        )
    return order


def gate_rows(stored, wanted, H: int) -> np.ndarray:
    """Row numbers that turn gates stacked as `stored` into gates stacked as `wanted`."""
    return np.concatenate([np.arange(H) + stored.index(gate) * H for gate in wanted])


def torch_suffix(module, layer: int, reverse: bool | None) -> str:
    """The end of the parameter names of one layer: "" for nn.LSTMCell, "_l0", "_l1_reverse", ...

    Raises:
        TypeError: neither nn.LSTM nor nn.LSTMCell.
        ValueError: no such layer or direction, a direction left open, or a projected LSTM.
    """
    import torch

    if isinstance(module, torch.nn.LSTMCell):
        if layer != 0 or reverse:
            raise ValueError("nn.LSTMCell has one layer and one direction, expected layer=0.")
        return ""
    if not isinstance(module, torch.nn.LSTM):
        raise TypeError(
            f"module is a {type(module).__name__}, expected nn.LSTM or nn.LSTMCell. "
            "Did you pass the whole model instead of its LSTM layer?"
        )
    if module.proj_size:
        raise ValueError(
            f"module has proj_size={module.proj_size}, expected 0. A projected LSTM shortens h "
            "by one more matrix, which LSTMWeights does not hold."
        )
    if not 0 <= layer < module.num_layers:
        raise ValueError(
            f"layer is {layer}, expected 0 to {module.num_layers - 1}. Layers count from 0."
        )
    if module.bidirectional and reverse is None:
        raise ValueError(
            "module is bidirectional, so layer "
            f"{layer} holds two sets of weights. Say reverse=False or reverse=True."
        )
    if reverse and not module.bidirectional:
        raise ValueError("reverse is True, but module has one direction only (reverse=False).")
    return f"_l{layer}" + ("_reverse" if reverse else "")
