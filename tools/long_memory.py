"""`make long-memory`: the long run of notebook 10. About half an hour on two quiet cores.

Each run trains 2 layers of 128 units to say, after 30 steps, whether the numbers of the first and
of the last step together sum to more than zero; the 28 steps between are noise. A run that has
ended is kept in build/long_memory.json, so an interrupted call goes on from there. When all have
ended they are written to notebooks/data/long_memory.json, which notebook 10 draws.
"""

import argparse
import json
import multiprocessing
import platform
import signal
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

from lstm_teach import models, tasks
from lstm_teach.training.steps import update

ROOT = Path(__file__).resolve().parents[1]
UNFINISHED = ROOT / "build" / "long_memory.json"
FINISHED = ROOT / "notebooks" / "data" / "long_memory.json"


@dataclass(frozen=True)
class Settings:
    """The published setting; features, batch and test_sequences are ours, they were not printed."""

    steps: int = 30
    features: int = 10
    hidden: int = 128
    layers: int = 2
    sequences: int = 5000
    test_sequences: int = 2000
    batch: int = 64
    epochs: int = 100
    lr: float = 1e-3
    halve_every: int = 20
    clip: float = 1.0


QUICK = Settings(hidden=16, layers=1, sequences=1000, test_sequences=1000, epochs=3, lr=1e-2)


@dataclass(frozen=True)
class Run:
    """One training run.

    Attributes:
        layer: "LSTM", "GRU" or "RNN" of torch.nn.
        init: "xavier" (biases 0, but 1 for an LSTM's forget gates) or "default" (PyTorch's).
        fresh: whether every epoch has new sequences.
        seed: of the weights, the sequences and their order.
    """

    layer: str
    init: str
    fresh: bool
    seed: int


KINDS = (
    ("LSTM", "xavier", False),
    ("GRU", "xavier", False),
    ("RNN", "xavier", False),
    ("LSTM", "default", False),
    ("RNN", "default", False),
    ("LSTM", "xavier", True),
)
MORE_SEEDS = {"RNN": 2}  # its results spread most, and it is quick
SECONDS = {"LSTM": 1.8, "GRU": 2.2, "RNN": 0.8}  # per epoch on one quiet core, as measured


def xavier(layer: nn.Module) -> None:
    """Xavier uniform for each gate's matrix, biases 0, an LSTM's forget bias 1 (b_x 1, b_h 0)."""
    H = layer.hidden_size
    for name, p in layer.named_parameters():
        if name.startswith("weight"):
            for gate in p.data.split(H):
                nn.init.xavier_uniform_(gate)
        else:
            nn.init.zeros_(p)
            if isinstance(layer, nn.LSTM) and name.startswith("bias_ih"):
                p.data[H : 2 * H] = 1.0


def train(run: Run, s: Settings, after_epoch=lambda: None) -> dict:
    """Do one run: its accuracy on the test after each epoch, and on each epoch's own batches.

    training.fit would keep the best weights and no accuracy on what is learned; here every epoch
    of both counts, so the loop is written out.
    """
    torch.set_num_threads(1)  # the order of a sum, and so its last bit, may depend on threads
    torch.manual_seed(run.seed)
    rng = np.random.default_rng(run.seed)
    sizes = {"features": s.features, "n_test": s.test_sequences}
    task = tasks.first_and_last(s.sequences, s.steps, rng, **sizes)
    layer = getattr(nn, run.layer)(s.features, s.hidden, s.layers)
    if run.init == "xavier":
        xavier(layer)
    model = models.Classifier(layer, n_classes=2)
    optimizer = torch.optim.Adam(model.parameters(), lr=s.lr)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, s.halve_every, gamma=0.5)
    examples, tested, trained = task.train, [], []
    for epoch in range(s.epochs):
        if run.fresh and epoch:
            examples = task.fresh(rng)
        right, order = 0, rng.permutation(s.sequences)
        for first in range(0, s.sequences, s.batch):
            batch = examples.pick(order[first : first + s.batch])
            logits = task.outputs(model, batch)  # (B, 2)
            update(optimizer, task.loss(logits, batch), model, s.clip)
            right += int((logits.argmax(dim=1).numpy() == batch.targets).sum())
        schedule.step()
        tested.append(task.score(model, task.test))
        trained.append(right / s.sequences)
        after_epoch()
    return asdict(run) | {"test": tested, "train": trained}


def document(runs: list[dict]) -> str:
    """The text of the data file: a line for each run, so that a diff tells which one changed."""
    versions = {
        "python": platform.python_version(),
        "torch": torch.__version__.partition("+")[0],
        "numpy": np.__version__,
    }
    head = {"settings": asdict(Settings()), "versions": versions}
    lines = [f'"{name}": {json.dumps(value)}' for name, value in head.items()]
    place = {kind: n for n, kind in enumerate(KINDS)}
    ordered = sorted(runs, key=lambda r: (place[r["layer"], r["init"], r["fresh"]], r["seed"]))
    rows = ",\n".join(json.dumps(run) for run in ordered)
    return "{\n" + ",\n".join([*lines, f'"runs": [\n{rows}\n]']) + "\n}\n"


def in_worker(counter) -> None:
    """Set up a worker process: it counts epochs, and leaves Ctrl-C to the parent."""
    global epochs_done
    epochs_done = counter
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def count_epoch() -> None:
    with epochs_done.get_lock():
        epochs_done.value += 1


def train_all(runs: list[Run], s: Settings, workers: int, keep) -> None:
    """Do the runs in `workers` processes, and call keep(record) as each of them ends."""
    context = multiprocessing.get_context("spawn")  # a forked torch may hang
    counter = context.Value("i", 0)
    total = len(runs) * s.epochs
    with (
        context.Pool(workers, in_worker, (counter,)) as pool,
        tqdm(total=total, desc="long memory", unit=" epochs") as bar,
    ):
        records = pool.imap_unordered(partial(train, s=s, after_epoch=count_epoch), runs)
        waiting = len(runs)
        while waiting:
            try:
                keep(records.next(timeout=0.5))
                waiting -= 1
            except multiprocessing.TimeoutError:
                pass  # nothing has ended yet; move the bar
            bar.update(counter.value - bar.n)


def unfinished() -> list[dict]:
    """The runs that an interrupted call has left, if they had the settings of now."""
    if not UNFINISHED.exists():
        return []
    kept = json.loads(UNFINISHED.read_text(encoding="utf-8"))
    return kept["runs"] if kept["settings"] == asdict(Settings()) else []


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def quick() -> None:
    """Each kind of run once, tiny: shows in seconds that everything works, and keeps nothing."""
    for kind in KINDS:
        record = train(Run(*kind, seed=0), QUICK)
        print(f"{name(record)}: test accuracy", *(f"{a:.3f}" for a in record["test"]))


def name(record: dict) -> str:
    fresh = ", fresh sequences" if record["fresh"] else ""
    return f"{record['layer']}, {record['init']}{fresh}, seed {record['seed']}"


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="The long run of notebook 10.")
    parser.add_argument(
        "--seeds", type=int, default=3, help="how many of each kind (3; a plain RNN has 2 more)"
    )
    parser.add_argument("--workers", type=int, default=2, help="how many runs at a time (2)")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, seconds, keeps nothing")
    chosen = parser.parse_args(argv)
    if chosen.seeds < 1 or chosen.workers < 1:
        parser.error("--seeds and --workers are whole numbers of 1 or more")
    if chosen.quick:
        return quick()

    done = unfinished()
    names = {name(record) for record in done}
    wanted = [
        Run(*kind, seed)
        for kind in KINDS
        for seed in range(chosen.seeds + MORE_SEEDS.get(kind[0], 0))
    ]
    runs = [run for run in wanted if name(asdict(run)) not in names]
    seconds = sum(SECONDS[run.layer] for run in runs) * Settings.epochs / chosen.workers
    print(
        f"{len(runs)} runs of {Settings.epochs} epochs, {len(done)} already done: about "
        f"{seconds / 60:.0f} minutes with {chosen.workers} quiet cores. Interrupt it when you "
        "like: what has ended is kept, and the next call goes on from there."
    )

    def keep(record: dict) -> None:
        done.append(record)
        write(UNFINISHED, document(done))
        tqdm.write(f"{name(record)}: test {record['test'][-1]:.3f}, best {max(record['test']):.3f}")

    try:
        train_all(runs, Settings(), chosen.workers, keep)
    except KeyboardInterrupt:
        raise SystemExit(f"\nInterrupted. {len(done)} runs are kept in {UNFINISHED}.") from None
    write(FINISHED, document(done))
    UNFINISHED.unlink()
    print(f"wrote {FINISHED.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
