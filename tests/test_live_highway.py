"""live.explore_highway: its numbers are those of gradients.flow, here and in a real JupyterLab."""

import numpy as np
import pytest

from live_pages import press, sent, settle, show
from lstm_teach import live
from lstm_teach.gradients import flow

SIZE = {"T": 30, "H": 8, "D": 4}


@pytest.fixture(scope="module")
def view():
    return live.explore_highway(**SIZE)


@pytest.mark.parametrize(("seed", "bias"), [(0, 0.0), (1, 1.0), (4, 5.0), (2, 2.5)])
def test_the_lines_are_the_measured_flow_from_the_end_back(view, seed, bias):
    arrays, k = sent(view), view.spec["axes"]["bias"]["values"].index(bias)
    measured = flow(forget_bias=bias, seed=seed, B=1, **SIZE)
    np.testing.assert_allclose(
        arrays["dc"][seed, k], measured.dc[::-1] / measured.dc[-1], rtol=1e-6
    )
    np.testing.assert_allclose(arrays["product"][seed, k], measured.forget_product[::-1], rtol=1e-6)
    default = flow(seed=seed, B=1, **SIZE)
    np.testing.assert_allclose(
        arrays["default"][seed, k], default.dc[::-1] / default.dc[-1], rtol=1e-6
    )


def test_what_the_gates_keep_per_step_follows_the_bias(view):
    kept, biases = sent(view)["kept"], view.spec["axes"]["bias"]["values"]
    np.testing.assert_allclose(kept.mean(axis=0), 1 / (1 + np.exp(-np.array(biases))), atol=0.06)
    assert (np.diff(kept, axis=1) > 0).all()


def test_the_picture_follows_the_sliders():
    view = live.explore_highway(**SIZE, bias=1.0)
    first = view.alt
    view.bias = 3.0
    assert "Forget bias 3" in view.alt and "Forget bias 1" in first
    third = view.alt
    view.seed = 1
    assert view.alt != third
    assert "3 lines, dc, relative to the end" in view.alt


def test_places_and_sizes_out_of_range_are_refused(view):
    with pytest.raises(ValueError, match="bias is 0.3, expected 0 to 5 in steps of 0.5"):
        live.explore_highway(bias=0.3)
    with pytest.raises(ValueError, match="T is 1, expected 2 steps"):
        live.explore_highway(T=1)
    with pytest.raises(ValueError, match="H is 0"):
        live.explore_highway(H=0)
    before = view.bias, view.back, view.seed
    for name, value in {"bias": 0.7, "back": 30, "seed": 5}.items():
        with pytest.raises(ValueError, match=f"{name} is {value}"):
            setattr(view, name, value)
    assert (view.bias, view.back, view.seed) == before


@pytest.fixture(scope="module")
def lab_page(lab, tmp_path_factory):
    page = show(
        lab,
        tmp_path_factory.mktemp("highway"),
        "from lstm_teach import live",
        f"view = live.explore_highway(T={SIZE['T']}, H={SIZE['H']}, D={SIZE['D']})\nview",
    )
    yield page
    lab.close(page)


def words(page) -> dict[str, str]:
    """The numbers in the sentence, by name."""
    found = page.locator(".lt-words b")
    return {b.get_attribute("data-name"): b.inner_text() for b in found.all()}


def test_the_keyboard_moves_the_sliders_to_the_right_numbers(lab, lab_page, view):
    arrays = sent(view)
    paths = lab_page.locator(".lt-curve[data-name=dc]")
    before = paths.get_attribute("d")
    assert words(lab_page)["bias"] == "1.0"
    press(lab_page, "forget bias", "ArrowRight", 3)
    press(lab_page, "steps back", "Home")
    press(lab_page, "steps back", "ArrowRight", 4)
    press(lab_page, "seed", "ArrowRight")
    settle(lab_page)
    said = words(lab_page)
    assert (said["bias"], said["back"]) == ("2.5", "4")
    assert said["kept"] == f"{arrays['kept'][1, 5]:.2f}"
    assert said["dc"] == f"{arrays['dc'][1, 5, 4]:.3f}"
    assert said["product"] == f"{arrays['product'][1, 5, 4]:.3f}"
    assert paths.get_attribute("d") != before
    slider = lab_page.get_by_role("slider", name="forget bias", exact=True)
    assert slider.get_attribute("aria-valuetext") == "forget bias 2.5"
    assert lab.console_errors(lab_page) == []
