"""Wrong answers as learners write them, not made from the bank, are named all the same."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from lstm_teach import exercises
from lstm_teach.cells import gates, stacked

WRONG = []


def named(exercise: str, mistake: str, layout=None):
    """Register an answer that makes one known mistake."""
    return lambda answer: (
        WRONG.append(pytest.param(exercise, answer, mistake, layout, id=answer.__name__)) or answer
    )


@pytest.fixture(autouse=True)
def no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("LSTM_TEACH_PROGRESS", str(tmp_path / "progress.json"))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def z_of(weights, x, h_prev):
    return x @ weights.W_x.T + weights.b_x + h_prev @ weights.W_h.T + weights.b_h


@named("numpy_step", "order_ifog")
def sigmoid_gates_first(weights, x, h_prev, c_prev):
    z = z_of(weights, x, h_prev)
    H = h_prev.shape[1]
    s = sigmoid(z[:, : 3 * H])
    i, f, o, g = s[:, :H], s[:, H : 2 * H], s[:, 2 * H :], np.tanh(z[:, 3 * H :])
    c = f * c_prev + i * g
    return o * np.tanh(c), c


@named("numpy_step", "interleaved")
def every_fourth_column(weights, x, h_prev, c_prev):
    z = z_of(weights, x, h_prev)
    i, f, g, o = (z[:, k::4] for k in range(4))
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@named("numpy_step", "split_across_batch")
def reshaped_across_the_batch(weights, x, h_prev, c_prev):
    z = z_of(weights, x, h_prev)
    i, f, g, o = z.reshape(4, *h_prev.shape)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@named("numpy_step", "W_reshaped")
def reshape_for_transpose(weights, x, h_prev, c_prev):
    W_x = weights.W_x.reshape(x.shape[1], -1)
    W_h = weights.W_h.reshape(h_prev.shape[1], -1)
    i, f, g, o = np.split(x @ W_x + h_prev @ W_h + weights.b_x + weights.b_h, 4, axis=1)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@named("numpy_step", "W_h_transposed")
def square_and_silent(weights, x, h_prev, c_prev):
    z = {}
    for name in "ifgo":
        W_x, W_h, b_x, b_h = weights.gate(name)
        z[name] = x @ W_x.T + h_prev @ W_h + b_x + b_h
    c = sigmoid(z["f"]) * c_prev + sigmoid(z["i"]) * np.tanh(z["g"])
    return sigmoid(z["o"]) * np.tanh(c), c


@named("numpy_step", "W_x_transposed")
def fits_only_where_square(weights, x, h_prev, c_prev):
    z = {}
    for name in "ifgo":
        W_x, W_h, b_x, b_h = weights.gate(name)
        z[name] = x @ W_x + h_prev @ W_h.T + b_x + b_h
    c = sigmoid(z["f"]) * c_prev + sigmoid(z["i"]) * np.tanh(z["g"])
    return sigmoid(z["o"]) * np.tanh(c), c


@named("numpy_step", "matrix_product")
def at_for_times(weights, x, h_prev, c_prev):
    i, f, g, o = np.split(z_of(weights, x, h_prev), 4, axis=1)
    c = sigmoid(f) @ c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@named("numpy_step", "overflowing_sigmoid")
def naive_sigmoid(weights, x, h_prev, c_prev):
    i, f, g, o = np.split(z_of(weights, x, h_prev), 4, axis=1)
    i, f, o = (np.exp(z) / (1 + np.exp(z)) for z in (i, f, o))
    c = f * c_prev + i * np.tanh(g)
    return o * np.tanh(c), c


@named("numpy_step", "overflowing_sigmoid")
def overflow_error_of_plain_python(weights, x, h_prev, c_prev):
    squash = np.vectorize(lambda z: 1 / (1 + math.exp(-z)))
    i, f, g, o = np.split(z_of(weights, x, h_prev), 4, axis=1)
    c = squash(f) * c_prev + squash(i) * np.tanh(g)
    return squash(o) * np.tanh(c), c


@named("numpy_step", "bias_doubled")
def merged_and_added_again(weights, x, h_prev, c_prev):
    b = weights.b_x + weights.b_h
    z = (x @ weights.W_x.T + b) + (h_prev @ weights.W_h.T + b)
    i, f, g, o = np.split(z, 4, axis=1)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@named("numpy_step", "gate_inside_tanh")
def bracket_too_late(weights, x, h_prev, c_prev):
    step = gates.step(weights, x, h_prev, c_prev)
    return np.tanh(step.o * step.c), step.c


@named("numpy_step", "i_and_f_swapped")
def swapped_in_the_update(weights, x, h_prev, c_prev):
    i, f, g, o = np.split(z_of(weights, x, h_prev), 4, axis=1)
    c = sigmoid(i) * c_prev + sigmoid(f) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@named("numpy_step", "order_figo")
def swapped_when_its_gates_are_shown(weights, x, h_prev, c_prev):
    f, i, g, o = np.split(z_of(weights, x, h_prev), 4, axis=1)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c = f * c_prev + i * g
    return {"i": i, "f": f, "g": g, "o": o, "c": c, "h": o * np.tanh(c)}


@named("numpy_step", "xh_for_hx", layout="[x, h]")
def joined_the_other_way(W, b, x, h_prev, c_prev):
    i, f, g, o = np.split(np.hstack([h_prev, x]) @ W.T + b, 4, axis=1)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@named("numpy_run", "h_reset")
def zeros_inside_the_loop(weights, xs, h0, c0):
    hs, cs, c = [], [], c0
    for x in xs:
        h = np.zeros_like(h0)
        h, c = gates.step(weights, x, h, c)[5], gates.step(weights, x, h, c)[4]
        hs.append(h)
        cs.append(c)
    return np.stack(hs), np.stack(cs)


@named("numpy_run", "start_ignored")
def starts_from_zero(weights, xs, h0, c0):
    return stacked.run(weights, xs)


@named("numpy_run", "cs_are_one_array")
def one_array_for_all_steps(weights, xs, h0, c0):
    h, c, hs, cs = h0, c0.copy(), [], []
    for x in xs:
        step = gates.step(weights, x, h, c)
        h = step.h
        c[:] = step.c
        hs.append(h)
        cs.append(c)
    return hs, cs


@named("numpy_run", "batch_taken_for_time")
def walks_along_the_batch(weights, xs, h0, c0):
    xs = xs.swapaxes(0, 1)
    trace = stacked.run(weights, xs.copy(), h0, c0)
    return trace.h.swapaxes(0, 1), trace.c.swapaxes(0, 1)


REMEMBERED = {}


@named("numpy_run", "goes_on_from_the_last_call")
def keeps_its_state(weights, xs, h0, c0):
    h0, c0 = REMEMBERED.get(h0.shape, (h0, c0))
    trace = stacked.run(weights, xs, h0, c0)
    REMEMBERED[h0.shape] = trace.h[-1], trace.c[-1]
    return trace


@named("numpy_run", "sequences_chained")
def one_sequence_at_a_time(weights, xs, h0, c0):
    h, c = h0[:1], c0[:1]
    hs, cs = np.empty((*xs.shape[:2], h0.shape[1])), np.empty((*xs.shape[:2], h0.shape[1]))
    for b in range(xs.shape[1]):
        for t in range(len(xs)):
            step = gates.step(weights, xs[t, b : b + 1], h, c)
            h, c = step.h, step.c
            hs[t, b], cs[t, b] = h[0], c[0]
    return hs, cs


class Linears(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        for name in ("input_gate", "forget_gate", "candidate", "output_gate"):
            setattr(self, name, nn.Linear(hidden_size + input_size, hidden_size))

    def zs(self, x, h_prev):
        hx = torch.cat([h_prev, x], dim=1)
        return self.input_gate(hx), self.forget_gate(hx), self.candidate(hx), self.output_gate(hx)


@named("torch_cell", "sigmoid_on_g")
class SigmoidOnAll(Linears):
    def forward(self, x, h_prev, c_prev):
        i, f, g, o = (torch.sigmoid(z) for z in self.zs(x, h_prev))
        c = f * c_prev + i * g
        return o * torch.tanh(c), c


@named("torch_cell", "no_tanh_on_c")
class NoTanh(Linears):
    def forward(self, x, h_prev, c_prev):
        i, f, g, o = self.zs(x, h_prev)
        c = torch.sigmoid(f) * c_prev + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * c, c


@named("torch_cell", "softmax_over_units")
class SoftmaxGates(Linears):
    def forward(self, x, h_prev, c_prev):
        i, f, g, o = self.zs(x, h_prev)
        c = f.softmax(dim=1) * c_prev + i.softmax(dim=1) * torch.tanh(g)
        return o.softmax(dim=1) * torch.tanh(c), c


@named("torch_cell", "keeps_h")
class WrongState(Linears):
    def forward(self, x, h_prev, c_prev):
        i, f, g, o = self.zs(x, h_prev)
        c = torch.sigmoid(f) * h_prev + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


@named("torch_cell", "peepholes_left_on")
class PeepholesStillThere(Linears):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        self.p_i, self.p_f, self.p_o = (nn.Parameter(torch.rand(hidden_size)) for _ in "ifo")

    def forward(self, x, h_prev, c_prev):
        i, f, g, o = self.zs(x, h_prev)
        i, f = torch.sigmoid(i + self.p_i * c_prev), torch.sigmoid(f + self.p_f * c_prev)
        c = f * c_prev + i * torch.tanh(g)
        return torch.sigmoid(o + self.p_o * c) * torch.tanh(c), c


@named("peephole_cell", "o_sees_c_prev")
class EarlyOutputGate(PeepholesStillThere):
    def forward(self, x, h_prev, c_prev):
        i, f, g, o = self.zs(x, h_prev)
        i, f = torch.sigmoid(i + self.p_i * c_prev), torch.sigmoid(f + self.p_f * c_prev)
        o = torch.sigmoid(o + self.p_o * c_prev)
        c = f * c_prev + i * torch.tanh(g)
        return o * torch.tanh(c), c


@named("peephole_cell", "no_peepholes")
class TheSimplifiedCell(Linears):
    def forward(self, x, h_prev, c_prev):
        i, f, g, o = self.zs(x, h_prev)
        c = torch.sigmoid(f) * c_prev + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


@named("next_character_loss", "softmax_before_loss")
def loss_of_probabilities(logits, tokens):
    p = logits[:-1].softmax(dim=-1)
    return nn.functional.cross_entropy(p.flatten(0, 1), tokens[1:].flatten())


@named("next_character_loss", "loss_summed")
def summed_loss(logits, tokens):
    return nn.functional.cross_entropy(
        logits[:-1].flatten(0, 1), tokens[1:].flatten(), reduction="sum"
    )


@named("temperature", "softmax_twice")
def probabilities_of_probabilities(logits, temperature):
    return (logits.softmax(-1) / temperature).softmax(-1)


@named("carry", "c_not_detached")
def forgets_to_detach_c(h, c):
    return h.detach(), c


@named("carry", "state_dropped")
def new_zeros(h, c):
    return torch.zeros_like(h), torch.zeros_like(c)


@named("backward", "nothing_carried")
def course_answer_key(weights, trace, d_hs, d_h_T, d_c_T):
    dW_x, dW_h = np.zeros_like(weights.W_x), np.zeros_like(weights.W_h)
    db, dxs = np.zeros_like(weights.b_x), np.zeros_like(trace.xs)
    dh_next, dc_next = d_h_T, d_c_T
    for t in reversed(range(trace.T)):
        i, f, g, o, c = (getattr(trace, n)[t] for n in "ifgoc")
        dh = d_hs[t] + dh_next
        dc = dc_next + dh * o * (1 - np.tanh(c) ** 2)
        dz = np.hstack(
            [
                dc * g * i * (1 - i),
                dc * trace.c_prev[t] * f * (1 - f),
                dc * i * (1 - g**2),
                dh * np.tanh(c) * o * (1 - o),
            ]
        )
        dW_x += dz.T @ trace.xs[t]
        dW_h += dz.T @ trace.h_prev[t]
        db += dz.sum(axis=0)
        dxs[t] = dz @ weights.W_x
        # what goes to the step before is never computed
    return dW_x, dW_h, db, db, dxs, dh_next, dc_next


@named("both_ways", "outputs_not_turned_back")
def backward_outputs_as_computed(layers, xs, h0, c0):
    ends = []
    for k, (forward, backward) in enumerate(layers):
        one = gates.run(forward, xs, h0[2 * k], c0[2 * k])
        two = gates.run(backward, xs[::-1].copy(), h0[2 * k + 1], c0[2 * k + 1])
        xs = np.concatenate([one.h, two.h], axis=2)
        ends += [one, two]
    return xs, np.stack([e.h[-1] for e in ends]), np.stack([e.c[-1] for e in ends])


@named("summary", "last_output_for_both")
def last_output(output, h_n):
    return output[-1]


@pytest.mark.parametrize("exercise, answer, mistake, layout", WRONG)
def test_wrong_answers_are_named(exercise, answer, mistake, layout):
    REMEMBERED.clear()
    result = exercises.check(exercise, answer, layout=layout)
    assert result.code == mistake, result


TWO = {
    "order_ifog and no_tanh_on_c": ("order_ifog", "no_tanh_on_c"),
    "b_h_dropped and sigmoid_on_g": ("b_h_dropped", "sigmoid_on_g"),
    "W_h_transposed and no_output_gate": ("W_h_transposed", "no_output_gate"),
}


@pytest.mark.parametrize("names", TWO.values(), ids=TWO)
def test_of_two_mistakes_the_first_to_show_is_told(names):
    first, second = (exercises.mistakes.find(name).variant for name in names)
    right = vars(exercises.mistakes.find("c_reset").variant)  # any, for the names of the places
    changed = {
        k: v for k, v in vars(second).items() if v is not vars(first)[k] and v is not right[k]
    }
    from lstm_teach.exercises.forms.step import one_step

    result = exercises.check("numpy_step", one_step(first.but(**changed)))
    assert result.code == "two_mistakes"
    assert result.verdict.mistakes == names
    text = " ".join(repr(result).split())
    assert "Two things are wrong at once" in text
    assert exercises.mistakes.find(names[0]).hints[0] in text


def test_an_unknown_mistake_gets_no_name():
    def strange(weights, x, h_prev, c_prev):
        h, c, *_ = reversed(gates.step(weights, x, h_prev, c_prev))
        return h + 0.01, c

    result = exercises.check("numpy_step", strange)
    assert result.code == "wrong" and result.verdict.mistakes == ()
    assert result.first_difference.quantity == "h"
    assert "mistake is between c and h" in repr(result)
