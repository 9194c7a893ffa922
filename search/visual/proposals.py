"""What a product's pictures say of it: category, colours and attributes, voted by what looks alike.

Only proposals with their share of the votes: staff accept or change them, nothing is written here
without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction

from catalog.models import (
    AttributeType,
    Category,
    OptionValue,
    Product,
    ProductAttribute,
    ProductImage,
)
from catalog.services import announce_change
from search.algorithms.pictures.colours import to_lab
from search.algorithms.pictures.embedding import Seen
from search.algorithms.pictures.nearest import NEVER, likenesses, voted
from search.visual.finding import see
from search.visual.index import PictureIndex, current_index
from search.visual.indexing import open_file

Array = npt.NDArray[Any]

LEAST_SHARE = 0.5
"""Attributes on which the nearest agree less are not proposed."""
COLOURS_APART = 28.0
"""The distance in CIELAB from which a swatch is another colour than the picture's."""
MOST_CATEGORIES = 3
VOTERS = 12


@dataclass(frozen=True, slots=True)
class CategoryProposal:
    category: Category
    share: float


@dataclass(frozen=True, slots=True)
class ColourProposal:
    """The colour of one picture; ``distance`` is how far its swatch is from what is seen."""

    image: ProductImage
    value: OptionValue
    distance: float


@dataclass(frozen=True, slots=True)
class AttributeProposal:
    attribute_id: int
    name: str
    text: str
    share: float


@dataclass(frozen=True, slots=True)
class Proposals:
    """What the pictures of a product say, and which index said it."""

    version: str
    categories: tuple[CategoryProposal, ...] = ()
    colours: tuple[ColourProposal, ...] = ()
    attributes: tuple[AttributeProposal, ...] = ()


def propose(product: Product) -> Proposals | None:
    """What looks like the product's pictures is, mostly; the product itself has no vote.

    None where there is no index, or no picture that can be looked at.
    """
    index = current_index()
    if index is None:
        return None
    looked = [
        (image, seen)
        for image in product.images.all()
        if (seen := _seen_of(index, image)) is not None
    ]
    if not looked:
        return None
    asked = np.concatenate([index.directions.vectors(seen) for _image, seen in looked])
    own = index.products == product.pk
    likeness = np.where(own, NEVER, likenesses(index.vectors, asked))
    return Proposals(
        index.version,
        _categories(index, likeness),
        tuple(_colours([(image, seen) for image, seen in looked if not image.option_value_id])),
        tuple(_attributes(index, likeness, product)),
    )


@transaction.atomic
def accept(
    *,
    product: Product,
    category: Category | None = None,
    colours: Mapping[int, OptionValue] | None = None,
    attributes: Iterable[AttributeProposal] = (),
) -> None:
    """Write what staff chose: a category, colours by picture id, texts of attributes.

    An attribute that the product has already keeps its value.
    """
    if category is not None:
        product.category = category
        product.save(update_fields=["category"])
    for image_id, value in (colours or {}).items():
        product.images.filter(pk=image_id).update(option_value=value)
    for one in attributes:
        ProductAttribute.objects.get_or_create(
            product=product, attribute_id=one.attribute_id, defaults={"text": one.text}
        )
    announce_change(product_id=product.pk)


def _seen_of(index: PictureIndex, image: ProductImage) -> Seen | None:
    picture = open_file(image.file.name)
    return None if picture is None else see(picture, index)


def _categories(index: PictureIndex, likeness: Array) -> tuple[CategoryProposal, ...]:
    shares = voted(likeness, index.categories, voters=VOTERS)
    found = Category.objects.in_bulk(list(shares)[:MOST_CATEGORIES])
    return tuple(
        CategoryProposal(found[key], share) for key, share in shares.items() if key in found
    )


def _colours(looked: Sequence[tuple[ProductImage, Seen]]) -> Iterable[ColourProposal]:
    """For each picture the named colour whose swatch is nearest to what it mostly shows.

    Only asked of pictures that staff gave no colour yet.
    """
    values = list(OptionValue.objects.exclude(swatch="").order_by("pk"))
    if not values:
        return
    swatches = to_lab(np.array([_bytes_of(value.swatch) for value in values]))
    for image, seen in looked:
        distances = np.linalg.norm(swatches - seen.main[0], axis=1)
        nearest = int(distances.argmin())
        if distances[nearest] < COLOURS_APART:
            yield ColourProposal(image, values[nearest], float(distances[nearest]))


def _attributes(
    index: PictureIndex, likeness: Array, product: Product
) -> Iterable[AttributeProposal]:
    """Texts that most of the nearest products share, of attributes that the product lacks."""
    shares = voted(likeness, np.asarray(index.products), voters=VOTERS)
    held = ProductAttribute.objects.filter(
        product__in=shares,
        attribute__type__in=(AttributeType.TEXT, AttributeType.CHOICE),
    ).exclude(attribute__in=product.attributes.values("attribute"))
    votes: dict[tuple[int, str, str], float] = {}
    for one in held.select_related("attribute").order_by("attribute_id", "pk"):
        key = (one.attribute_id, str(one.attribute), one.text)
        votes[key] = votes.get(key, 0.0) + shares[one.product_id]
    for (attribute_id, name, text), share in sorted(votes.items(), key=lambda entry: -entry[1]):
        if share >= LEAST_SHARE and text:
            yield AttributeProposal(attribute_id, name, text, share)


def _bytes_of(swatch: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(swatch.lstrip("#").ljust(6, "0"))
    return red, green, blue
