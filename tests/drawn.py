"""Reads a picture back: what is written in it, and whether all of it can be read."""

from matplotlib.text import Text

from lstm_teach.cells import stacked
from strategies import make_case

TOKENS = "h", " ", "l", "$x$"


def make_trace(T=4, B=2, H=5, tokens=TOKENS, **settings):
    """A run to draw, its sequences and units all different."""
    trace = stacked.run(*make_case(T=T, B=B, H=H, **settings).run)
    return trace.with_tokens(tokens) if tokens else trace


def texts(picture, label=None) -> list[str]:
    """What is written, in all artists or in those with this label."""
    return [t.get_text() for t in drawn_texts(picture) if label in (None, t.get_label())]


def drawn_texts(picture) -> list[Text]:
    picture.draw_without_rendering()
    found = picture.findobj(lambda a: isinstance(a, Text) and a.get_visible() and a.get_text())
    beyond = {  # matplotlib keeps labels of ticks beyond the limits or of no axis, undrawn
        tick.label1
        for ax in picture.axes
        for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim()))
        for tick in axis.get_major_ticks()
        if not ax.axison or not min(low, high) <= tick.get_loc() <= max(low, high)
    }
    return [text for text in found if text not in beyond and text.get_window_extent().width]


def assert_nothing_is_cut_off_or_covered(picture):
    """Every text is inside the picture, and no tick label or line name lies on another."""
    # Text's own extent: that of an annotation counts its leader line too.
    boxes = {text: Text.get_window_extent(text) for text in drawn_texts(picture)}
    for text, box in boxes.items():
        inside = box.x0 >= -1 and box.y0 >= -1
        inside &= box.x1 <= picture.bbox.x1 + 1 and box.y1 <= picture.bbox.y1 + 1
        assert inside, text.get_text()
    for ax in picture.axes:
        ticks = ax.get_xticklabels(), ax.get_yticklabels(), ax.texts
        for group in ticks:
            extents = [(t, boxes[t]) for t in group if t in boxes]
            for k, (text, box) in enumerate(extents):
                for other, place in extents[k + 1 :]:
                    width = min(box.x1, place.x1) - max(box.x0, place.x0)
                    height = min(box.y1, place.y1) - max(box.y0, place.y0)
                    assert min(width, height) <= 1.5, (text.get_text(), other.get_text())
