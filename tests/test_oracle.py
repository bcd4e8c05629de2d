"""An independent judge: the LSTM operator of ONNX, fed with what `to_onnx` exports.

Twice: the reference evaluator of the ONNX project (in NumPy, float64) and ONNX Runtime (in C++,
float32, the only precision of its LSTM). Neither shares code with PyTorch or with this package.
"""

import itertools

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from lstm_teach.cells import gates, plain, stacked
from lstm_teach.weights import LSTMWeights
from strategies import Case, cases, make_case

INPUTS = ("X", "W", "R", "B", "initial_h", "initial_c")
OUTPUTS = ("Y", "Y_h", "Y_c")


def onnx_model(hidden_size: int, dtype) -> object:
    """One LSTM node. Its fifth input, the lengths of the sequences, is left out."""
    kind = {np.float32: TensorProto.FLOAT, np.float64: TensorProto.DOUBLE}[dtype]
    node = helper.make_node(
        "LSTM", [*INPUTS[:4], "", *INPUTS[4:]], OUTPUTS, hidden_size=hidden_size
    )
    inputs, outputs = (
        [helper.make_tensor_value_info(name, kind, None) for name in names]
        for names in (INPUTS, OUTPUTS)
    )
    graph = helper.make_graph([node], "lstm", inputs, outputs)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=10)


def feed(case: Case) -> dict[str, np.ndarray]:
    arrays = (case.xs, *case.weights.to_onnx(), case.h0[None], case.c0[None])
    return dict(zip(INPUTS, arrays, strict=True))


def by_reference(case: Case) -> list[np.ndarray]:
    return ReferenceEvaluator(onnx_model(case.weights.H, np.float64)).run(None, feed(case))


def by_runtime(case: Case) -> list[np.ndarray]:
    model = onnx_model(case.weights.H, np.float32).SerializeToString()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(None, feed(case))


def assert_agrees(case: Case, answer: list[np.ndarray], atol: float) -> None:
    """Y is (T, directions, B, H); Y_h and Y_c are (directions, B, H)."""
    Y, Y_h, Y_c = answer
    for cell in (plain, gates, stacked):
        trace = cell.run(*case.run)
        np.testing.assert_allclose(trace.h, Y[:, 0], rtol=0, atol=atol)
        np.testing.assert_allclose(trace.h[-1], Y_h[0], rtol=0, atol=atol)
        np.testing.assert_allclose(trace.c[-1], Y_c[0], rtol=0, atol=atol)


@given(cases())
def test_the_reference_evaluator_agrees(case):
    assert_agrees(case, by_reference(case), atol=1e-12)


@settings(max_examples=25)  # a session is built for each
@given(cases(np.float32, scales=(0.3, 1.0)))
def test_onnx_runtime_agrees(case):
    assert_agrees(case, by_runtime(case), atol=1e-6)


@pytest.mark.parametrize(
    "order", [o for o in map("".join, itertools.permutations("ifgo")) if o != "ifgo"]
)
def test_the_judge_notices_a_wrong_order(order):
    """Were to_onnx to mix up the gates in any way, the tests above would see it."""
    case = make_case()
    mixed_up = LSTMWeights.from_order(*case.weights.in_order("ifgo"), order=order)
    wrong = by_reference(case.with_weights(mixed_up))[0][:, 0]
    assert np.abs(wrong - stacked.run(*case.run).h).max() > 1e-2


def test_the_judge_notices_swapped_states():
    case = make_case()
    right = stacked.run(*case.run).h
    swapped = Case(case.weights, case.xs, case.c0, case.h0)
    assert np.abs(by_reference(swapped)[0][:, 0] - right).max() > 1e-2
