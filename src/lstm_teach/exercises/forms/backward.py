"""Answers about gradients: single lines of the chain rule, and the whole way back."""

from types import SimpleNamespace

from ..subjects.backward import RIGHT, BackwardCase, remembered
from .call import CallForm


def last_step(case: BackwardCase) -> SimpleNamespace:
    """What the right backward pass knows at the last step, where it starts."""
    s = remembered(case, case.trace.T - 1)
    s.dh_next, s.dc_next = RIGHT.ends(case)
    RIGHT.step(s)
    return s


def states(case: BackwardCase) -> dict[str, int]:
    """The axes of h and c."""
    return {"B": case.trace.B, "H": case.trace.H}


def one_line(name: str, arguments: tuple[str, ...], line) -> CallForm:
    """One line of the chain rule: some of what is known at a step -> one derivative, (B, H).

    Args:
        name: the derivative.
        arguments: what it is computed from.
        line: variant, s -> the derivative as that variant computes it.
    """

    def imitation(variant):
        def function(*values):
            return line(variant, SimpleNamespace(**dict(zip(arguments, values, strict=True))))

        return function

    return CallForm(
        subject="backward",
        arguments=arguments,
        inputs=lambda case: tuple(vars(last_step(case))[n] for n in arguments),
        sizes={name: states},
        imitation=imitation,
    )


DC = one_line("dc", ("dc_next", "dh", "o", "c"), lambda variant, s: variant.dc(s))
DZ_F = one_line(
    "dz_f", ("dc", "c_prev", "f"), lambda variant, s: variant.df(s) * variant.slope_f(s)
)
DZ_G = one_line("dz_g", ("dc", "i", "g"), lambda variant, s: variant.dg(s) * variant.slope_g(s))
DC_PREV = one_line("dc_prev", ("dc", "f"), lambda variant, s: variant.dc_prev(s))


def whole_way(variant):
    """backward(weights, trace, d_hs, d_h_T, d_c_T) with the variant's mistake, as a dict."""

    def backward(weights, trace, d_hs, d_h_T, d_c_T):
        return variant.run(BackwardCase("", weights, trace, d_hs, d_h_T, d_c_T))

    return backward


def axes(case: BackwardCase) -> dict[str, dict[str, int]]:
    """The axes of every gradient."""
    w, trace = case.weights, case.trace
    rows, BH = {"4H": 4 * w.H}, {"B": trace.B, "H": w.H}
    return {
        "W_x": rows | {"D": w.D},
        "W_h": rows | {"H": w.H},
        "b_x": rows,
        "b_h": rows,
        "xs": {"T": trace.T, "B": trace.B, "D": w.D},
        "h0": BH,
        "c0": BH,
    }


BACKWARD = CallForm(
    subject="backward",
    arguments=("weights", "trace", "d_hs", "d_h_T", "d_c_T"),
    inputs=lambda case: (case.weights, case.trace, case.d_hs, case.d_h_T, case.d_c_T),
    sizes={
        name: (lambda case, name=name: axes(case)[name])
        for name in ("W_x", "W_h", "b_x", "b_h", "xs", "h0", "c0")
    },
    imitation=whole_way,
)
