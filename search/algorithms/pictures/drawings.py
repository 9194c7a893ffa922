"""SVG drawings as pixels, by resvg: a library in Rust that runs no script and asks no network."""

from __future__ import annotations

import io
import re

import resvg_py
from PIL import Image

from search.algorithms.pictures.intake import PictureRefused, Problem, on_white

MOST_BYTES = 500_000
SIDE = 224
"""Pixels of the longer side: as many as the network looks at."""

_REACHES_OUT = re.compile(rb"<image|<feImage|<!ENTITY|href\s*=\s*[\"'](?!#)", re.IGNORECASE)


def is_drawing(content: bytes) -> bool:
    return b"<svg" in content[:1024]


def rasterise(content: bytes) -> Image.Image:
    """The pixels of a drawing that stands alone; what is transparent is white.

    Only for pictures of the catalogue: shoppers may not send drawings.

    Raises:
        PictureRefused: it is no drawing, too heavy, or needs other files.
    """
    if len(content) > MOST_BYTES:
        raise PictureRefused(Problem.TOO_HEAVY)
    if not is_drawing(content):
        raise PictureRefused(Problem.TYPE)
    if _REACHES_OUT.search(content):
        raise PictureRefused(Problem.MIXED)
    try:
        drawn = resvg_py.svg_to_bytes(
            svg_string=content.decode(), width=SIDE, height=SIDE, skip_system_fonts=True
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise PictureRefused(Problem.DAMAGED) from error
    with Image.open(io.BytesIO(drawn), formats=("PNG",)) as picture:
        return on_white(picture)
