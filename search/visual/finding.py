"""What looks like a picture: the catalogue's, or a shopper's. Nothing that is sent is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from search.algorithms.pictures.embedding import Seen, look_at
from search.algorithms.pictures.nearest import Lookalike, likenesses, lookalikes
from search.visual.index import PictureIndex, current_index
from search.visual.network import network

Array = npt.NDArray[Any]

SURELY_NOT = 0.4
"""Below this likeness two pictures have hardly anything in common: noise reaches 0.34 in the demo,
the worst rendering of a product 0.52."""


def similar_looking(product_id: int, *, n: int, picture_id: int | None = None) -> list[Lookalike]:
    """The products that look most like a product, or like one of its pictures.

    Empty where the index does not know it, or there is none.
    """
    index = current_index()
    if index is None:
        return []
    own = index.products == product_id
    if picture_id is not None:
        own &= index.pictures == picture_id
    if not own.any():
        return []
    return _like(index, index.vectors[own], n=n, without=(product_id,))


def by_picture(picture: Image.Image, *, n: int) -> list[Lookalike]:
    """The products that look most like a picture that ``intake.open_picture`` opened.

    Empty where there is no index or no network.
    """
    index = current_index()
    if index is None:
        return []
    seen = see(picture, index)
    return [] if seen is None else _like(index, index.directions.vectors(seen), n=n)


def see(picture: Image.Image, index: PictureIndex) -> Seen | None:
    """What the index's own network sees; None where it is gone, or another has taken its place."""
    looking = network()
    if looking is None or looking.version != index.network:
        return None
    return look_at(looking, [picture])


def is_ready() -> bool:
    """Whether a picture can be asked with at all."""
    return current_index() is not None


def _like(
    index: PictureIndex, asked: Array, *, n: int, without: tuple[int, ...] = ()
) -> list[Lookalike]:
    found = lookalikes(
        likenesses(index.vectors, np.asarray(asked, "f4")),
        pictures=index.pictures,
        products=index.products,
        categories=index.categories,
        n=n,
        without=without,
    )
    return [one for one in found if one.likeness >= SURELY_NOT]
