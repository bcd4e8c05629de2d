"""Words from right to left: step 0 stands at the right end, and nothing around a word turns."""

import numpy as np
import pytest

from drawn import assert_nothing_is_cut_off_or_covered, make_trace, texts
from lstm_teach import figures
from lstm_teach.figures.direction import isolated, runs_to_the_left
from refusal import assert_refused

WORDS = "الأم", "في", "المطبخ", "تشرب"
GLOSS = {"الأم": "the mother", "في": "in", "المطبخ": "the kitchen", "تشرب": "she drinks"}
VOCAB = [*WORDS, "الشاي"]


def across(ax) -> list[str]:
    """The tick labels of the steps as they stand on the page, from left to right."""
    ax.figure.draw_without_rendering()
    labels = [label for label in ax.get_xticklabels() if label.get_text()]
    return [t.get_text() for t in sorted(labels, key=lambda t: t.get_window_extent().x0)]


@pytest.mark.parametrize(
    "labels, to_the_left",
    [
        (WORDS, True),
        (["שלום", "hi"], True),
        (["hello", "في"], False),
        (["0", "1", "."], False),
        ([], False),
    ],
)
def test_the_direction_is_that_of_most_letters(labels, to_the_left):
    assert runs_to_the_left(labels) is to_the_left


def test_only_words_that_turn_things_are_isolated():
    assert isolated("hello 3.5") == "hello 3.5"
    assert isolated("في") == "\u2068في\u2069"


@pytest.mark.parametrize("draw", [figures.heatmaps, figures.states])
def test_arabic_steps_run_from_right_to_left_unless_asked_otherwise(draw):
    trace = make_trace(tokens=WORDS)
    expected = [isolated(word) for word in WORDS]
    for direction, shown in ((None, expected[::-1]), ("rtl", expected[::-1]), ("ltr", expected)):
        ax = draw(trace, names="c", direction=direction).axes[0]
        assert across(ax) == shown
        assert ax.yaxis.get_ticks_position() == ("left" if direction == "ltr" else "right")
    latin = make_trace()
    assert across(draw(latin, names="c").axes[0]) == ["h", "␣", "l", "$x$"]
    assert across(draw(latin, names="c", direction="rtl").axes[0]) == ["$x$", "l", "␣", "h"]


def test_the_numbers_stand_at_their_words():
    trace = make_trace(tokens=WORDS)
    ax = figures.heatmaps(trace, names="c").axes[0]
    ax.figure.draw_without_rendering()
    np.testing.assert_array_equal(ax.images[0].get_array(), trace.c[:, 0].T)
    at = ax.transData.transform([(t, 0) for t in range(4)])[:, 0]
    assert (np.diff(at) < 0).all()
    middles = [(box := t.get_window_extent()).x0 + box.width / 2 for t in ax.get_xticklabels()]
    np.testing.assert_allclose(middles, at, atol=1.5)


def test_lines_end_at_the_left_and_have_their_names_there():
    ax = figures.states(make_trace(tokens=WORDS), units=[0, 2], names="c").axes[0]
    ax.figure.draw_without_rendering()
    for line, name in zip(ax.lines[1:], ax.texts, strict=True):
        last = ax.transData.transform((3, line.get_ydata()[3]))
        assert name.get_text() == line.get_label()
        assert name.get_window_extent().x0 < last[0]


@pytest.mark.parametrize("draw", [figures.heatmaps, figures.states])
@pytest.mark.parametrize("gloss", [None, GLOSS])
def test_nothing_is_cut_off(draw, gloss):
    picture = draw(make_trace(tokens=WORDS), gloss=gloss, names="ch")
    assert_nothing_is_cut_off_or_covered(picture)
    if gloss:
        assert f"{isolated('المطبخ')}\nthe kitchen" in texts(picture)


def test_bars_begin_at_the_right_and_the_first_step_too():
    p = np.full((4, 5), 0.1)
    p[np.arange(4), np.arange(1, 5)] = 0.6
    picture = figures.next_character(p, VOCAB, tokens=WORDS, targets=range(1, 5), gloss=GLOSS)
    picture.draw_without_rendering()
    titles = [ax.get_title(loc="right") for ax in picture.axes]
    places = {title: ax.get_position() for title, ax in zip(titles, picture.axes, strict=True)}
    mother, into = (f"after '{isolated(w)}', {GLOSS[w]}" for w in WORDS[:2])
    assert places[mother].x0 > places[into].x0 and places[mother].y0 == places[into].y0
    ax = picture.axes[titles.index(mother)]
    bar = ax.patches[1].get_window_extent()
    assert bar.x1 == pytest.approx(ax.get_window_extent().x1, abs=1) and bar.width > 10
    assert "correct ▸ 0.60" in texts(picture)
    assert_nothing_is_cut_off_or_covered(picture)


def test_the_likeliest_three_and_the_target_have_a_bar():
    p = np.array([[0.4, 0.3, 0.2, 0.1, 0.0], [0.4, 0.3, 0.2, 0.1, 0.0]])
    picture = figures.next_character(p, "abcde", targets=[4, 1], most=3)
    labels = [[t.get_text() for t in ax.get_yticklabels()] for ax in picture.axes]
    assert labels == [["a", "b", "c", "e"], ["a", "b", "c"]]
    assert_refused(
        figures.next_character, ValueError, "most", probabilities=p, vocab="abcde", most=0
    )


@pytest.mark.parametrize("draw", [figures.heatmaps, figures.states])
def test_an_unknown_direction_is_refused(draw):
    assert_refused(draw, ValueError, "direction is 'left'", trace=make_trace(), direction="left")


def test_a_word_in_the_diagram_is_written_out_and_not_spelled_in_codes():
    picture = figures.cell_diagram("h", trace=make_trace(tokens=WORDS), t=2)
    said = f"'{isolated(WORDS[2])}'"
    assert any(said in text for text in texts(picture)) and said in picture.alt
    assert "\\u" not in picture.alt + "".join(texts(picture))
