"""One solution of each puzzle of handwired, in twelve numbers. There are many others."""

from ..handwired import OPEN, SHUT, one_unit


def keep():
    """i is open at a 1 only, f always: what is written stays."""
    return one_unit(i=(20, 0, -10), f=OPEN, g=OPEN, o=OPEN)


def forget():
    """f is always shut and i always open: c is g, which follows the input."""
    return one_unit(i=OPEN, f=SHUT, g=(20, 0, 0), o=OPEN)


def counter():
    """Everything is kept, and g, which is 1 at a 1 and 0 at a 0, is added."""
    return one_unit(i=OPEN, f=OPEN, g=(20, 0, 0), o=OPEN)


def latch():
    """i is open at S only (x = 1), f is shut at R only (x = -1)."""
    return one_unit(i=(20, 0, -10), f=(20, 0, 10), g=OPEN, o=OPEN)


def toggle():
    """At a 1 i opens and f shuts, so c becomes g: the opposite of what h_prev shows."""
    return one_unit(i=(20, 0, -10), f=(-20, 0, 10), g=(0, -20, 7), o=OPEN)


def first():
    """Nothing is kept in c. g reads h_prev four times as loud as x, and writes it anew."""
    return one_unit(i=OPEN, f=SHUT, g=(5, 20, 0), o=OPEN)


def delay():
    """o lets h show this symbol; g reads it a step later. c is 0.46 or 1, never 0."""
    return one_unit(i=OPEN, f=SHUT, g=(0, 10, 0.5), o=(20, 0, -10))


def brackets():
    """A counter up and down. Once c is -1, h_prev = -0.76 shuts i."""
    return one_unit(i=(0, 20, 10), f=OPEN, g=(20, 0, 0), o=OPEN)
