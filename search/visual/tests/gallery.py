"""A small catalogue with pictures, and its index."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.illustrations import Kind, Look, draw
from catalog.models import Product
from catalog.tests.factories import make_product
from search.algorithms.pictures.drawings import rasterise
from search.visual.indexing import refresh_index
from search.visual.tests.hostile import encoded


@dataclass(frozen=True)
class Gallery:
    """A mug in two colours, a mug of another make, a lamp and a sweater."""

    mug: Product
    cup: Product
    lamp: Product
    sweater: Product


def hang(settings: Any, folder: Path) -> Gallery:
    """The catalogue, without an index."""
    settings.MEDIA_ROOT = folder / "media"
    settings.ARTIFACTS_DIR = folder / "artifacts"
    return Gallery(
        mug=make_product(
            "Field mug", colours=["forest", "poppy"], kind=Kind.MUG, category="Kitchen"
        ),
        cup=make_product("Harbour mug", colours=["cobalt"], kind=Kind.MUG, category="Kitchen"),
        lamp=make_product("Alder lamp", colours=["mustard"], kind=Kind.LAMP),
        sweater=make_product("Loft sweater", colours=["berry"], kind=Kind.SWEATER, category="Wear"),
    )


def indexed(settings: Any, folder: Path) -> Gallery:
    gallery = hang(settings, folder)
    refresh_index()
    return gallery


def photograph(kind: Kind, colour: str, *, wall: str = "#9fb6c9") -> bytes:
    """Such a thing before another wall, as somebody would send it."""
    look = Look.named(colour)
    drawing = draw(kind, Look(look.colour, look.accent, wall, look.pattern), seed=99)
    return encoded(rasterise(drawing.encode()), "JPEG", quality=75)
