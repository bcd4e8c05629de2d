"""`make long-memory`: what its data file claims, and that the script still gives what is stored."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

import long_memory
from long_memory import KINDS, QUICK, Run, Settings, train
from lstm_teach import published, tasks

DATA = json.loads(long_memory.FINISHED.read_text(encoding="utf-8"))


def stored(layer, init="xavier", fresh=False) -> list[dict]:
    wanted = (layer, init, fresh)
    return [run for run in DATA["runs"] if (run["layer"], run["init"], run["fresh"]) == wanted]


def test_the_settings_are_the_published_ones():
    assert DATA["settings"] == asdict(Settings())
    assert DATA["settings"].items() >= published.FIRST_LAST_SETTINGS.items()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_three_seeds_and_every_epoch(kind):
    runs = stored(*kind)
    assert [run["seed"] for run in runs] == list(range(len(runs)))
    assert len(runs) >= 3
    for run in runs:
        for name, n in (("test", Settings.test_sequences), ("train", Settings.sequences)):
            counts = np.array(run[name]) * n
            assert counts.shape == (Settings.epochs,)
            assert (0 <= counts).all() and (counts <= n).all()
            np.testing.assert_allclose(counts, counts.round(), atol=1e-6)  # so many were right


def test_fresh_sequences_pass_98_percent_and_the_published_peak():
    finals = [run["test"][-1] for run in stored("LSTM", fresh=True)]
    assert min(finals) >= 0.98 > max(published.FIRST_LAST_TEST.values())


def test_the_same_sequences_again_are_learned_by_heart():
    for run in stored("LSTM"):
        assert run["train"][-1] >= 0.999 > 0.98 > max(run["test"])


@pytest.mark.parametrize("layer", ["LSTM", "RNN"])
def test_the_first_epoch_of_a_stored_run_comes_out_again(layer):
    """Another processor rounds otherwise; in 78 updates that moves a few of 2,000 answers."""
    again = train(Run(layer, "xavier", False, seed=0), replace(Settings(), epochs=1))
    assert again["test"][0] == pytest.approx(stored(layer)[0]["test"][0], abs=0.01)
    assert again["train"][0] == pytest.approx(stored(layer)[0]["train"][0], abs=0.01)


def test_the_labels_are_what_the_notebook_says():
    task = tasks.first_and_last(50, Settings.steps, np.random.default_rng(0), features=10)
    for k in range(50):
        total = sum(float(x) for t in (0, -1) for x in task.train.xs[t, k])
        assert task.train.targets[k] == (1 if total > 0 else 0)


def test_quick_does_every_kind_and_keeps_nothing(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(long_memory, "UNFINISHED", tmp_path / "build" / "a.json")
    monkeypatch.setattr(long_memory, "FINISHED", tmp_path / "data" / "a.json")
    long_memory.main(["--quick"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(KINDS) and lines[0].startswith(
        "LSTM, xavier, seed 0: test accuracy 0."
    )
    assert list(tmp_path.iterdir()) == []


def test_workers_give_what_one_process_gives():
    runs = [Run("LSTM", "xavier", True, seed=1), Run("RNN", "default", False, seed=2)]
    tiny, records = replace(QUICK, sequences=128, test_sequences=64, epochs=2), []
    long_memory.train_all(runs, tiny, 2, records.append)
    records.sort(key=lambda record: record["seed"])
    assert records == [train(run, tiny) for run in runs]


@pytest.fixture
def files(tmp_path, monkeypatch):
    unfinished, finished = tmp_path / "build" / "a.json", tmp_path / "data" / "a.json"
    monkeypatch.setattr(long_memory, "UNFINISHED", unfinished)
    monkeypatch.setattr(long_memory, "FINISHED", finished)
    monkeypatch.setattr(long_memory, "ROOT", tmp_path)
    return unfinished, finished


def test_it_goes_on_where_it_stopped(files, monkeypatch, capsys):
    unfinished, finished = files
    first, *others = DATA["runs"]
    long_memory.write(unfinished, long_memory.document(others))
    asked = []

    def finish(runs, s, workers, keep):
        asked.extend(runs)
        keep(first)

    monkeypatch.setattr(long_memory, "train_all", finish)
    long_memory.main([])
    assert [asdict(run) for run in asked] == [{k: first[k] for k in asdict(asked[0])}]
    assert json.loads(finished.read_text())["runs"] == DATA["runs"]
    assert not unfinished.exists()
    said = f"1 runs of 100 epochs, {len(others)} already done: about "
    assert said in capsys.readouterr().out


def test_runs_with_other_settings_are_not_mixed_in(files):
    unfinished, _ = files
    text = long_memory.document(DATA["runs"])
    long_memory.write(unfinished, text.replace('"batch": 64', '"batch": 32'))
    assert long_memory.unfinished() == []


def test_an_interrupt_says_what_is_kept(files, monkeypatch):
    def interrupted(runs, s, workers, keep):
        keep(DATA["runs"][0])
        raise KeyboardInterrupt

    monkeypatch.setattr(long_memory, "train_all", interrupted)
    with pytest.raises(SystemExit, match="Interrupted. 1 runs are kept in"):
        long_memory.main([])
    assert len(json.loads(files[0].read_text())["runs"]) == 1
    assert not files[1].exists()


@pytest.mark.parametrize("argv", [["--seeds", "0"], ["--workers", "0"]])
def test_no_seeds_or_workers_are_refused(argv, capsys):
    with pytest.raises(SystemExit):
        long_memory.main(argv)
    assert "whole numbers of 1 or more" in capsys.readouterr().err
