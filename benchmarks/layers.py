"""How long one training step takes: layers.LSTM beside nn.LSTM and a cell with one Linear per gate.

    python benchmarks/layers.py [--rounds 15]

One table. A step is forward, backward and Adam, in float32, at the size of notebook 10. The
versions take turns, the fastest of all rounds counts, and only the ratios carry over to other
machines. Before anything is timed, all versions of a row have to give the same outputs.
"""

import argparse
from collections.abc import Callable

import torch
from timing import fastest, in_words, verdict
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lstm_teach import layers
from lstm_teach.cells.torch_cell import LSTMCell

SIZE = {"T": 30, "B": 64, "D": 1, "H": 128, "layers": 2}
T, B, D, H, L = SIZE.values()
MOST = 8.0  # times nn.LSTM, at most


class PerGate(nn.Module):
    """The same layers from cells.torch_cell: at each step one product for each gate on [h, x]."""

    def __init__(self, numbers: nn.LSTM):
        super().__init__()
        self.cells = nn.ModuleList(LSTMCell(D if k == 0 else H, H) for k in range(L))
        with torch.no_grad():
            for k, cell in enumerate(self.cells):
                linears = (cell.input_gate, cell.forget_gate, cell.candidate, cell.output_gate)
                W_x, W_h, b_x, b_h = (
                    getattr(numbers, f"{name}_l{k}").chunk(4)
                    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
                )
                for gate, linear in enumerate(linears):
                    linear.weight.copy_(torch.hstack([W_h[gate], W_x[gate]]))
                    linear.bias.copy_(b_x[gate] + b_h[gate])

    def forward(self, xs):
        """output (T, B, H), and nothing else."""
        for cell in self.cells:
            xs = torch.stack([step.h for step in cell.run(xs)])
        return xs, None


class Packed(nn.Module):
    """nn.LSTM on a padded batch, packed on the way in and padded on the way out."""

    def __init__(self, layer: nn.LSTM, lengths: torch.Tensor):
        super().__init__()
        self.layer, self.lengths = layer, lengths

    def forward(self, xs):
        """output (T, B, 2H), and the states."""
        packed = pack_padded_sequence(xs, self.lengths, enforce_sorted=False)
        output, ends = self.layer(packed)
        return pad_packed_sequence(output, total_length=T)[0], ends


class WithLengths(nn.Module):
    """layers.LSTM on a padded batch."""

    def __init__(self, layer: layers.LSTM, lengths: torch.Tensor):
        super().__init__()
        self.layer, self.lengths = layer, lengths

    def forward(self, xs):
        """output (T, B, 2H), and the states."""
        return self.layer(xs, lengths=self.lengths)


def rows() -> dict[str, dict[str, nn.Module]]:
    """Each row's versions: the same numbers in PyTorch's layer, in ours, and gate by gate."""
    torch.manual_seed(0)
    made = {}
    for name, options in (("one direction", {}), ("both, padded", {"bidirectional": True})):
        theirs = nn.LSTM(D, H, L, **options)
        ours = layers.LSTM(D, H, L, **options)
        ours.load_state_dict(theirs.state_dict())
        made[name] = {"nn.LSTM": theirs, "layers.LSTM": ours}
        if not options:
            made[name]["per gate"] = PerGate(theirs)
    lengths = torch.randint(1, T + 1, (B,))
    pair = made["both, padded"]
    pair["nn.LSTM"] = Packed(pair["nn.LSTM"], lengths)
    pair["layers.LSTM"] = WithLengths(pair["layers.LSTM"], lengths)
    return made


def step_of(module: nn.Module, xs: torch.Tensor) -> Callable[[], None]:
    """One training step towards small outputs."""
    adam = torch.optim.Adam(module.parameters(), lr=1e-3)

    def step() -> None:
        adam.zero_grad()
        module(xs)[0].square().mean().backward()
        adam.step()

    return step


def line(*words) -> None:
    print("{:38} {:>11} {:>11} {:>11}   {:20} {}".format(*words))


def main() -> None:
    parser = argparse.ArgumentParser(description="Time one training step of layers.LSTM.")
    parser.add_argument("--rounds", type=int, default=15, help="how often each takes its turn")
    rounds = parser.parse_args().rounds
    print(f"{in_words(SIZE)}, {torch.get_num_threads()} thread(s)")
    line("forward, backward and Adam", "nn.LSTM", "layers.LSTM", "per gate", "wanted", "")
    xs = torch.randn(T, B, D)
    for name, modules in rows().items():
        expected = modules["nn.LSTM"](xs)[0]
        for version, module in modules.items():
            if not torch.allclose(module(xs)[0], expected, rtol=0, atol=1e-5):
                raise SystemExit(f"{version} gives other outputs than nn.LSTM")
        seconds = fastest({v: step_of(m, xs) for v, m in modules.items()}, rounds)
        times = [f"{1e3 * s:.1f} ms" for s in seconds.values()]
        line(name, *times, *[""] * (3 - len(times)), "", "")
        ratio = {v: s / seconds["nn.LSTM"] for v, s in seconds.items()}
        cells = [f"{r:.2f}" for r in ratio.values()]
        wanted = f"{MOST:g} at most", verdict(ratio["layers.LSTM"] <= MOST)
        line("  times nn.LSTM", *cells, *[""] * (3 - len(cells)), *wanted)


if __name__ == "__main__":
    main()
