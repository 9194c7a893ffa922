"""Product pictures drawn by code: one function a kind of product, parameterised by its look.

    svg = draw(Kind.MUG, Look.named("terracotta", Pattern.DOTS))

Pure Python: strings in, an SVG document out, the same for the same arguments. Nothing here knows
Django or the catalogue's tables.
"""

from . import (
    accessories,
    apparel,
    audio,
    bags,
    clocks,
    decor,
    devices,
    footwear,
    furniture,
    kitchen,
    lighting,
    party,
    screens,
    stationery,
    storage,
    tableware,
    textiles,
    toys,
    watches,
)
from .canvas import Canvas
from .kinds import Kind
from .looks import COLOURS, Look, Palette, Pattern
from .registry import DRAWINGS
from .words import colour_of, kind_of, pattern_of

# Importing a family registers its drawings.
_FAMILIES = (
    accessories,
    apparel,
    audio,
    bags,
    clocks,
    decor,
    devices,
    footwear,
    furniture,
    kitchen,
    lighting,
    party,
    screens,
    stationery,
    storage,
    tableware,
    textiles,
    toys,
    watches,
)

__all__ = [
    "COLOURS",
    "Kind",
    "Look",
    "Palette",
    "Pattern",
    "colour_of",
    "draw",
    "kind_of",
    "pattern_of",
]


def draw(kind: Kind, look: Look, *, seed: int = 0) -> str:
    """A complete SVG document, 800 x 800, of one product in one look.

    `seed` varies what no buyer would call another product: the grain of the material and where
    the light falls on the wall.
    """
    canvas = Canvas(look, seed)
    DRAWINGS[kind](canvas, look)
    return canvas.document()
