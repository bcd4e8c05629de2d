"""Every digit that others published for this material, from every cell that can produce it."""

import numpy as np
import pytest
import torch

from lstm_teach import published, tasks, training
from lstm_teach.cells import gates, plain, stacked
from lstm_teach.cells.torch_cell import LSTMCell
from lstm_teach.models import CharModel
from lstm_teach.trace import GATES_AND_STATES
from lstm_teach.weights import LSTMWeights


def printed(values, decimals: int) -> list[float]:
    """As a program prints them, so that every printed digit counts; -0.00 equals 0.00."""
    return [float(f"{value:.{decimals}f}") for value in np.ravel(values)]


# A. 200 counted-up weights


def counting_inputs(dtype) -> np.ndarray:
    return np.array(published.COUNTING_INPUTS, dtype)[:, None]  # (T, 1, D)


@pytest.mark.parametrize("cell", [plain, gates, stacked])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_from_our_cells(cell, dtype):
    weights = LSTMWeights.counting(published.COUNTING_D, published.COUNTING_H).astype(dtype)
    trace = cell.run(weights, counting_inputs(dtype))
    assert printed(trace.h[-1], 4) == printed(published.COUNTING_H_FINAL, 4)
    assert printed(trace.c[-1], 4) == printed(published.COUNTING_C_FINAL, 4)


def test_a_from_nn_lstm_filled_in_the_order_of_its_parameters():
    module = torch.nn.LSTM(3, 5)
    number = 0
    with torch.no_grad():
        for parameter in module.parameters():
            for place in range(parameter.numel()):
                number += 1
                parameter.view(-1)[place] = number / 100
        outputs, (h_n, c_n) = module(torch.tensor([[[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]]]))
    assert number == 200
    assert printed(h_n.numpy(), 4) == printed(published.COUNTING_H_FINAL, 4)
    assert printed(c_n.numpy(), 4) == printed(published.COUNTING_C_FINAL, 4)
    counted = LSTMWeights.counting(3, 5).astype(np.float32)
    for name in ("W_x", "W_h", "b_x", "b_h"):
        read = getattr(LSTMWeights.from_torch(module), name)
        np.testing.assert_array_equal(read, getattr(counted, name))


def test_a_from_our_cell_in_pytorch():
    """Its Linears see [h, x], so the columns move; the two biases of a gate become one."""
    cell = LSTMCell(3, 5)
    counted = LSTMWeights.counting(3, 5)
    linears = (cell.input_gate, cell.forget_gate, cell.candidate, cell.output_gate)
    with torch.no_grad():
        for name, linear in zip("ifgo", linears, strict=True):
            gate = counted.gate(name)
            linear.weight.copy_(torch.from_numpy(np.hstack([gate.W_h, gate.W_x])))
            linear.bias.copy_(torch.from_numpy(gate.b_x + gate.b_h))
    trace = cell.trace(torch.from_numpy(counting_inputs(np.float32)))
    assert printed(trace.h[-1], 4) == printed(published.COUNTING_H_FINAL, 4)
    assert printed(trace.c[-1], 4) == printed(published.COUNTING_C_FINAL, 4)


# B. "hello"


@pytest.fixture(scope="module")
def trained() -> tuple[CharModel, training.History]:
    torch.manual_seed(published.HELLO_SEED)
    model = CharModel(len(published.HELLO_VOCAB), published.HELLO_HIDDEN)
    task = tasks.next_character(published.HELLO_TEXT)
    settings = {"epochs": published.HELLO_EPOCHS, "lr": published.HELLO_LR}
    return model, training.fit(model, task, **settings, progress=False)


def test_b_settings():
    task = tasks.next_character(published.HELLO_TEXT)
    assert task.vocab == published.HELLO_VOCAB == ("e", "h", "l", "o")
    assert tuple(task.targets[:, 0]) == published.HELLO_TARGETS == (0, 2, 2, 3)


@pytest.mark.parametrize("name", GATES_AND_STATES)
def test_b_the_single_step(name):
    torch.manual_seed(0)
    cell = LSTMCell(4, 4)
    trace = cell.trace(torch.from_numpy(tasks.hello().one_hot("h")))
    assert printed(getattr(trace, name), 2) == printed(published.HELLO_SINGLE_STEP[name], 2)


def test_b_the_losses(trained):
    _, history = trained
    for epoch, loss in published.HELLO_LOSSES.items():
        assert f"{history.losses[epoch]:.4f}" == f"{loss:.4f}"
    assert {f"{loss:.4f}" for loss in history.losses[60:]} == {"0.0000"}


@pytest.mark.parametrize("t", range(4))
@pytest.mark.parametrize("name", GATES_AND_STATES)
def test_b_the_trained_model_reading_hell(trained, name, t):
    """24 rows of 8 units."""
    _, history = trained
    row = published.HELLO_TRAINED[name][t]
    assert len(row) == 8
    assert printed(getattr(history.traces[-1], name)[t, 0], 2) == printed(row, 2)


def test_b_the_two_rows_that_the_source_quotes():
    """Typed here once more, so that a recorded row can't take their place."""
    f_at_h = (0.36, 0.64, 0.43, 0.55, 0.59, 0.74, 0.63, 0.79)
    c_at_second_l = (-0.89, -2.21, -2.95, 2.04, -0.96, 0.94, -1.87, -2.74)
    assert published.HELLO_TRAINED["f"][0] == f_at_h
    assert published.HELLO_TRAINED["c"][3] == c_at_second_l


def test_b_the_same_rows_from_numpy(trained):
    """The trained numbers taken out of PyTorch, run by the stacked cell."""
    model, history = trained
    trace = stacked.run(model.cell.to_weights(), history.task.xs)
    for name, rows in published.HELLO_TRAINED.items():
        assert printed(getattr(trace, name), 2) == printed(rows, 2)
