"""Compares two PNG pictures the way a person would: what no eye can see passes.

Both are shrunk to 160 pixels wide, each small pixel being the mean of a block of the big one.
They differ when one block differs by more than MAX_BLOCK in some colour channel (a changed
heatmap cell), or all of them by more than MAX_RMS in root mean square (another colour map).
"""

import base64
import io

import numpy as np
from PIL import Image

WIDTH = 160  # pixels of the shrunk pictures
MAX_BLOCK = 0.08  # largest accepted difference of one block, where black to white is 1
MAX_RMS = 0.01  # largest accepted root mean square difference of all blocks


def _decode(png: str) -> Image.Image:
    """The picture in a notebook's base64 text, its transparent parts on white."""
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture).convert("RGB")


def _shrink(picture: Image.Image, size: tuple[int, int]) -> np.ndarray:
    """Means of blocks, (height, width, 3), 0 black to 1 white."""
    return np.asarray(picture.resize(size, Image.Resampling.BOX), dtype=float) / 255


def difference(stored: str, fresh: str) -> str | None:
    """What differs between two base64 PNGs, in words; None where they show the same."""
    old, new = _decode(stored), _decode(fresh)
    if old.size != new.size:
        return "its size is {} x {} pixels, stored are {} x {}".format(*new.size, *old.size)
    size = (WIDTH, max(1, round(WIDTH * old.height / old.width)))
    gap = np.abs(_shrink(old, size) - _shrink(new, size))
    block, rms = gap.max(), np.sqrt(np.mean(gap**2))
    if block > MAX_BLOCK or rms > MAX_RMS:
        row, column, _ = np.unravel_index(gap.argmax(), gap.shape)
        return (
            f"the largest difference is {block:.2f} (accepted {MAX_BLOCK}) at "
            f"{column / size[0]:.0%} of the width and {row / size[1]:.0%} of the height, "
            f"the overall one {rms:.3f} (accepted {MAX_RMS})"
        )
    return None
