"""What a state_dict tells about the layer it was saved from, for the message if it does not fit."""

import re

KINDS = {4: "an LSTM", 3: "a GRU", 1: "an RNN"}


def described(numbers: dict) -> str:
    """A state_dict in words, such as "an LSTM(3, 5), 2 layers, both directions, peepholes"."""
    if "weight_ih_l0" not in numbers or "weight_hh_l0" not in numbers:
        names = ", ".join(sorted(numbers)[:3]) or "nothing"
        return f"no recurrent layer (it holds {names}{', ...' if len(numbers) > 3 else ''})"
    rows, H = numbers["weight_hh_l0"].shape
    if "weight_hr_l0" in numbers:
        return f"an LSTM with proj_size={H}, which layers.LSTM does not have"
    kind = KINDS.get(rows / H, "a layer") + f"({numbers['weight_ih_l0'].shape[1]}, {H})"
    layers = 1 + max(int(n) for name in numbers for n in re.findall(r"_l(\d+)", name))
    words = [kind, f"{layers} layer{'s' if layers > 1 else ''}"]
    words.append("both directions" if "weight_ih_l0_reverse" in numbers else "one direction")
    words += ["no bias"] if "bias_ih_l0" not in numbers else []
    words += ["peepholes"] if "p_i_l0" in numbers else []
    return ", ".join(words)


def mismatch(saved: dict, own: dict) -> str | None:
    """Why saved numbers do not fit: what they are of and what is expected. None if both agree."""
    got, expected = described(saved), described(own)
    if got == expected:
        return None
    whole = any(name.endswith(".weight_ih_l0") for name in saved)
    cause = "Is it of a whole model?" if whole else "Was it saved from a layer with other settings?"
    return f"the state_dict is of {got}, expected {expected}. {cause}"
