"""How long one forward run takes: the three cells beside PyTorch's nn.LSTM.

    python benchmarks/cells.py [--rounds 25] [--threads N]

One table, float32, everything from arrays to a checked Trace. The versions take turns, the fastest
of all rounds counts, and only the ratios carry over to other machines. Before anything is timed,
all versions have to give the same h.
"""

import argparse
import os
from collections.abc import Callable

import numpy as np
import torch
from timing import LARGE, SMALL, fastest, in_words, verdict

from lstm_teach.cells import gates, plain, stacked
from lstm_teach.weights import LSTMWeights

CELLS = {"stacked": stacked, "gates": gates, "plain": plain}


def versions(size: dict, names: list[str]) -> dict[str, Callable]:
    """Each returns the h of every step, (T, B, H). The states start at zero."""
    rng = np.random.default_rng(0)
    weights = LSTMWeights.random(size["D"], size["H"], rng).astype(np.float32)
    xs = rng.standard_normal((size["T"], size["B"], size["D"])).astype(np.float32)
    module, inputs = weights.to_torch(), torch.from_numpy(xs)

    def nn_lstm() -> np.ndarray:
        with torch.no_grad():
            return module(inputs)[0].numpy()

    runs = {name: lambda cell=CELLS[name]: cell.run(weights, xs).h for name in names}
    for name, run in runs.items():
        if np.abs(run() - nn_lstm()).max() > 1e-5:
            raise SystemExit(f"{name} and nn.LSTM differ at {in_words(size)}.")
    return {"nn.LSTM": nn_lstm, **runs}


def compared(size: dict, names: list[str], most: float, rounds: int) -> None:
    """One line a version: its time, its ratio to nn.LSTM, and the target of stacked."""
    seconds = fastest(versions(size, names), rounds)
    print(in_words(size))
    for name, taken in seconds.items():
        ratio = taken / seconds["nn.LSTM"]
        wanted = f"{most:g} at most: {verdict(ratio <= most)}" if name == "stacked" else ""
        print(f"  {name:10} {1e6 * taken:12.1f} us {ratio:11.2f}   {wanted}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Time one run forward.")
    parser.add_argument("--rounds", type=int, default=25, help="how often each takes its turn")
    parser.add_argument("--threads", type=int, help="threads of PyTorch; all cores if left out")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    blas = next((os.environ[k] for k in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
                 if k in os.environ), f"all {os.cpu_count()} cores")  # fmt: skip
    print(f"threads: PyTorch {torch.get_num_threads()}, NumPy's BLAS {blas}")
    print(f"{'forward, float32':12} {'time':>11} {'/ nn.LSTM':>13}   wanted of stacked")
    compared(SMALL, ["stacked", "gates", "plain"], 1.0, arguments.rounds)
    compared(LARGE, ["stacked", "gates"], 5.0, arguments.rounds)


if __name__ == "__main__":
    main()
