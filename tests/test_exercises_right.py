"""Right answers, written in many ways, are never called wrong."""

import math
from typing import NamedTuple

import numpy as np
import pytest
import torch
from torch import nn

from lstm_teach import exercises
from lstm_teach.cells import gates, plain, stacked

STEPS, MODULES, RUNS = [], [], []


def right(kind: list, layout=None):
    """Register an answer that has to pass."""
    return lambda answer: kind.append(pytest.param(answer, layout, id=answer.__name__)) or answer


def sigmoid(z):
    return 1 / (1 + np.exp(-z))  # overflows for z below -709, to the right result


@right(STEPS)
def one_product(weights, x, h_prev, c_prev):
    z = x @ weights.W_x.T + h_prev @ weights.W_h.T + weights.b_x + weights.b_h
    i, f, g, o = np.split(z, 4, axis=1)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@right(STEPS)
def gate_by_gate(weights, x, h_prev, c_prev):
    found = {}
    for name in "ogfi":
        W_x, W_h, b_x, b_h = weights.gate(name)
        found[name] = np.einsum("hd,bd->bh", W_x, x) + h_prev.dot(W_h.T) + (b_x + b_h)
    c = c_prev * sigmoid(found["f"]) + np.tanh(found["g"]) * sigmoid(found["i"])
    return {"c": c, "h": np.tanh(c) * sigmoid(found["o"])}


@right(STEPS)
def with_loops(weights, x, h_prev, c_prev):
    B, H = h_prev.shape
    h, c = np.empty((B, H)), np.empty((B, H))
    for b in range(B):
        for k in range(H):
            z = [
                weights.W_x[k + q * H] @ x[b]
                + weights.W_h[k + q * H] @ h_prev[b]
                + weights.b_x[k + q * H]
                + weights.b_h[k + q * H]
                for q in range(4)
            ]
            c[b, k] = sigmoid(z[1]) * c_prev[b, k] + sigmoid(z[0]) * math.tanh(z[2])
            h[b, k] = sigmoid(z[3]) * math.tanh(c[b, k])
    return h, c


@right(STEPS)
def lists_only(weights, x, h_prev, c_prev):
    step = plain.step(weights, x, h_prev, c_prev)
    return step.h, step.c


@right(STEPS)
def six_in_a_tuple(weights, x, h_prev, c_prev):
    return tuple(gates.step(weights, x, h_prev, c_prev))


@right(STEPS)
def as_pytorch_returns_it(weights, x, h_prev, c_prev):
    h, c = one_product(weights, x, h_prev, c_prev)
    return h, (h, c)


class State(NamedTuple):
    c: np.ndarray
    h: np.ndarray


@right(STEPS)
def named_tuple_in_another_order(weights, x, h_prev, c_prev):
    h, c = one_product(weights, x, h_prev, c_prev)
    return State(c=c, h=h)


@right(STEPS)
def float32_inside(weights, x, h_prev, c_prev):
    small = weights.astype(np.float32)
    step = stacked.step(small, *(a.astype(np.float32) for a in (x, h_prev, c_prev)))
    return step.h, step.c


@right(STEPS)
def in_place_on_its_own_arrays(weights, x, h_prev, c_prev):
    z = x @ weights.W_x.T
    z += h_prev @ weights.W_h.T
    z += weights.b_x
    z += weights.b_h
    H = h_prev.shape[1]
    z[:, 2 * H : 3 * H] *= 2
    z *= 0.5
    np.tanh(z, out=z)
    i, f, g, o = np.split(z, 4, axis=1)
    for gate in (i, f, o):
        gate *= 0.5
        gate += 0.5
    c = c_prev.copy()
    c *= f
    c += np.multiply(i, g, out=i)
    return np.multiply(o, np.tanh(c), out=o), c


@right(STEPS)
def tensors_in_a_numpy_exercise(weights, x, h_prev, c_prev):
    z = x @ weights.W_x.T + weights.b_x + h_prev @ weights.W_h.T + weights.b_h
    i, f, g, o = z.chunk(4, dim=1)
    c = torch.sigmoid(f) * c_prev + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


@right(STEPS, layout="iofg")
def in_the_order_of_onnx(W_x, W_h, b_x, b_h, x, h_prev, c_prev):
    i, o, f, g = np.split(x @ W_x.T + b_x + h_prev @ W_h.T + b_h, 4, axis=1)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@right(STEPS, layout="keras")
def with_the_arrays_of_keras(kernel, recurrent_kernel, bias, x, h_prev, c_prev):
    i, f, g, o = np.split(x @ kernel + h_prev @ recurrent_kernel + bias, 4, axis=1)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@right(STEPS, layout="onnx")
def with_the_arrays_of_onnx(W, R, B, x, h_prev, c_prev):
    b_x, b_h = np.split(B[0], 2)
    return in_the_order_of_onnx(W[0], R[0], b_x, b_h, x, h_prev, c_prev)


@right(STEPS, layout="[h, x]")
def h_and_x_joined(W, b, x, h_prev, c_prev):
    i, f, g, o = np.split(np.hstack([h_prev, x]) @ W.T + b, 4, axis=1)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@right(STEPS, layout="figo [x, h]")
def x_and_h_joined_in_another_order(W, b, x, h_prev, c_prev):
    f, i, g, o = np.split(np.hstack([x, h_prev]) @ W.T + b, 4, axis=1)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@right(STEPS)
class AnObjectThatCanBeCalled:
    def __call__(self, weights, x, h_prev, c_prev):
        return one_product(weights, x, h_prev, c_prev)


@right(STEPS)
def prints_a_lot(weights, x, h_prev, c_prev):
    print("x", x)
    return one_product(weights, x, h_prev, c_prev)


def finish(i, f, g, o, c_prev):
    c = torch.sigmoid(f) * c_prev + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


@right(MODULES)
class FourLinears(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_gate = nn.Linear(hidden_size + input_size, hidden_size)
        self.forget_gate = nn.Linear(hidden_size + input_size, hidden_size)
        self.candidate = nn.Linear(hidden_size + input_size, hidden_size)
        self.output_gate = nn.Linear(hidden_size + input_size, hidden_size)

    def join(self, x, h_prev):
        return torch.cat([h_prev, x], dim=1)

    def forward(self, x, h_prev, c_prev):
        hx = self.join(x, h_prev)
        linears = (self.input_gate, self.forget_gate, self.candidate, self.output_gate)
        return finish(*(linear(hx) for linear in linears), c_prev)


@right(MODULES)
class XBeforeH(FourLinears):
    def join(self, x, h_prev):
        return torch.cat([x, h_prev], dim=1)


@right(MODULES, layout="[x, h]")
class XBeforeHDeclared(XBeforeH):
    pass


@right(MODULES)
class InDouble(FourLinears):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        self.double()


@right(MODULES, layout="gfio")
class OneLinearInItsOwnOrder(nn.Module):
    def __init__(self, D, H):
        super().__init__()
        self.all = nn.Linear(H + D, 4 * H)

    def forward(self, x, h_prev, c_prev):
        g, f, i, o = self.all(torch.cat([h_prev, x], dim=1)).chunk(4, dim=1)
        return finish(i, f, g, o, c_prev)


@right(MODULES)
class TwoLinears(nn.Module):
    def __init__(self, D, H):
        super().__init__()
        self.from_x, self.from_h = nn.Linear(D, 4 * H), nn.Linear(H, 4 * H, bias=False)

    def forward(self, x, h_prev, c_prev):
        return finish(*(self.from_x(x) + self.from_h(h_prev)).chunk(4, dim=1), c_prev)


@right(MODULES)
class NamesOfThePyTorchManual(nn.Module):
    def __init__(self, D, H):
        super().__init__()
        for gate in "ifgo":
            for source, size in (("i", D), ("h", H)):
                self.register_parameter(f"W_{source}{gate}", nn.Parameter(torch.zeros(H, size)))
                self.register_parameter(f"b_{source}{gate}", nn.Parameter(torch.zeros(H)))

    def forward(self, x, h_prev, c_prev):
        p = dict(self.named_parameters())
        z = [
            x @ p["W_i" + k].T + p["b_i" + k] + h_prev @ p["W_h" + k].T + p["b_h" + k]
            for k in "ifgo"
        ]
        return finish(*z, c_prev)


@right(MODULES)
class TransposedNamesOfPapers(nn.Module):
    def __init__(self, D, H):
        super().__init__()
        self.W = nn.ParameterDict({k: nn.Parameter(torch.zeros(D, H)) for k in "ifco"})
        self.U = nn.ParameterDict({k: nn.Parameter(torch.zeros(H, H)) for k in "ifco"})
        self.b = nn.ParameterDict({"b_" + k: nn.Parameter(torch.zeros(H)) for k in "ifco"})

    def forward(self, x, h_prev, c_prev):
        z = [x @ self.W[k] + h_prev @ self.U[k] + self.b["b_" + k] for k in "ifco"]
        return finish(*z, c_prev)


@right(MODULES)
class PyTorchsOwn(nn.LSTMCell):
    pass


@right(MODULES)
class TwoArguments(FourLinears):
    def forward(self, x, state):
        return super().forward(x, *state)


def load(module, weights):
    for k, name in enumerate("ifgo"):
        W_x, W_h, b_x, b_h = weights.gate(name)
        module.anything[k].copy_(torch.tensor(np.hstack([W_x, W_h, (b_x + b_h)[:, None]])))


@right(MODULES, layout=load)
class AnyLayoutWithAFunctionThatFillsIt(nn.Module):
    def __init__(self, D, H):
        super().__init__()
        self.anything = nn.Parameter(torch.zeros(4, H, D + H + 1))

    def forward(self, x, h_prev, c_prev):
        full = torch.cat([x, h_prev, torch.ones(len(x), 1)], dim=1)
        return finish(*(full @ W.T for W in self.anything), c_prev)


@right(MODULES)
def a_function_that_makes_it(input_size, hidden_size):
    return FourLinears(input_size, hidden_size)


@right(RUNS)
def numpy_loop(weights, xs, h0, c0):
    h, c, hs, cs = h0, c0, [], []
    for x in xs:
        h, c = one_product(weights, x, h, c)
        hs.append(h)
        cs.append(c)
    return np.stack(hs), np.stack(cs)


@right(RUNS)
def a_trace(weights, xs, h0, c0):
    return stacked.run(weights, xs, h0, c0)


@right(RUNS)
def lists_of_arrays(weights, xs, h0, c0):
    hs, cs = numpy_loop(weights, xs, h0, c0)
    return list(hs), list(cs)


@pytest.fixture(autouse=True)
def no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("LSTM_TEACH_PROGRESS", str(tmp_path / "progress.json"))


@pytest.mark.parametrize("answer, layout", STEPS)
def test_right_steps_pass(answer, layout):
    result = exercises.check("numpy_step", answer, layout=layout)
    assert result.passed, result


@pytest.mark.parametrize("answer, layout", MODULES)
def test_right_modules_pass(answer, layout):
    result = exercises.check("torch_cell", answer, layout=layout)
    assert result.passed, result
    assert "gradients" in result.verdict.stages


@pytest.mark.parametrize("answer, layout", RUNS)
def test_right_runs_pass(answer, layout):
    result = exercises.check("numpy_run", answer, layout=layout)
    assert result.passed, result


def test_there_are_enough_of_them():
    assert len(STEPS) + len(MODULES) + len(RUNS) >= 12 * 2


def test_an_object_of_another_size_passes():
    assert exercises.check("torch_cell", nn.LSTMCell(7, 4)).passed
    assert exercises.check("torch_cell", nn.LSTMCell(3, 5)).passed


class Peephole(FourLinears):
    """Peephole weights under the names that papers use."""

    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        self.w_ci, self.w_cf, self.w_co = (nn.Parameter(torch.zeros(hidden_size)) for _ in "ifo")

    def forward(self, x, h_prev, c_prev):
        hx = self.join(x, h_prev)
        i = torch.sigmoid(self.input_gate(hx) + self.w_ci * c_prev)
        f = torch.sigmoid(self.forget_gate(hx) + self.w_cf * c_prev)
        c = f * c_prev + i * torch.tanh(self.candidate(hx))
        o = torch.sigmoid(self.output_gate(hx) + self.w_co * c)
        return o * torch.tanh(c), c


def test_a_right_peephole_cell_passes():
    assert exercises.check("peephole_cell", Peephole).passed


def test_right_answers_of_other_kinds_pass():
    def loss(logits, tokens):
        p = torch.log_softmax(logits[:-1], dim=2)
        return -p.gather(2, tokens[1:, :, None]).mean()

    def numpy_loss(logits, tokens):
        e = np.exp(logits[:-1] - logits[:-1].max(axis=2, keepdims=True))
        p = np.take_along_axis(e / e.sum(axis=2, keepdims=True), tokens[1:, :, None], axis=2)
        return float(-np.log(p).mean())

    def probabilities(logits, temperature):
        e = torch.exp((logits - logits.max()) / temperature)
        return e / e.sum(dim=1, keepdim=True)

    assert exercises.check("next_character_loss", loss).passed
    assert exercises.check("next_character_loss", numpy_loss).passed
    assert exercises.check("temperature", probabilities).passed
    assert exercises.check("carry", lambda h, c: [h.clone().detach(), c.data]).passed
    assert exercises.check("shape_of_W_h", np.array([20, 5])).passed
    assert exercises.check("shape_of_W_h", torch.zeros(20, 5).shape).passed
    assert exercises.check("says_ello", " ELLO ").passed
