"""explore_training without a browser: what it sends is the history, and bad input is refused."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
import traitlets

from live_pages import sent
from lstm_teach import live, models, tasks, training
from lstm_teach.cells import stacked
from lstm_teach.trace import GATES_AND_STATES
from lstm_teach.weights import LSTMWeights


@pytest.fixture(scope="module")
def history():
    torch.manual_seed(0)
    task = tasks.hello()
    return training.fit(models.CharModel(4, 8), task, epochs=60, progress=False)


def made(T=1, B=1, H=1, tokens=None, epochs=(0,)):
    """A history of any size, its traces those of random weights."""
    rng = np.random.default_rng(T + 10 * B + 100 * H)
    xs = rng.normal(size=(T, B, 2))
    traces = [stacked.run(LSTMWeights.random(2, H, rng), xs) for _ in epochs]
    if tokens:
        traces = [trace.with_tokens(tokens) for trace in traces]
    shares = rng.dirichlet(np.ones(2), size=(len(epochs), T, B))
    task = tasks.Task("ab", ("a", "b"), xs.astype("float32"), np.zeros((T, B), dtype=int))
    losses = np.linspace(1, 0.1, max(epochs, default=0) + 1)
    return training.History(task, losses, tuple(epochs), tuple(traces), shares)


def test_the_buffer_holds_the_history(history):
    arrays = sent(live.explore_training(history))
    assert arrays["f"].shape == (53, 4, 8)
    for k, trace in enumerate(history.traces):
        for name in GATES_AND_STATES:
            np.testing.assert_array_equal(arrays[name][k], getattr(trace, name)[:, 0])
    np.testing.assert_array_equal(arrays["expected"], history.probabilities[:, :, 0])
    np.testing.assert_array_equal(arrays["targets"], [0, 2, 2, 3])
    np.testing.assert_allclose(arrays["losses"], history.losses, rtol=1e-6)
    last = max(part["start"] + np.prod(part["shape"]) for part in _layout(history).values())
    assert 4 * last == len(live.explore_training(history).data)


def _layout(history):
    return live.explore_training(history).spec["arrays"]


def test_all_that_is_sent_for_hello_is_small(history):
    view = live.explore_training(history)
    state = {k: v for k, v in view.get_state().items() if isinstance(v, (str, int, float, dict))}
    assert len(view.data) + len(json.dumps(state)) < 300_000


def test_every_epoch_and_step_is_named_in_real_units(history):
    axes = live.explore_training(history).spec["axes"]
    assert axes["epoch"]["values"] == list(history.epochs)
    assert axes["epoch"]["names"][35] == f"epoch 35, loss {history.losses[35]:.4f}"
    assert axes["t"]["names"][2] == "t = 2, 'l', step 3 of 4"
    assert axes["unit"]["names"] == [f"unit {unit}" for unit in range(8)]


def test_colours_mean_the_same_at_every_epoch(history):
    panels = live.explore_training(history).spec["rows"][0]["panels"]
    limits = {panel["name"]: panel["limits"] for panel in panels}
    top = max(np.abs(trace.c).max() for trace in history.traces)
    assert limits == {n: [0, 1] for n in "ifo"} | {n: [-1, 1] for n in "gh"} | {"c": [-top, top]}


def test_it_shows_itself_with_a_picture_and_words(history):
    view = live.explore_training(history)
    data, metadata = view._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == view.model_id
    assert data["image/png"].startswith("iVBOR")
    assert data["text/plain"] == metadata["image/png"]["alt"] == view.alt
    assert "'hello'" in view.alt and "Epoch 60" in view.alt and "f, forget gate" in view.alt
    assert "0x" not in view.alt + repr(view)


def test_a_closed_view_keeps_its_picture_and_frees_the_rest(history):
    view = live.explore_training(history)
    alt = view.alt
    view.close()
    view.close()
    data, _ = view._repr_mimebundle_()
    assert data.keys() == {"image/png", "text/plain"} and data["text/plain"] == alt
    assert view.data == b""


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("t", 4, "t is 4, expected 0 to 3"),
        ("epoch", 53, "epoch is 53, expected one of 53 values: 0, 1"),
        ("unit", -1, "unit is -1, expected 0 to 7"),
    ],
)
def test_a_place_that_is_not_there_is_refused(history, name, value, message):
    view = live.explore_training(history)
    before = getattr(view, name)
    with pytest.raises(ValueError, match=message):
        setattr(view, name, value)
    assert getattr(view, name) == before
    with pytest.raises(traitlets.TraitError):
        setattr(view, name, "one")


def test_an_empty_history_is_refused():
    with pytest.raises(ValueError, match="history has no snapshots, expected at least one"):
        live.explore_training(_empty())


def _empty():
    full = made()
    return training.History(full.task, full.losses[:0], (), (), full.probabilities[:0])


def test_one_step_one_unit_one_epoch():
    view = live.explore_training(made())
    assert sent(view)["c"].shape == (1, 1, 1)
    assert view.spec["axes"]["t"]["names"] == ["t = 0, step 1 of 1"]


def test_another_sequence_of_the_batch():
    history = made(T=3, B=4, H=2, epochs=(0, 1))
    arrays = sent(live.explore_training(history, sequence=2))
    np.testing.assert_allclose(arrays["h"][1], history.traces[1].h[:, 2], rtol=1e-6)
    np.testing.assert_allclose(arrays["expected"], history.probabilities[:, :, 2], rtol=1e-6)
    with pytest.raises(ValueError, match="sequence is 4, expected .* 0 to 3"):
        live.explore_training(history, sequence=4)


def test_nan_is_sent_as_it_is_and_does_not_move_the_limits():
    history = made(T=3, H=2)
    c = history.traces[0].c.copy()
    c[1, 0, 1] = np.nan
    broken = training.History(
        history.task,
        np.array([np.nan]),
        history.epochs,
        (replace(history.traces[0], c=c),),
        history.probabilities,
    )
    view = live.explore_training(broken)
    assert np.isnan(sent(view)["c"][0, 1, 1]) and np.isnan(sent(view)["c"]).sum() == 1
    assert view.spec["rows"][0]["panels"][4]["limits"] == [-1, 1]
    json.dumps(view.spec, allow_nan=False)


def test_long_and_right_to_left_labels_are_cut_but_whole_words():
    long, arabic = "a-very-long-token-label-indeed", "\N{ARABIC LETTER SEEN}\N{ARABIC LETTER LAM}"
    axes = live.explore_training(made(T=3, tokens=(long, arabic, " "))).spec["axes"]
    alone = f"\N{FIRST STRONG ISOLATE}{arabic}\N{POP DIRECTIONAL ISOLATE}"
    assert axes["t"]["short"] == [long[:13] + "\N{HORIZONTAL ELLIPSIS}", alone, "\N{OPEN BOX}"]
