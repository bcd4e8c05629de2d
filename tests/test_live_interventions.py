"""live.explore_interventions without a browser: a click is interventions.run, and undo is exact."""

from threading import Thread

import numpy as np
import pytest
import torch
from torch import nn

from live_pages import sent
from lstm_teach import interventions, layers, live, models, tasks, training
from lstm_teach.trace import GATES_AND_STATES

TEXT = "the cat sat"
WORDS = tuple(sorted(set("the cat sat on a mat")))


@pytest.fixture(scope="module")
def hello():
    torch.manual_seed(0)
    task = tasks.hello()
    model = models.CharModel(4, 8)
    training.fit(model, task, progress=False)
    return model, task


@pytest.fixture
def view(hello):
    model, task = hello
    return live.explore_interventions(model, task)


def char_lm(layer=layers.LSTM, **settings):
    torch.manual_seed(1)
    return models.CharLM(layer(6, 5, **settings), len(WORDS))


def equal(trace, other):
    for name in GATES_AND_STATES:
        np.testing.assert_array_equal(getattr(trace, name), getattr(other, name), err_msg=name)


def click(view, *actions):
    """What the browser sends: all clicks so far, and how many times it has asked."""
    keys = ("layer", "name", "unit", "step", "value")
    actions = [dict(zip(keys, action, strict=True)) for action in actions]
    asked = view.settings.get("asked", 0) + 1
    view.settings = {"actions": actions, "asked": asked}
    assert view.answered == asked


def test_two_clamps_at_once_are_both_kept(view, monkeypatch):
    """The second comes while the first is being checked, as clicks do in Jupyter's threads."""
    checked, second = view._checked, Thread(target=lambda: view.clamp("f", 0.0, unit=1))

    def slowly(standing):
        if not second.ident:
            second.start()
            second.join(0.2)
        return checked(standing)

    monkeypatch.setattr(view, "_checked", slowly)
    view.clamp("i", 1.0, unit=0)
    second.join(10)
    assert sorted(edit.name for _, edit in view.edits) == ["f", "i"]


@pytest.mark.parametrize("do", ["undo", "reset"])
def test_undo_and_reset_wait_for_a_click_that_is_being_computed(view, do):
    view.clamp("i", 1.0, unit=0)
    thread = Thread(target=getattr(view, do))
    with view._lock:
        thread.start()
        thread.join(0.1)
        assert len(view.edits) == 1
        view.clamp("f", 0.0, unit=1)
    thread.join(10)
    assert [edit.name for _, edit in view.edits] == {"undo": ["i"], "reset": []}[do]


def test_a_click_gives_the_trace_of_interventions_run(view, hello):
    model, task = hello
    weights = model.cell.to_weights()
    edits = [interventions.clamp("f", 0.25, units=3, steps=1), interventions.zero("h", steps=2)]
    click(view, (0, "f", 3, 1, 0.25), (0, "h", None, 2, 0.0))
    wanted = interventions.run(weights, task.xs, edits)
    equal(view.after[0], wanted)
    arrays = sent(view)
    for name in GATES_AND_STATES:
        np.testing.assert_array_equal(arrays[f"after_{name}"][0], getattr(wanted, name)[:, 0])
    with torch.no_grad():
        shares = model.head(torch.from_numpy(wanted.h.copy())).double().softmax(-1)[:, 0]
    np.testing.assert_allclose(view.expected[1], shares, rtol=1e-5)
    np.testing.assert_allclose(arrays["after_expected"], shares, rtol=1e-5)
    assert view.error == ""


def test_untouched_is_what_the_model_itself_says(view, hello):
    model, task = hello
    with torch.no_grad():
        shares = model(torch.from_numpy(task.xs)).logits.double().softmax(-1)[:, 0]
    np.testing.assert_allclose(view.expected[0], shares, rtol=1e-4)
    assert "".join(task.vocab[k] for k in view.expected[0].argmax(-1)) == "ello"
    assert view.said == "Nothing is clamped, so both runs are the same."


def test_undo_and_reset_restore_exactly(view):
    before, first = view.data, view.after[0]
    view.clamp("c", 0.0, unit=5, step=2)
    once, said = view.data, view.said
    view.clamp("o", 1.0)
    assert view.data != once != before
    view.undo()
    assert (view.data, view.said) == (once, said)
    view.undo()
    assert view.data == before
    equal(view.after[0], first)
    view.undo()  # nothing left to take back
    for _ in range(3):
        view.clamp("g", 1.0, step=1)
    view.reset()
    assert view.data == before and view.clamps == [] and view.settings["actions"] == []


def test_letting_go_of_one_clamp_keeps_the_others(view):
    view.clamp("f", 0.0, unit=1)
    view.clamp("c", 0.5, step=2)
    view.release("f", unit=1)
    [(layer, edit)] = view.edits
    assert (layer, edit.name, edit.steps, edit.values) == (0, "c", (2,), 0.5)
    assert [one["text"] for one in view.clamps] == ["c of every unit at t = 2 'l' held at 0.50"]
    view.clamp("c", -0.5, step=2)  # the same place again: another value instead
    assert [edit.values for _, edit in view.edits] == [-0.5]


def test_the_sentence_says_which_prediction_changed_and_where_it_began(view):
    view.clamp("c", 0.0, step=2)
    before, after = view.expected
    top, now = before[2].argmax(), after[2].argmax()
    vocab = view.subject.choices
    assert view.said.startswith(
        f"After t = 2 'l' the model now expects '{vocab[now]}' ({after[2, now]:.2f}) instead of "
        f"'{vocab[top]}' ({before[2, top]:.2f})"
    )
    changed = (before.argmax(-1) != after.argmax(-1)).sum()
    assert changed == 2 and "and something else after 1 more step;" in view.said
    unit = int(np.abs(view.before[0].c[2, 0]).argmax())
    assert view.said.endswith(
        f"c of unit {unit} (with 7 more units) is the first to differ, at t = 2 'l'."
    )


def test_the_sentence_when_the_likeliest_stays(view):
    view.clamp("c", 0.0, unit=5, step=2)
    assert view.said == (
        "The model still expects the same at every step, and no share has moved by as much as "
        "0.01; c of unit 5 is the first to differ, at t = 2 'l'."
    )
    torch.manual_seed(0)
    view = live.explore_interventions(models.CharModel(4, 8), tasks.hello())  # it knows nothing yet
    view.clamp("h", 0.5, unit=2, step=3)
    before, after = view.expected
    assert (before.argmax(-1) == after.argmax(-1)).all()
    k = abs(after[3] - before[3]).argmax()
    assert (
        f"after t = 3 'l' the share of '{view.subject.choices[k]}' moved most, "
        f"from {before[3, k]:.2f} to {after[3, k]:.2f}; h of unit 2 is" in view.said
    )


def test_the_sentence_when_nothing_changes(view):
    value = float(view.before[0].c[1, 0, 3])
    view.clamp("c", value, unit=3, step=1)
    assert view.said == "The clamps change nothing: the run had these very values anyway."


@pytest.mark.parametrize("name", ["c_prev", "h_prev"])
def test_what_a_step_is_handed_can_be_lost(view, hello, name):
    """The lesion of notebook 05: the answer of the same step is still seen."""
    model, task = hello
    view.clamp(name, 0.0)
    wanted = interventions.run(model.cell.to_weights(), task.xs, interventions.zero(name))
    equal(view.after[0], wanted)
    assert (sent(view)[f"after_{name}"] == 0).all()
    view.undo()
    view.clamp(name, 0.5, unit=2, step=1)
    drawn = sent(view)[f"after_{name}"][0]
    assert drawn[1, 2] == 0.5 and drawn[1, 3] == getattr(view.after[0], name)[1, 0, 3]


@pytest.mark.parametrize(
    ("clamp", "message"),
    [
        (("f", 2.0), "value is 2.0, expected a number from 0 to 1"),
        (("c", float("nan")), "value is nan, expected a finite number"),
        (("k", 0.0), "name is 'k', expected one of 'i', 'f'"),
        (("f", 0.0, 8), "units has 8, expected numbers from 0 to 7"),
        (("f", 0.0, None, 4), "steps has 4, expected numbers from 0 to 3"),
        (("f", 0.0, -1), "units has -1, expected whole numbers from 0"),
        (("f", 0.0, 0, 0, 1), "layer is 1, expected 0 to 0"),
    ],
)
def test_a_clamp_that_cannot_be_is_refused_before_anything_moves(view, clamp, message):
    view.clamp("o", 0.0, unit=1)
    before = view.data, view.settings, view.clamps
    with pytest.raises(ValueError, match=message):
        view.clamp(*clamp)
    assert (view.data, view.settings, view.clamps) == before


def test_an_error_in_the_kernel_is_a_sentence_and_the_next_click_works(view):
    click(view, (0, "f", 1, 1, 0.5))
    good = view.data
    click(view, (0, "f", 1, 1, 0.5), (0, "f", 1, 9, 0.5))
    assert view.error.startswith("ValueError: steps has 9, expected numbers from 0 to 3")
    assert view.data == good and len(view.settings["actions"]) == 1
    view.clamp("i", 1.0)
    assert view.error == "" and view.data != good


@pytest.mark.parametrize("layer", [layers.LSTM, nn.LSTM])
def test_a_model_of_two_layers(layer):
    model = char_lm(layer, num_layers=2)
    view = live.explore_interventions(model, TEXT, WORDS)
    xs = torch.tensor([WORDS.index(letter) for letter in TEXT])[:, None]
    with torch.no_grad():
        shares = model(xs).double().softmax(-1)[:, 0]
    np.testing.assert_allclose(view.expected[0], shares, rtol=1e-4)
    view.clamp("h", 0.5, unit=2, step=4, layer=0)
    equal(view.after[0], view.subject.run([(0, interventions.clamp("h", 0.5, 2, 4))])[0])
    assert (view.after[1].h[:4] == view.before[1].h[:4]).all()
    assert (view.after[1].h[4] != view.before[1].h[4]).any()
    assert "h of unit 2 in layer 0 is the first to differ, at t = 4 'c'." in view.said
    if layer is layers.LSTM:
        edit = interventions.clamp("h", 0.5, units=2, steps=4)
        with interventions.applied(model.layer, edit), torch.no_grad():
            shares = model(xs).double().softmax(-1)[:, 0]
        np.testing.assert_allclose(view.expected[1], shares, rtol=1e-4)
    view.layer = 1
    with pytest.raises(ValueError, match="layer is 2, expected 0 to 1"):
        view.layer = 2


def test_a_classifier_answers_at_the_end():
    torch.manual_seed(2)
    model = models.Classifier(layers.LSTM(6, 5), 2, vocab_size=len(WORDS))
    view = live.explore_interventions(model, "cat", WORDS)
    xs = torch.tensor([WORDS.index(letter) for letter in "cat"])[:, None]
    with torch.no_grad():
        shares = model(xs).double().softmax(-1)
    np.testing.assert_allclose(view.expected[0], shares, rtol=1e-5)
    assert view.subject.choices == ("0", "1")
    view.clamp("c", 3.0, step=2)
    assert "at the end" in view.said.lower() and len(view.expected[1]) == 1
    kinds = [panel["kind"] for row in view.spec["rows"] for panel in row["panels"]]
    assert "verdicts" not in kinds and "pairs" in kinds


def test_classes_are_named_by_the_task_and_never_by_what_is_read():
    rng = np.random.default_rng(0)
    task = tasks.sentiment(rng, n=4, n_test=4)
    model = models.Classifier(layers.LSTM(6, 5), 2, vocab_size=len(task.vocab))
    words = task.test.tokens(0, task.vocab)
    assert live.explore_interventions(model, words, task).subject.choices == tuple(task.answers)
    tagger = models.Tagger(layers.LSTM(6, 5), 2, vocab_size=2)
    assert live.explore_interventions(tagger, "()", "()").subject.choices == ("0", "1")


def test_a_model_that_reads_numbers():
    rng = np.random.default_rng(0)
    task = tasks.first_and_last(4, 6, rng, n_test=4)
    torch.manual_seed(3)
    model = models.Classifier(layers.LSTM(1, 5), 2)
    view = live.explore_interventions(model, task.test.xs[:, 1])
    with torch.no_grad():
        shares = model(torch.from_numpy(task.test.xs[:, 1:2])).double().softmax(-1)
    np.testing.assert_allclose(view.expected[0], shares, rtol=1e-5)
    assert view.before[0].tokens[0] == f"{task.test.xs[0, 1, 0]:.1f}"
    with pytest.raises(TypeError, match=r"text is a str, expected an array \(T, D\)"):
        live.explore_interventions(model, "abc")


def test_the_model_may_change_afterwards(hello):
    _, task = hello
    torch.manual_seed(0)
    model = models.CharModel(4, 8)
    view = live.explore_interventions(model, task)
    before = view.expected[0].copy()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    view.clamp("c", 0.0, unit=0, step=0)
    view.reset()
    np.testing.assert_array_equal(view.expected[1], before)


@pytest.mark.parametrize(
    ("text", "task", "error", "message"),
    [
        ("help", "ehlo", ValueError, "text has 'p', expected only 'e', 'h', 'l', 'o'"),
        ("", "ehlo", ValueError, "text is '', expected at least one character"),
        (7, "ehlo", ValueError, "text is 7, expected at least one character"),
        ("hello", None, TypeError, "task is missing: a model does not keep its characters"),
        ("hello", "ehlop", ValueError, "task has 5 tokens, expected 4, as many as the model"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused(hello, text, task, error, message):
    with pytest.raises(error, match=message):
        live.explore_interventions(hello[0], text, task)


@pytest.mark.parametrize(
    ("model", "error", "message"),
    [
        (lambda: nn.Linear(4, 4), TypeError, "model is a Linear, expected a models.CharModel"),
        (lambda: layers.LSTM(4, 4), TypeError, "model is a LSTM, .* Is it a bare layer"),
        (lambda: char_lm(layers.GRU), TypeError, "model.layer is a GRU, expected layers.LSTM"),
        (lambda: char_lm(nn.RNN), TypeError, "model.layer is a RNN, expected layers.LSTM or nn"),
        (
            lambda: models.Tagger(nn.LSTM(6, 5, bidirectional=True), 2, len(WORDS)),
            ValueError,
            "bidirectional is True, expected False",
        ),
        (
            lambda: models.Classifier(nn.LSTM(6, 5), 1, len(WORDS)),
            ValueError,
            "answer is one number, expected a choice",
        ),
        (lambda: char_lm(peephole=True), ValueError, "peepholes, expected none"),
    ],
)
def test_a_model_that_it_cannot_take_is_refused(model, error, message):
    with pytest.raises(error, match=message):
        live.explore_interventions(model(), "cat", WORDS)


def test_it_shows_a_picture_of_the_run_with_the_clamps(view):
    view.clamp("c", 0.0, step=2)
    data, _ = view._repr_mimebundle_()
    alt = data["text/plain"]
    assert alt.startswith(f"Interventions: a run with values held by hand. {view.said}")
    assert "4 steps (h, e, l, l), 8 units" in alt and len(data["image/png"]) > 1000


def test_what_one_click_cannot_say_is_refused(view):
    view.clamp("o", 0.0, unit=1)
    before = view.settings
    for call, message in (
        (lambda: view.release("q"), "name is 'q'"),
        (lambda: view.release("c", unit=77), "units has 77, expected numbers from 0 to 7"),
        (lambda: view.release("c", layer=9), "layer is 9, expected 0 to 0"),
        (lambda: view.clamp("c", 0.0, unit=[1, 2]), r"unit is \[1, 2\], expected one number"),
        (lambda: view.clamp("c", [0.5], unit=1), r"value is \[0.5\], expected one number"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
        assert view.settings is before and view.error == ""


def test_a_task_of_many_sequences_is_refused():
    task = tasks.sentiment(np.random.default_rng(0))
    model = models.Classifier(layers.LSTM(4, 8), 2, vocab_size=len(task.vocab))
    with pytest.raises(TypeError, match="text is a Classification, a task of many sequences"):
        live.explore_interventions(model, task)
