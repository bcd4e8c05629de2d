"""ONNX as a judge of layers.LSTM: peepholes, both directions, lengths, and the vectors it ships.

Three judges that share no code with PyTorch or with this package: the reference evaluator (NumPy,
float64), ONNX Runtime (C++, float32), and the equations of Gers & Schmidhuber 2000 in plain
Python.
"""

import math

import numpy as np
import onnxruntime
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper
from onnx.backend.test.case.node import lstm as shipped
from onnx.reference import ReferenceEvaluator

from lstm_teach import layers
from lstm_teach.cells import gates, plain, stacked
from lstm_teach.weights import LSTMWeights
from test_torch_cell import cell_with

NAMES = ("X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P")
KINDS = {np.float32: TensorProto.FLOAT, np.float64: TensorProto.DOUBLE}


def onnx_model(feed: dict, H: int, bidirectional: bool, dtype):
    """One LSTM node with the inputs that `feed` has."""
    direction = "bidirectional" if bidirectional else "forward"
    inputs = [name if name in feed else "" for name in NAMES]
    node = helper.make_node("LSTM", inputs, ("Y", "Y_h", "Y_c"), hidden_size=H, direction=direction)
    kinds = dict.fromkeys((*feed, "Y", "Y_h", "Y_c"), KINDS[dtype])
    kinds |= {"sequence_lens": TensorProto.INT32}
    ins, outs = (
        [helper.make_tensor_value_info(name, kinds[name], None) for name in names]
        for names in (feed, ("Y", "Y_h", "Y_c"))
    )
    graph = helper.make_graph([node], "lstm", ins, outs)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=10)


def onnx_feed(layer: layers.LSTM, xs, state, lengths=None) -> dict:
    """The numbers of a layer as ONNX keeps them: gates i, o, f, g; peepholes i, o, f."""
    plain_layer = layers.LSTM(
        layer.input_size, layer.hidden_size, bidirectional=layer.bidirectional
    ).to(layer.weight_ih_l0.dtype)
    numbers = layer.state_dict()
    plain_layer.load_state_dict({n: v for n, v in numbers.items() if not n.startswith("p_")})
    parts = [plain_layer.weights(k, reverse).to_onnx() for k, reverse in layer.directions()]
    feed = dict(
        zip("WRB", (np.concatenate(part) for part in zip(*parts, strict=True)), strict=True)
    )
    feed |= {"X": xs.numpy(), "initial_h": state[0].numpy(), "initial_c": state[1].numpy()}
    if layer.peephole:
        ways = ("", "_reverse")[: layer.ways]
        rows = [np.concatenate([numbers[f"p_{gate}_l0{way}"] for gate in "iof"]) for way in ways]
        feed["P"] = np.stack(rows)
    if lengths is not None:
        feed["sequence_lens"] = np.array(lengths, dtype=np.int32)
    return {name: feed[name] for name in NAMES if name in feed}


def drawn(seed, bidirectional, dtype, peephole=True, T=5, B=3, D=3, H=4):
    """A layer with visibly different gates and large peepholes, xs, and (h0, c0)."""
    torch.manual_seed(seed)
    layer = layers.LSTM(D, H, bidirectional=bidirectional, peephole=peephole).to(dtype)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter *= 2.5
    xs, rows = torch.randn(T, B, D, dtype=dtype), layer.ways
    return layer, xs, tuple(torch.randn(rows, B, H, dtype=dtype) for _ in "hc")


def assert_agrees(layer, xs, state, answer, atol, lengths=None):
    """ONNX's Y is (T, directions, B, H)."""
    with torch.no_grad():
        output, (h_n, c_n) = layer(xs, state, lengths)
    Y, Y_h, Y_c = answer
    Y = Y.swapaxes(1, 2).reshape(output.shape)
    for name, a, b in (("output", output, Y), ("h_n", h_n, Y_h), ("c_n", c_n, Y_c)):
        np.testing.assert_allclose(a, b, rtol=0, atol=atol, err_msg=name)


# Peepholes


@settings(max_examples=25)
@given(st.integers(0, 2**31), st.booleans())
def test_peepholes_by_the_reference_evaluator(seed, bidirectional):
    layer, xs, state = drawn(seed, bidirectional, torch.float64)
    feed = onnx_feed(layer, xs, state)
    model = onnx_model(feed, 4, bidirectional, np.float64)
    assert_agrees(layer, xs, state, ReferenceEvaluator(model).run(None, feed), atol=1e-12)


@settings(max_examples=15)  # a session is built for each
@given(st.integers(0, 2**31), st.booleans(), st.booleans(), st.booleans())
def test_onnx_runtime_with_peepholes_and_lengths(seed, bidirectional, peephole, padded):
    layer, xs, state = drawn(seed, bidirectional, torch.float32, peephole)
    lengths = [3, 5, 1] if padded else None
    feed = onnx_feed(layer, xs, state, lengths)
    model = onnx_model(feed, 4, bidirectional, np.float32).SerializeToString()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    assert_agrees(layer, xs, state, session.run(None, feed), 2e-6, lengths)


@pytest.mark.parametrize("order", ["ifo", "ofi", "oif", "foi", "fio"])
def test_the_judge_notices_peepholes_in_another_order(order):
    layer, xs, state = drawn(0, False, torch.float64)
    feed = onnx_feed(layer, xs, state)
    parts = dict(zip("iof", np.split(feed["P"], 3, axis=1), strict=True))
    feed["P"] = np.concatenate([parts[gate] for gate in order], axis=1)
    wrong = ReferenceEvaluator(onnx_model(feed, 4, False, np.float64)).run(None, feed)[0][:, 0]
    assert np.abs(wrong - layer(xs, state)[0].detach().numpy()).max() > 1e-2


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def by_the_equations(numbers: dict, x: list, h: list, c: list) -> tuple[list, list]:
    """One step for one sequence, number by number: i and f see c_prev, o sees the new c."""
    H, new_h, new_c = len(h), [], []
    for unit in range(H):
        z = {}
        for place, gate in enumerate("ifgo"):
            row = place * H + unit
            z[gate] = numbers["bias_ih_l0"][row] + numbers["bias_hh_l0"][row]
            z[gate] += sum(w * v for w, v in zip(numbers["weight_ih_l0"][row], x, strict=True))
            z[gate] += sum(w * v for w, v in zip(numbers["weight_hh_l0"][row], h, strict=True))
        i = sigmoid(z["i"] + numbers["p_i_l0"][unit] * c[unit])
        f = sigmoid(z["f"] + numbers["p_f_l0"][unit] * c[unit])
        new_c.append(f * c[unit] + i * math.tanh(z["g"]))
        o = sigmoid(z["o"] + numbers["p_o_l0"][unit] * new_c[-1])
        new_h.append(o * math.tanh(new_c[-1]))
    return new_h, new_c


@settings(max_examples=10)
@given(st.integers(0, 2**31))
def test_peepholes_against_the_equations_in_plain_python(seed):
    layer, xs, state = drawn(seed, False, torch.float64, B=1)
    numbers = {name: value.tolist() for name, value in layer.state_dict().items()}
    output = layer(xs, state)[0]
    h, c = (part[0, 0].tolist() for part in state)
    for t, x in enumerate(xs[:, 0].tolist()):
        h, c = by_the_equations(numbers, x, h, c)
        np.testing.assert_allclose(output[t, 0].tolist(), h, rtol=0, atol=1e-12)


def test_zero_peepholes_are_no_peepholes_and_others_matter():
    layer, xs, state = drawn(0, True, torch.float64)
    with_them = layer(xs, state)[0]
    with torch.no_grad():
        for name, parameter in layer.named_parameters():
            if name.startswith("p_"):
                parameter.zero_()
    plain_layer = layers.LSTM(3, 4, bidirectional=True).double()
    missing = plain_layer.load_state_dict(layer.state_dict(), strict=False)
    assert not missing.missing_keys
    assert torch.equal(layer(xs, state)[0], plain_layer(xs, state)[0])
    assert (with_them - layer(xs, state)[0]).abs().max() > 1e-2


# The node test vectors that the onnx package ships


def shipped_vectors() -> dict[str, tuple]:
    """name -> node, inputs by name, outputs by name; caught where onnx writes its test files."""
    found = {}

    def catch(node, inputs, outputs, name):
        named = [
            dict(zip([n for n in names if n], arrays, strict=True))
            for names, arrays in ((node.input, inputs), (node.output, outputs))
        ]
        found[name.removeprefix("test_lstm_")] = (node, *named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shipped, "expect", catch)
        for name in dir(shipped.LSTM):
            if name.startswith("export_"):
                getattr(shipped.LSTM, name)()
    return found


VECTORS = shipped_vectors()
CELLS = {"plain": plain, "gates": gates, "stacked": stacked}


def test_the_vectors_are_there():
    """Reverse and bidirectional came with later versions of onnx."""
    needed = {"defaults", "with_initial_bias", "with_peepholes", "batchwise"}
    assert needed <= set(VECTORS)
    assert set(VECTORS) <= needed | {"reverse", "bidirectional"}


def settings_of(node) -> tuple[str, bool]:
    """direction, batch first."""
    given = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    return given.get("direction", b"forward").decode(), bool(given.get("layout", 0))


def weights_of(inputs: dict) -> list[LSTMWeights]:
    """One for each direction, through LSTMWeights.from_onnx."""
    W, R = inputs["W"], inputs["R"]
    B = inputs.get("B", np.zeros((len(W), 2 * W.shape[1]), dtype=W.dtype))
    ways = (slice(k, k + 1) for k in range(len(W)))
    return [LSTMWeights.from_onnx(W[way], R[way], B[way]) for way in ways]


def assert_vector(outputs: dict, batch_first: bool, found: dict) -> None:
    """Y (T, directions, B, H), Y_h and Y_c (directions, B, H); batch first in front of all."""
    for name, expected in outputs.items():
        mine = found[name]
        if batch_first:
            mine = mine.transpose(2, 0, 1, 3) if name == "Y" else mine.swapaxes(0, 1)
        np.testing.assert_allclose(mine, expected, rtol=1e-5, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("cell", [*CELLS, "torch_cell"])
def test_a_shipped_vector_passes_through_our_cells(vector, cell):
    node, inputs, outputs = VECTORS[vector]
    direction, batch_first = settings_of(node)
    xs = inputs["X"].swapaxes(0, 1) if batch_first else inputs["X"]
    peepholes = np.split(inputs["P"][0], 3) if "P" in inputs else None
    if peepholes and cell != "torch_cell":
        return  # the NumPy cells have none
    traces = []
    for way, weights in enumerate(weights_of(inputs)):
        backward = direction == "reverse" or way == 1
        read = np.ascontiguousarray(xs[::-1] if backward else xs)
        if cell == "torch_cell":
            module = cell_with(weights, peephole=bool(peepholes))
            with torch.no_grad():
                for name, p in zip("iof", peepholes or (), strict=False):
                    getattr(module, f"p_{name}").copy_(torch.from_numpy(p.copy()))
            trace = module.trace(torch.from_numpy(read))
        else:
            trace = CELLS[cell].run(weights, read)
        traces.append((trace, trace.h[::-1] if backward else trace.h))
    found = {
        "Y": np.stack([hs for _, hs in traces], axis=1),
        "Y_h": np.stack([trace.h[-1] for trace, _ in traces]),
        "Y_c": np.stack([trace.c[-1] for trace, _ in traces]),
    }
    assert_vector(outputs, batch_first, found)


@pytest.mark.parametrize("vector", VECTORS)
def test_a_shipped_vector_passes_through_layers(vector):
    node, inputs, outputs = VECTORS[vector]
    direction, batch_first = settings_of(node)
    weights = weights_of(inputs)
    options = {"batch_first": batch_first, "bidirectional": len(weights) == 2}
    layer = layers.LSTM(weights[0].D, weights[0].H, peephole="P" in inputs, **options)
    numbers = {}
    for way, own in zip(("", "_reverse"), weights, strict=False):
        parts = zip(
            ("weight_ih", "weight_hh", "bias_ih", "bias_hh"), own.in_order("ifgo"), strict=True
        )
        numbers |= {f"{name}_l0{way}": torch.from_numpy(part.copy()) for name, part in parts}
    if "P" in inputs:
        for name, p in zip("iof", np.split(inputs["P"][0], 3), strict=True):
            numbers[f"p_{name}_l0"] = torch.from_numpy(p.copy())
    layer.load_state_dict(numbers)
    xs = torch.from_numpy(inputs["X"].copy())
    xs = xs.flip(0) if direction == "reverse" else xs  # one direction alone: ours reads forward
    with torch.no_grad():
        output, (h_n, c_n) = (part for part in layer(xs))
    output = output.transpose(0, 1) if batch_first else output
    Y = output.unflatten(2, (layer.ways, layer.hidden_size)).transpose(1, 2)
    found = {"Y": Y.numpy(), "Y_h": h_n.numpy(), "Y_c": c_n.numpy()}
    assert_vector(outputs, batch_first, found)


def test_the_shipped_vectors_alone_would_not_notice_a_wrong_order():
    """All their gates have the same numbers. That is why the judges above draw random ones."""
    for _, inputs, _ in VECTORS.values():
        for weights in weights_of(inputs):
            mixed_up = LSTMWeights.from_order(*weights.in_order("ofgi"), order="ifgo")
            np.testing.assert_array_equal(mixed_up.W_x, weights.W_x)
            np.testing.assert_array_equal(mixed_up.b_x, weights.b_x)
