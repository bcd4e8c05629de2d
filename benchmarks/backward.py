"""How long one run forward and back takes: cells.stacked beside PyTorch and a per-gate version.

    python benchmarks/backward.py [--rounds 15]

One table. The versions take turns, the fastest of all rounds counts, and only the ratios carry
over to other machines. Before anything is timed, all three have to give the same gradients.
"""

import argparse
from collections.abc import Callable

import numpy as np
import torch
from timing import LARGE, SMALL, fastest, in_words, verdict

from lstm_teach import gradients
from lstm_teach.cells import gates, stacked
from lstm_teach.gradients import Gradients
from lstm_teach.layouts import GATES
from lstm_teach.weights import LSTMWeights

LONGER, WIDER = (100, 200, 400, 800), (64, 128, 256, 512)  # T and B of the scaling


def problem(T, B, D, H, dtype=np.float32):
    """Weights, (xs, h0, c0) and (d_hs, d_h_T, d_c_T), random."""
    rng = np.random.default_rng(0)
    weights = LSTMWeights.random(D, H, rng).astype(dtype)
    shapes = (T, B, D), (B, H), (B, H), (T, B, H), (B, H), (B, H)
    arrays = [rng.standard_normal(shape).astype(dtype) for shape in shapes]
    return weights, arrays[:3], arrays[3:]


def with_stacked(weights, inputs, upstream) -> Callable[[], Gradients]:
    """The package's own: one product for four gates, all that can leave the loop has left it."""
    return lambda: stacked.backward(weights, stacked.run(weights, *inputs), *upstream)


def with_torch(weights, inputs, upstream) -> Callable[[], Gradients]:
    """nn.LSTM and autograd."""
    module = weights.to_torch()
    xs, *states = (torch.tensor(a, requires_grad=True) for a in (inputs[0], *add_layer(inputs)))
    d_hs, *d_states = (torch.tensor(a) for a in (upstream[0], *add_layer(upstream)))
    leaves = [*module.parameters(), xs, *states]

    def once() -> Gradients:
        for leaf in leaves:
            leaf.grad = None
        hs, (h_T, c_T) = module(xs, tuple(states))
        torch.autograd.backward([hs, h_T, c_T], [d_hs, *d_states])
        *found, dh0, dc0 = (leaf.grad.numpy() for leaf in leaves)
        return Gradients(*found, dh0[0], dc0[0])

    return once


def add_layer(arrays) -> list[np.ndarray]:
    """The last two arrays, (B, H) each, in nn.LSTM's form (1, B, H)."""
    return [array[None] for array in arrays[1:]]


def with_gates(weights, inputs, upstream) -> Callable[[], Gradients]:
    """One gate and one step at a time, as one reads it off the equations."""
    return lambda: gates_backward(weights, gates.run(weights, *inputs), *upstream)


def gates_backward(weights, trace, d_hs, dh_next, dc_next) -> Gradients:
    """The chain rule gate by gate; the gradients of the weights are summed step by step."""
    pieces = {name: weights.gate(name) for name in GATES}
    sums = {name: [np.zeros_like(piece) for piece in pieces[name]] for name in GATES}
    dxs, h_prevs, c_prevs = np.zeros_like(trace.xs), trace.h_prev, trace.c_prev
    for t in reversed(range(trace.T)):
        i, f, g, o = trace.i[t], trace.f[t], trace.g[t], trace.o[t]
        tanh_c = np.tanh(trace.c[t])
        dh = d_hs[t] + dh_next
        dc = dc_next + dh * o * (1 - tanh_c**2)
        dz = {
            "i": dc * g * i * (1 - i),
            "f": dc * c_prevs[t] * f * (1 - f),
            "g": dc * i * (1 - g**2),
            "o": dh * tanh_c * o * (1 - o),
        }
        dh_next, dc_next = np.zeros_like(dh), dc * f
        for name in GATES:
            dW_x, dW_h, db_x, db_h = sums[name]
            dW_x += dz[name].T @ trace.xs[t]
            dW_h += dz[name].T @ h_prevs[t]
            db_x += dz[name].sum(axis=0)
            db_h += dz[name].sum(axis=0)
            dxs[t] += dz[name] @ pieces[name].W_x
            dh_next += dz[name] @ pieces[name].W_h
    stacks = (np.concatenate(part) for part in zip(*sums.values(), strict=True))
    return Gradients(*stacks, dxs, dh_next, dc_next)


VERSIONS = {"stacked": with_stacked, "torch": with_torch, "gates": with_gates}


def compared(size: dict, rounds: int) -> dict[str, float]:
    """Seconds of each version at one size, after they agreed."""
    given = problem(**size)
    runs = {name: make(*given) for name, make in VERSIONS.items()}
    for name in ("torch", "gates"):
        comparison = gradients.compare(runs["stacked"](), runs[name]())
        if not comparison.agrees:
            raise SystemExit(f"stacked and {name} differ:\n{comparison}")
    return fastest(runs, rounds)


def exponent(axis: str, sizes: tuple[int, ...], rounds: int) -> tuple[float, list[float]]:
    """The p of seconds = a * size**p, fitted, and the seconds."""
    runs = {str(n): with_stacked(*problem(**{**LARGE, axis: n})) for n in sizes}
    seconds = list(fastest(runs, rounds).values())
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0]), seconds


def row(*words) -> None:
    print("{:34} {:>11} {:>11} {:>11}   {:24} {}".format(*words))


def main() -> None:
    parser = argparse.ArgumentParser(description="Time one run forward and back.")
    parser.add_argument("--rounds", type=int, default=15, help="how often each takes its turn")
    rounds = parser.parse_args().rounds
    row("forward and back, float32", "stacked", "nn.LSTM", "per gate", "wanted", "")
    for size, most, least in ((SMALL, 1.0, None), (LARGE, 5.0, 3.0)):
        seconds = compared(size, rounds)
        row(in_words(size), *(f"{1e3 * seconds[v]:.3f} ms" for v in VERSIONS), "", "")
        against = seconds["stacked"] / seconds["torch"]
        gained = seconds["gates"] / seconds["stacked"]
        wanted = f"nn.LSTM * {most:g} at most"
        row("  stacked / nn.LSTM", f"{against:.2f}", "", "", wanted, verdict(against <= most))
        wanted, word = (f"{least:g} at least", verdict(gained >= least)) if least else ("", "")
        row("  per gate / stacked", "", "", f"{gained:.2f}", wanted, word)
    for axis, sizes in (("T", LONGER), ("B", WIDER)):
        p, seconds = exponent(axis, sizes, max(3, rounds // 3))
        name = f"cost in {axis} = {sizes[0]} to {sizes[-1]}: exponent"
        row(name, f"{p:.2f}", "", "", "0.9 to 1.1", verdict(0.9 <= p <= 1.1))


if __name__ == "__main__":
    main()
