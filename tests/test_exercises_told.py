"""What learners are told: hints in stages, no answers, progress, predictions, the museum."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from lstm_teach import exercises
from lstm_teach.cells import gates
from lstm_teach.exercises import record as kept
from lstm_teach.exercises.catalogue import EXERCISES, SECTIONS
from lstm_teach.exercises.compare import Difference
from lstm_teach.exercises.examine import ANY, GENERIC
from lstm_teach.exercises.forms.value import ValueForm
from lstm_teach.exercises.instructor import OTHER
from lstm_teach.exercises.mistakes import MISTAKES
from lstm_teach.exercises.result import LINE, table
from lstm_teach.trace import Step

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    """A progress file of this test's own, and a kernel that has met nothing yet."""
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "my_progress.json"))
    monkeypatch.setattr(kept, "met", type(kept.met)(int))
    return tmp_path / "my_progress.json"


def no_tanh(weights, x, h_prev, c_prev):
    step = gates.step(weights, x, h_prev, c_prev)
    return step.o * step.c, step.c


def no_output_gate(weights, x, h_prev, c_prev):
    step = gates.step(weights, x, h_prev, c_prev)
    return np.tanh(step.c), step.c


def test_hints_come_one_by_one_and_then_the_section():
    first, second = exercises.mistakes.find("no_tanh_on_c").hints
    one, two, three = (exercises.check("numpy_step", no_tanh) for _ in range(3))
    assert (one.hints_shown, two.hints_shown, three.hints_shown) == (1, 2, 2)
    assert (one.hint, two.hint) == (first, second)
    assert first in repr(one) and second not in repr(one) and "next hint" in repr(one)
    assert first in repr(two) and second in repr(two) and "next hint" not in repr(two)
    assert f"Read again: {SECTIONS['output']}" in repr(two)
    assert "solution('numpy_step')" in repr(two) and repr(two) == repr(three)


def test_another_mistake_starts_with_its_first_hint():
    exercises.check("numpy_step", no_tanh)
    exercises.check("numpy_step", no_tanh)
    assert exercises.check("numpy_step", no_output_gate).hints_shown == 1
    assert exercises.check("numpy_step", no_tanh).hints_shown == 2


def test_the_message_has_the_first_difference():
    result = exercises.check("numpy_step", no_tanh)
    found = result.first_difference
    assert (found.quantity, found.case, found.index[:2]) == ("h", "general", (0, 0))
    assert found.axes == ("step", "sequence", "unit")
    case = exercises.fixture().cell[0]
    right = gates.run(case.weights, case.xs, case.h0, case.c0)
    np.testing.assert_allclose(found.expected, right.h[0, 0])
    np.testing.assert_allclose(found.got, (right.o * right.c)[0, 0])
    assert "First difference: h, step 0, sequence 0" in repr(result)
    assert f"{right.h[0, 0, 0]:.4g}" in repr(result)


def test_gates_that_are_shown_are_compared_first():
    def step(weights, x, h_prev, c_prev):
        i, f, g, o, c, h = gates.step(weights, x, h_prev, c_prev)
        g = (g + 1) / 2
        c = f * c_prev + i * g
        return Step(i, f, g, o, c, o * np.tanh(c))

    result = exercises.check("numpy_step", step)
    assert result.first_difference.quantity == "g"
    assert result.verdict.stages[-2:] == ("i", "f")


def test_an_unknown_mistake_in_one_line_still_gets_help():
    result = exercises.check("dc", lambda dc_next, dh, o, c: dc_next + 1)
    assert result.code == "wrong" and result.hint == ANY[0]


def test_later_steps_calls_and_sizes_are_said():
    calls = []

    def forgets_later(weights, x, h_prev, c_prev):
        calls.append(1)
        h, c = gates.step(weights, x, h_prev, c_prev)[:-3:-1]
        return (h, c) if len(calls) < 3 else (h, c + 0.5)

    result = exercises.check("numpy_step", forgets_later)
    assert result.first_difference.index[0] == 2
    assert "steps 0 to 1" in result.verdict.stages
    exercises_of_case = {
        "goes_on_from_the_last_call": "second call, same inputs",
        "overflowing_sigmoid": "inputs in the thousands",
    }
    for name, words in exercises_of_case.items():
        variant = exercises.mistakes.find(name).variant
        answer = EXERCISES["numpy_run"].form.imitation(variant)
        assert words in repr(exercises.check("numpy_run", answer))


def test_small_differences_are_visible():
    where = ("W_h", "general", (2, 7), ("row", "unit"), 5)
    lines = table(Difference(*where, (12.34567, 1.0, 2.0), (12.34567, 1.0, 2.00015)))
    assert lines[1].split() == ["unit", "5", "6", "7"]
    assert lines[2].split() == ["expected", "12.346", "1", "2"]
    assert lines[3].split() == ["yours", "12.346", "1", "2.0002"]


def test_a_value_of_which_a_part_is_missing_is_not_attempted():
    assert not exercises.check("count_numbers", (2560, ...)).attempted
    assert not exercises.check("count_numbers", [...]).attempted


def test_results_are_plain_data():
    result = exercises.check("numpy_step", no_tanh)
    data = json.loads(json.dumps(result.to_dict()))
    assert data["exercise"] == "numpy_step" and data["code"] == "no_tanh_on_c"
    assert data["passed"] is False and data["difference"]["quantity"] == "h"


def test_messages_are_the_same_every_time():
    texts = []
    for _ in range(2):
        kept.met.clear()
        texts.append([repr(exercises.check("numpy_step", a)) for a in (no_tanh, gates.step, None)])
    assert texts[0] == texts[1]
    assert all(len(line) <= LINE for text in texts[0] for line in text.splitlines())


def everything_said() -> dict[str, str]:
    """Every hint, by where it comes from."""
    said = {f"{m.name} {k}": hint for m in MISTAKES for k, hint in enumerate(m.hints)}
    generic = GENERIC | {"any": ANY}
    said |= {f"generic {q} {k}": h for q, both in generic.items() for k, h in enumerate(both)}
    for exercise in EXERCISES.values():
        if isinstance(exercise.form, ValueForm):
            hints = [*exercise.form.hints, *(h for w in exercise.form.wrong for h in w.hints)]
            said |= {f"{exercise.name} {k}": hint for k, hint in enumerate(hints)}
    return said


ANSWERS = [
    r"\bf \* c_prev",
    r"\bi \* g",
    r"\bo \* tanh",
    r"tanh\(c\)",
    r"= ?sigmoid",
    r"1 - tanh",
    r"1 - [ifgo]\b",
    r"\.detach\(\)",
    r"logits\[",
    r"/ ?temperature",
    r"gate_rows",
    r"i, f, g, o",
    r"\(20, 5\)",
    r"2560|2620",
]


@pytest.mark.parametrize("where, hint", everything_said().items(), ids=everything_said())
def test_no_hint_has_the_answer(where, hint):
    for answer in ANSWERS:
        assert not re.search(answer, hint), f"{where}: {hint}"


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda e: e.name)
def test_exercises_are_described_and_have_a_solution(exercise):
    assert exercise.difficulty in ("easy", "medium", "hard")
    assert exercise.importance in ("low", "medium", "high")
    assert 1 <= exercise.minutes <= 60 and exercise.task and exercise.title
    shown = exercises.solution(exercise.name)
    assert len(repr(shown)) > 3
    assert shown._repr_markdown_() == f"```python\n{shown}\n```"


def test_a_solution_is_the_packages_own_source():
    shown = repr(exercises.solution("cell_state"))
    assert shown.startswith("def cell_state(f, c_prev, i, g)")
    assert "class LSTMCell" in repr(exercises.solution("torch_cell"))


def test_where_to_read_again_exists():
    for section in {*SECTIONS.values(), *(e.section for e in EXERCISES.values())}:
        notebook, _, number = section.partition(", section ")
        path = NOTEBOOKS / f"{notebook}.ipynb"
        if not path.exists():
            assert int(notebook[:2]) == 11, section  # the notebook that is still to be written
            continue
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
        assert not number or re.search(rf"^## {number}\. ", text, re.MULTILINE), section


def test_the_instructor_table_has_every_code():
    table = exercises.instructor_table()
    codes = {row[0] for row in table.rows}
    assert {m.name for m in MISTAKES} | set(OTHER) <= codes
    assert len(codes) == len(table.rows)
    assert all(means and say for _, means, say in table.rows)
    assert "Ask:" in table["order_ifog"][1]
    layout = exercises.instructor_table("layout").rows
    assert {row[0] for row in layout} == {m.name for m in MISTAKES if m.family == "layout"}
    assert "order_ifog" in repr(table)


def test_progress_is_kept_in_a_file_beside_the_notebook(file):
    assert "not yet" in repr(exercises.progress("02")) and not file.exists()
    exercises.check("numpy_step", None)
    assert not file.exists()  # not attempted is nothing to keep
    exercises.check("numpy_step", no_tanh)
    exercises.check("numpy_step", no_tanh)
    exercises.check("hidden_state", gates.hidden_state)
    rows = {row[0]: row[2:] for row in exercises.progress("02").rows}
    assert rows["numpy_step"] == ("tried", 2) and rows["hidden_state"] == ("done", 0)
    exercises.check("numpy_step", gates.step)
    assert ("numpy_step", "done", 2) in [row[:1] + row[2:] for row in exercises.progress().rows]
    exercises.check("numpy_step", no_tanh)  # done stays done
    rows = {row[0]: row[2:] for row in exercises.progress("02").rows}
    assert rows["numpy_step"] == ("done", 2)
    assert "2 of 5 done" in repr(exercises.progress("02"))
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "hidden_state": {"hints": 0, "state": "done"},
        "numpy_step": {"hints": 2, "state": "done"},
    }
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_a_check_can_leave_no_trace(file):
    exercises.check("numpy_step", no_tanh, record=False)
    assert not file.exists()


def test_git_ignores_the_progress_file():
    lines = (NOTEBOOKS.parent / ".gitignore").read_text(encoding="utf-8").split()
    assert "my_progress.*" in lines and kept.FILE.startswith("my_progress.")


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"a": 3}', '{"a": {"state": "x"}}'])
def test_a_damaged_progress_file_is_put_aside(file, content):
    file.write_text(content, encoding="utf-8")
    assert "0 of" in repr(exercises.progress("02"))
    exercises.check("numpy_step", gates.step)
    assert "1 of" in repr(exercises.progress("02"))
    assert file.with_suffix(".damaged").read_text(encoding="utf-8") == content


def test_where_no_file_can_be_written_checks_still_work(tmp_path, monkeypatch):
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "no" / "such" / "folder.json"))
    assert exercises.check("numpy_step", gates.step).passed
    assert "0 of" in repr(exercises.progress("02"))


OPTIONS = {"about half": "Yes, 0.5.", "all of it": "No: f is not 1."}


def test_a_prediction_has_its_replies_in_the_browser():
    asked = exercises.predict("Is f < 1?", OPTIONS)
    view = asked.widget()
    assert (view.question, view.chosen) == ("Is f < 1?", "")
    assert dict(view.get_state()["options"]) == OPTIONS
    assert asked.answer("about half") == "Yes, 0.5."


def test_a_saved_prediction_reads_well_and_reveals_nothing():
    bundle, _ = exercises.predict("How much is left?", OPTIONS)._repr_mimebundle_()
    assert bundle["text/plain"] == ("Predict: How much is left?\n  ( ) about half\n  ( ) all of it")
    assert "application/vnd.jupyter.widget-view+json" in bundle


@pytest.mark.parametrize("question, options", [("", OPTIONS), ("?", {}), ("?", {"a": ""})])
def test_predictions_without_texts_are_refused(question, options):
    with pytest.raises(ValueError, match="expected"):
        exercises.predict(question, options)
    with pytest.raises(ValueError, match="option is 'c'"):
        exercises.predict("?", OPTIONS).answer("c")


@pytest.mark.parametrize("item", exercises.museum().exhibits, ids=lambda e: e.mistake.name)
def test_an_exhibit_can_be_identified(item):
    case = exercises.fixture().cell[0]
    inputs = (case.weights, case.xs[0], case.h0, case.c0)
    right, wrong = gates.step(*inputs), item.step(*inputs)
    first = next(n for n in Step._fields if not np.allclose(getattr(right, n), getattr(wrong, n)))
    assert item.mistake.changes.removeprefix("z_") == first
    name = f"museum_{item.number}"
    assert item.mistake.seen and not any(
        seen.split(",")[0] in repr(item) for seen in item.mistake.seen
    )
    assert item.mistake.name not in repr(item)
    result = exercises.check(name, item.mistake.name)
    assert result.passed and item.mistake.seen[0] in repr(result).replace("\n    ", " ")
    one, two = exercises.check(name, "order_ifog"), exercises.check(name, "order_ifog")
    assert not one.passed and f"that differs is {first}." in repr(two)


def test_the_museum_hides_the_names_among_others():
    shown = exercises.museum()
    names = {item.mistake.name for item in shown.exhibits}
    assert len(names) >= 5 and names < set(shown.names)
    assert shown.names == tuple(sorted(shown.names))
    assert all(name in repr(shown) for name in names)


def test_breaking_the_weak_check():
    right = exercises.check("break_the_check", gates.step)
    assert right.code == "not_broken"
    assert exercises.check("break_the_check", no_tanh).code == "noticed"
    passed = exercises.check("break_the_check", no_output_gate)
    assert passed.passed and "no_output_gate" in repr(passed)

    def new(weights, x, h_prev, c_prev):
        step = gates.step(weights, x, h_prev, c_prev)
        return step.o**2 * np.tanh(step.c), step.c

    result = exercises.check("break_the_check", new)
    assert result.passed and "a new one" in repr(result)
