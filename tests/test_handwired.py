"""The networks wired by hand: right on all short sequences and on long ones, in every cell."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from lstm_teach import handwired
from lstm_teach.cells import gates, plain, stacked
from lstm_teach.handwired import OPEN, SHUT

NETWORKS = {
    "latch": handwired.latch(),
    "delay by 1": handwired.delay(),
    "delay by 3": handwired.delay(3),
    "toggle": handwired.toggle(),
    "counter": handwired.counter(),
    "brackets": handwired.brackets(),
    "first symbol": handwired.first_symbol(),
}
LONGEST = 12

every_network = pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)


def torch_step(dtype=np.float64):
    """One step of nn.LSTM as a function like those of our cells."""
    torch = pytest.importorskip("torch")

    def step(weights, x, h_prev, c_prev):
        module = weights.astype(dtype).to_torch()
        x, h, c = (torch.from_numpy(a.astype(dtype))[None] for a in (x, h_prev, c_prev))
        with torch.no_grad():
            _, (h, c) = module(x, (h, c))
        return SimpleNamespace(h=h[0].numpy(), c=c[0].numpy())

    return step


def each_once(step):
    """The step, which sees rows of x, h_prev and c_prev that are equal bit for bit only once.

    Sequences of a batch know nothing of each other, so equal rows have equal results. Raw Python
    would need minutes for half a million sequences.
    """

    def faster(weights, x, h_prev, c_prev):
        rows = np.concatenate([x, h_prev, c_prev], axis=1)
        as_bytes = np.ascontiguousarray(rows).view([("", rows.dtype)] * rows.shape[1])[:, 0]
        _, first, back = np.unique(as_bytes, return_index=True, return_inverse=True)
        now = step(weights, x[first], h_prev[first], c_prev[first])
        return SimpleNamespace(h=np.array(now.h)[back], c=np.array(now.c)[back])

    return faster


def all_decisions(network, step, longest: int) -> np.ndarray:
    """What a network says after every sequence of `longest` symbols, (T, n^T).

    Column k belongs to the k-th sequence in the order of itertools.product. Sequences that begin
    alike share their steps until they part.
    """
    n, H = len(network.symbols), network.weights.H
    code = np.concatenate([network.encode(symbol)[0] for symbol in network.symbols])  # (n, 1)
    h = c = np.zeros((1, H))
    said = []
    for t in range(longest):
        h, c = np.repeat(h, n, axis=0), np.repeat(c, n, axis=0)
        now = step(network.weights, np.tile(code, (n**t, 1)), h, c)
        h, c = np.array(now.h), np.array(now.c)
        decisions = network.read(SimpleNamespace(h=h[None], c=c[None]))[0]
        said.append(np.repeat(decisions, n ** (longest - t - 1)))
    return np.array(said)


def all_answers(network, longest: int) -> np.ndarray:
    sequences = itertools.product(network.symbols, repeat=longest)
    return np.array([network.answer(sequence) for sequence in sequences]).T


@every_network
@pytest.mark.parametrize("cell", ["plain", "gates", "stacked", "nn.LSTM", "nn.LSTM in float32"])
def test_right_on_every_sequence_up_to_length_12(network, cell):
    """The decision after t symbols is that on the sequence of these t symbols, so 12 covers all."""
    steps = {
        "plain": each_once(plain.step),
        "gates": gates.step,
        "stacked": stacked.step,
        "nn.LSTM": torch_step(),
        "nn.LSTM in float32": torch_step(np.float32),
    }
    said = all_decisions(network, steps[cell], LONGEST)
    expected = all_answers(network, LONGEST)
    assert said.shape == expected.shape == (LONGEST, len(network.symbols) ** LONGEST)
    np.testing.assert_array_equal(said, expected)


def random_sequences(network, count: int) -> list[str]:
    """Random ones of the longest length, half of them with one symbol much more often."""
    rng = np.random.default_rng(0)
    often = [None if k % 2 else rng.dirichlet([0.3] * len(network.symbols)) for k in range(count)]
    return ["".join(rng.choice(list(network.symbols), network.up_to, p=p)) for p in often]


@every_network
def test_right_on_random_sequences_up_to_the_stated_length(network):
    torch = pytest.importorskip("torch")
    sequences = random_sequences(network, 40)
    xs = np.concatenate([network.encode(s) for s in sequences], axis=1)  # (T, B, 1)
    expected = np.array([network.answer(s) for s in sequences]).T
    assert network.up_to >= 1000
    assert len(np.unique(expected)) > 1
    np.testing.assert_array_equal(network.read(stacked.run(network.weights, xs)), expected)
    np.testing.assert_array_equal(network.read(gates.run(network.weights, xs)), expected)
    few = slice(0, 4)
    trace = plain.run(network.weights, np.ascontiguousarray(xs[:, few]))
    np.testing.assert_array_equal(network.read(trace), expected[:, few])
    module, inputs = network.weights.to_torch(), torch.from_numpy(xs)
    state, hs, cs = None, [], []
    with torch.no_grad():
        hidden, _ = module(inputs)  # all steps at once
        for x in inputs:  # step by step, to see every c
            h, state = module(x[None], state)
            hs.append(h[0].numpy())
            cs.append(state[1][0].numpy())
    np.testing.assert_allclose(np.array(hs), hidden.numpy(), atol=1e-9)
    stepwise = SimpleNamespace(h=np.array(hs), c=np.array(cs))
    np.testing.assert_array_equal(network.read(stepwise), expected)


def test_the_extremes_of_counting():
    """A random sequence never counts as far, or as deep, as these do."""
    for network, text, last in (
        (handwired.counter(), "1" * 1000, 1000),
        (handwired.brackets(), "(" * 1000, 1000),
        (handwired.brackets(), "(" * 500 + ")" * 500, 0),
        (handwired.brackets(), ")" + "(" * 999, -1),
    ):
        said = network.read(network.run(text))[:, 0]
        assert said.tolist() == network.answer(text)
        assert said[-1] == last


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("latch", "..S.SR.S", [0, 0, 1, 1, 1, 0, 0, 1]),
        ("delay by 1", "10110", [0, 1, 0, 1, 1]),
        ("delay by 3", "110100", [0, 0, 0, 1, 1, 0]),
        ("toggle", "0110100", [0, 1, 0, 0, 1, 1, 1]),
        ("counter", "01101", [0, 1, 2, 2, 3]),
        ("brackets", "(()))()(", [1, 2, 1, 0, -1, -1, -1, -1]),
        ("first symbol", "0110", [0, 0, 0, 0]),
        ("first symbol", "1000", [1, 1, 1, 1]),
    ],
)
def test_the_right_answers_are_those_one_would_write_down(name, text, expected):
    """The answers are what the networks are held to, so they are held to something, too."""
    network = NETWORKS[name]
    assert network.answer(text) == expected
    assert network.read(network.run(text))[:, 0].tolist() == expected


def test_the_gates_are_open_and_shut_where_the_docstrings_say():
    latch = handwired.latch().run("S.R.")
    assert gates_of(latch, "i", 0) == [1, 0, 0, 0]
    assert gates_of(latch, "f", 0) == [1, 1, 0, 1]
    toggle = handwired.toggle().run("0110")
    assert gates_of(toggle, "i", 0) == [0, 1, 1, 0]
    assert gates_of(toggle, "f", 0) == [1, 0, 0, 1]
    np.testing.assert_allclose(toggle.g[:3, 0, 0], [1, 1, -1], atol=1e-6)
    delay = handwired.delay(2).run("0110")
    for unit in range(3):
        assert gates_of(delay, "i", unit) == [1] * 4
        assert gates_of(delay, "f", unit) == [0] * 4
    counter = handwired.counter().run("0101")
    np.testing.assert_allclose(counter.g[:, 0, 0], [0, 1, 0, 1], atol=1e-6)
    brackets = handwired.brackets().run("())((")
    assert gates_of(brackets, "i", 0) == [1, 1, 1, 0, 0]
    first = handwired.first_symbol().run("0110")
    assert gates_of(first, "i", 1) == [1, 0, 0, 0]
    np.testing.assert_allclose(first.h_prev[:, 0, 0], [0, 0.76, 0.76, 0.76], atol=0.01)


def gates_of(trace, name: str, unit: int) -> list[int]:
    """0 or 1 at each step; a gate in between would be neither."""
    values = getattr(trace, name)[:, 0, unit]
    assert (np.minimum(values, 1 - values) < 1e-6).all()
    return np.rint(values).astype(int).tolist()


def test_a_slip_of_the_hand_is_noticed():
    """The same test on nearly right weights: the counter with a forget gate of bias 3."""
    right = handwired.counter()
    weights = handwired.one_unit(i=OPEN, f=(0, 0, 3), g=(20, 0, 0), o=OPEN)
    slip = SimpleNamespace(
        weights=weights, symbols=right.symbols, read=right.read, encode=right.encode
    )
    said = all_decisions(slip, stacked.step, LONGEST)
    assert not np.array_equal(said, all_answers(right, LONGEST))


def test_a_run_is_the_trace_of_the_stacked_cell_with_its_symbols():
    network = handwired.toggle()
    trace = network.run("0110")
    assert trace.tokens == ("0", "1", "1", "0")
    np.testing.assert_array_equal(trace.h, stacked.run(network.weights, network.encode("0110")).h)
    assert network.run(list("0110")).tokens == trace.tokens


def test_one_unit_puts_each_number_where_it_belongs():
    weights = handwired.one_unit(i=(1, 2, 3), f=(4, 5, 6), g=(7, 8, 9), o=(10, 11, 12))
    assert (weights.D, weights.H) == (1, 1)
    for name, numbers in zip("ifgo", np.arange(1, 13).reshape(4, 3).tolist(), strict=True):
        assert [part.item() for part in weights.gate(name)] == [*numbers, 0]


def test_open_and_shut_gates():
    trace = stacked.run(handwired.one_unit(i=OPEN, f=SHUT, g=(1, 0, 0), o=OPEN), np.ones((1, 1, 1)))
    assert trace.i.item() == pytest.approx(1, abs=1e-8)
    assert trace.f.item() == pytest.approx(0, abs=1e-8)


def test_each_says_what_it_is():
    assert repr(handwired.latch()) == "Handwired(latch: D=1, H=1, symbols S . R, up to 1000)"
    assert repr(handwired.delay(4)).startswith("Handwired(delay by 4: D=1, H=5")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: handwired.delay(0), "k is 0, expected a whole number of 1 or more"),
        (lambda: handwired.delay(1.5), "k is 1.5, expected a whole number"),
        (lambda: handwired.latch().encode("S.X"), "symbol 2 is 'X', expected one of S . R"),
        (lambda: handwired.counter().encode([0, 1]), "symbol 0 is 0, expected one of 0 1"),
        (lambda: handwired.counter().run(""), "the sequence is empty"),
        (lambda: handwired.one_unit(OPEN, OPEN, (1, 2), OPEN), "g is (1, 2), expected three"),
        (lambda: handwired.one_unit(OPEN, OPEN, OPEN, 3), "o is 3, expected three"),
        (lambda: handwired.one_unit(..., OPEN, OPEN, OPEN), "i is Ellipsis, expected three"),
        (lambda: handwired.one_unit(OPEN, (0, 0, np.nan), OPEN, OPEN), "f is (0, 0, nan)"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError) as refused:
        call()
    assert message in str(refused.value)
