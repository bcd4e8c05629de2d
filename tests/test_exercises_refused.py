"""Whatever is handed in gets a sentence: never a traceback, never a hanging notebook."""

import random
import threading
import time

import numpy as np
import pytest
import torch
from torch import nn

from lstm_teach import exercises
from lstm_teach.cells import gates
from lstm_teach.cells.torch_cell import LSTMCell
from lstm_teach.exercises import sandbox


@pytest.fixture(autouse=True)
def quick(tmp_path, monkeypatch):
    monkeypatch.setenv("LSTM_TEACH_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr(sandbox, "SECONDS", 0.3)


def changes_c_prev(weights, x, h_prev, c_prev):
    step = gates.step(weights, x, h_prev, c_prev)
    c_prev[:] = step.c
    return step.h, c_prev


def changes_the_batch(weights, x, h_prev, c_prev):
    return gates.step(weights, x, h_prev, c_prev).h[:1], c_prev


def raises(error):
    def step(weights, x, h_prev, c_prev):
        raise error

    return step


def endless(weights, x, h_prev, c_prev):
    while True:
        pass


def endless_and_deaf(weights, x, h_prev, c_prev):
    while True:
        try:
            x = x + 0
        except BaseException:
            pass


def endless_recursion(weights, x, h_prev, c_prev):
    return endless_recursion(weights, x, h_prev, c_prev)


def a_huge_array(weights, x, h_prev, c_prev):
    return np.ones((10**7, 10**7)), c_prev


class NeedsArguments:
    def __init__(self, size):
        self.size = size

    def __call__(self, weights, x, h_prev, c_prev):
        return h_prev, c_prev


STEPS = {
    "text": ("step", "not_callable", "without quotes"),
    "number": (3, "not_callable", "the number 3"),
    "result of a call": ((np.ones(5), np.ones(5)), "not_callable", "Did you call it?"),
    "array": (np.ones((2, 5)), "not_callable", "an array of shape (2, 5)"),
    "too few arguments": (lambda x, h_prev: None, "arguments", "takes x, h_prev"),
    "too many arguments": (lambda a, b, c, d, e: None, "arguments", "expected 4: weights, x"),
    "class that needs arguments": (NeedsArguments, "arguments", "needs arguments"),
    "class from PyTorch": (nn.LSTM, "arguments", "needs arguments"),
    "changes its input": (changes_c_prev, "changed_inputs", "changed c_prev"),
    "wrong shape": (changes_the_batch, "shape", "h has shape (1, 5)"),
    "one result": (lambda w, x, h, c: h, "type", "expected 2: h, c"),
    "three results": (lambda w, x, h, c: (h, c, x), "type", "returned 3 things"),
    "text as result": (lambda w, x, h, c: ("h", "c"), "type", "the text 'c'"),
    "ragged list": (lambda w, x, h, c: ([[1.0], [1.0, 2.0]], c), "type", "h is a list"),
    "complex numbers": (lambda w, x, h, c: (h + 1j, c), "type", "real numbers"),
    "KeyboardInterrupt": (raises(KeyboardInterrupt()), "interrupted", "KeyboardInterrupt"),
    "SystemExit": (raises(SystemExit(1)), "interrupted", "SystemExit"),
    "an error": (raises(ValueError("no such gate")), "raised", "ValueError: no such gate"),
    "an error without words": (raises(AssertionError()), "raised", "AssertionError"),
    "address in the error": (raises(TypeError("<f at 0x7f12>")), "raised", "TypeError: <f>"),
    "endless loop": (endless, "time", "Is there a loop that never ends?"),
    "endless and deaf": (endless_and_deaf, "time", "Is there a loop that never ends?"),
    "endless recursion": (endless_recursion, "raised", "RecursionError"),
    "huge allocation": (a_huge_array, "memory", "far more memory"),
    "a part not filled in": (lambda w, x, h, c: (... * h, c), "not_attempted", "not attempted"),
    "one result not there": (lambda w, x, h, c: (h, None), "not_attempted", "not attempted"),
}


@pytest.mark.parametrize("answer, code, words", STEPS.values(), ids=STEPS)
def test_a_step_gets_a_sentence(answer, code, words):
    result = exercises.check("numpy_step", answer)
    assert result.code == code, result
    assert words in " ".join(repr(result).split())
    assert not result.passed and "Traceback" not in repr(result)


class TakesNothing(nn.Module):
    def __init__(self):
        super().__init__()


class NoParameters(nn.Module):
    def __init__(self, D, H):
        super().__init__()
        self.gates = [nn.Linear(D + H, H) for _ in range(4)]  # a plain list registers nothing

    def forward(self, x, h_prev, c_prev):
        return h_prev, c_prev


class OddNames(NoParameters):
    def __init__(self, D, H):
        super().__init__(D, H)
        self.one, self.two = nn.Linear(D + H, H), nn.Linear(D + H, H)


class GateMissing(NoParameters):
    def __init__(self, D, H):
        super().__init__(D, H)
        self.input_gate, self.forget_gate = nn.Linear(D + H, H), nn.Linear(D + H, H)
        self.candidate = nn.Linear(D + H, H)


class Half(nn.LSTMCell):
    def __init__(self, D, H):
        super().__init__(D, H)
        self.half()


class OneArgument(nn.LSTMCell):
    def forward(self, x):
        return x, x


class Detached(nn.LSTMCell):
    def forward(self, x, h_prev, c_prev):
        return super().forward(x, (h_prev, c_prev.detach()))


class NoGrad(nn.LSTMCell):
    @torch.no_grad()
    def forward(self, x, h_prev, c_prev):
        return super().forward(x, (h_prev, c_prev))


class ThroughNumPy(nn.LSTMCell):
    def forward(self, x, h_prev, c_prev):
        h, c = super().forward(x, (h_prev, c_prev))
        return torch.from_numpy(h.detach().numpy()), c


class InPlace(nn.LSTMCell):
    def forward(self, x, h_prev, c_prev):
        h, c = super().forward(x, (h_prev, c_prev))
        c_prev.copy_(c)
        return h, c_prev


MODULES = {
    "text": ("MyCell", "not_callable", "the text 'MyCell'"),
    "number": (1.5, "not_callable", "the number 1.5"),
    "no arguments": (TakesNothing, "arguments", "made with no arguments"),
    "object without sizes": (TakesNothing(), "not_callable", "does not say its input_size"),
    "function that makes no module": (lambda D, H: 3, "not_callable", "makes the number 3"),
    "no parameters": (NoParameters, "weights", "no parameters"),
    "odd names": (OddNames, "weights", "layout=load"),
    "a gate missing": (GateMissing, "weights", "find no weights for o"),
    "half precision": (Half, "dtype", "torch.float16"),
    "forward of one argument": (OneArgument, "arguments", "Your forward takes x"),
    "detached": (Detached, "no_gradient", "c_prev is missing"),
    "no_grad": (NoGrad, "no_gradient", "x, h_prev, c_prev"),
    "through NumPy": (ThroughNumPy, "no_gradient", "x, h_prev, c_prev"),
    "in place": (InPlace, "changed_inputs", "changed c_prev"),
}


@pytest.mark.parametrize("answer, code, words", MODULES.values(), ids=MODULES)
def test_a_module_gets_a_sentence(answer, code, words):
    result = exercises.check("torch_cell", answer)
    assert result.code == code, result
    assert words in " ".join(repr(result).split())


@pytest.mark.parametrize("answer", [print, {}, object(), "five", [[1], [2, 3]]])
def test_a_value_of_another_kind_gets_a_sentence(answer):
    result = exercises.check("shape_of_W_h", answer)
    assert result.code == "type" and "a shape, such as (2, 3)" in repr(result)


def test_unknown_exercises_and_layouts_are_refused():
    with pytest.raises(ValueError, match="Did you mean 'numpy_step'"):
        exercises.check("numpy_stp", None)
    with pytest.raises(ValueError, match="There are: "):
        exercises.solution("xyz")
    for layout in ("ifgx", "[x]", 3, "keras [h, x]"):
        with pytest.raises(ValueError, match="expected 'package'"):
            exercises.check("numpy_step", None, layout=layout)
    with pytest.raises(ValueError, match="exhibit is 0"):
        exercises.exhibit(0)
    with pytest.raises(ValueError, match="notebook is '99'"):
        exercises.progress("99")
    with pytest.raises(ValueError, match="family is 'gates'"):
        exercises.instructor_table("gates")


def test_own_lines_of_a_traceback_are_shown_and_no_others():
    def inner(c):
        return c @ c

    def step(weights, x, h_prev, c_prev):
        return inner(c_prev), gates.sigmoid(None)

    text = repr(exercises.check("numpy_step", step))
    assert "in step: return inner(c_prev), gates.sigmoid(None)" in text
    assert "in inner: return c @ c" in text
    assert "site-packages" not in text and "forms" not in text and "/" not in text


def test_lines_of_the_package_and_of_libraries_are_left_out():
    result = exercises.check("numpy_step", lambda w, x, h, c: (np.linalg.inv(x), gates.sigmoid(h)))
    assert [line.split(":")[0][-8:] for line in result.verdict.lines] == ["<lambda>"]
    result = exercises.check("numpy_step", lambda w, x, h, c: gates.step(w, x, c[:1], h))
    assert (
        len(result.verdict.lines) == 1 and "gates.step(w, x, c[:1], h)" in result.verdict.lines[0]
    )
    assert "h_prev has shape (1, 5), expected (B, H) = (2, 5)" in repr(result)


def test_code_that_could_be_stopped_is_not_said_to_go_on():
    assert "background" not in repr(exercises.check("numpy_step", endless))


def test_prints_are_left_out_and_counted(capsys):
    def step(weights, x, h_prev, c_prev):
        print("x is", x[0, 0])
        return gates.step(weights, x, h_prev, c_prev)

    result = exercises.check("numpy_step", step)
    steps = sum(len(case.xs) for case in exercises.fixture().cell)
    assert result.passed and f"printed {steps} lines" in repr(result)
    assert len(result.verdict.printed.splitlines()) == steps
    assert capsys.readouterr().out == ""


def test_other_threads_still_print(capsys):
    def step(weights, x, h_prev, c_prev):
        other = threading.Thread(target=print, args=("from elsewhere",))
        other.start()
        other.join()
        return gates.step(weights, x, h_prev, c_prev)

    assert exercises.check("numpy_step", step).passed
    assert "from elsewhere" in capsys.readouterr().out


def test_memory_that_grows_is_stopped():
    def work():
        kept = []
        while True:
            kept.append(np.ones(10**6))

    run = sandbox.run(work, seconds=30, megabytes=200)
    assert run.stopped == "memory" and not run.alive


@pytest.mark.skipif(not sandbox.STATM.exists(), reason="only Linux can be asked to refuse")
def test_one_huge_allocation_is_refused_though_the_machine_might_grant_it():
    run = sandbox.run(lambda: np.empty(6 * 2**30, dtype=np.uint8))  # never touched
    assert run.stopped == "memory"
    assert sandbox.run(lambda: np.empty(2**28, dtype=np.uint8)).error is None


def test_a_wait_ends_though_the_code_goes_on():
    ended = threading.Event()
    start = time.monotonic()
    run = sandbox.run(lambda: ended.wait(20), seconds=0.1)
    ended.set()
    assert run.stopped == "time" and run.alive
    assert time.monotonic() - start < 15  # of 20


def test_the_limit_on_memory_is_lifted_again():
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_AS)
    sandbox.run(lambda: None)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_a_check_draws_no_random_number_of_the_notebooks():
    def drawn():
        return torch.rand(1).item(), random.random(), np.random.rand()  # noqa: NPY002

    def greedy(weights, x, h_prev, c_prev):
        drawn()
        return gates.step(weights, x, h_prev, c_prev)

    results = []
    for answer in (None, greedy):
        torch.manual_seed(1)
        random.seed(1)
        np.random.seed(1)  # noqa: NPY002
        exercises.check("numpy_step", answer)
        exercises.check("torch_cell", LSTMCell if answer else None)
        results.append(drawn())
    assert results[0] == results[1]


def test_the_notebooks_own_variables_are_within_reach():
    scale = np.array([2.0])

    def probabilities(logits, temperature):
        return torch.softmax(logits / temperature, -1) * torch.from_numpy(scale) / 2

    assert exercises.check("temperature", probabilities).passed


def test_checks_work_in_other_threads():
    found = []

    def work():
        found.append(exercises.check("numpy_step", gates.step))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found[0].passed
