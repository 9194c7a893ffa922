"""What people like: linear in the attributes of a product, an ideal price level, and latent tastes.

The utility of product j for person i is u_ij = x_i . y_j with y_j the product's category, style and
brand (one-hot), hidden qualities, quality, popularity and price level l_j, and x_i the person's
weights, drawn around one of a few segments. The ideal price t_i enters as -k (l_j - t_i)^2. Each
person's utilities are standardised over the catalogue, so that a unit means the same for everyone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.catalogue import Catalogue
from simulation.columns import FloatArray, IntArray
from simulation.population import SEGMENTS

LATENT = 6
_TAIL = 5
"""Columns after the latent ones: popularity, quality, squared level, level, one."""
_PRICE_WEIGHT = 4.0
_CHUNK = 1024


@dataclass(frozen=True)
class Tastes:
    """Persons are the customers in their order, then the guests' profiles."""

    person: FloatArray
    """(people, D) weights."""
    product: FloatArray
    """(P, D) features; ``person @ product.T`` has mean 0 and variance 1 in each row."""
    colour: FloatArray
    """(people, colours) log liking."""
    size: FloatArray
    """(people,) the size that fits, as a place in 0..1."""
    ideal_price: FloatArray
    """(people,) liked price level, as a place among the category's prices."""

    @property
    def latent(self) -> FloatArray:
        """(P, LATENT) hidden qualities of the products."""
        return self.product[:, -_TAIL - LATENT : -_TAIL]

    def utilities(self, persons: IntArray) -> FloatArray:
        """(len(persons), P) standardised liking of every product."""
        return np.asarray(self.person[persons] @ self.product.T, dtype=np.float64)


def draw_tastes(catalogue: Catalogue, segment: IntArray, rng: np.random.Generator) -> Tastes:
    """Tastes of everybody, given each one's segment (people,)."""
    people = len(segment)
    blocks = [
        _weights(segment, len(catalogue.categories), 1.1, 0.7, rng),
        _weights(segment, len(catalogue.styles), 0.7, 0.5, rng),
        _weights(segment, len(catalogue.brands), 0.35, 0.35, rng),
        _weights(segment, LATENT, 0.45, 0.3, rng),
    ]
    ideal = np.clip(rng.uniform(0.15, 0.85, SEGMENTS)[segment] + rng.normal(0, 0.15, people), 0, 1)
    quality = np.abs(rng.normal(1.2, 0.6, people))
    ones = np.ones(people)
    tail = np.stack([ones, quality, -_PRICE_WEIGHT * ones, 2 * _PRICE_WEIGHT * ideal, ones], axis=1)
    person = np.concatenate([*blocks, tail], axis=1)
    product = _product_features(catalogue, rng)
    _standardise(person, product)
    return Tastes(
        person=person,
        product=product,
        colour=_weights(segment, len(catalogue.colours), 0.5, 0.7, rng),
        size=np.clip(rng.normal(0.5, 0.28, people), 0, 1),
        ideal_price=ideal,
    )


def price_levels(catalogue: Catalogue) -> FloatArray:
    """(P,) place of each product's price among its category's prices, in 0..1."""
    price = catalogue.product_price
    level = np.full(catalogue.products, 0.5)
    for category in range(len(catalogue.categories)):
        members = np.flatnonzero(catalogue.product_category == category)
        if len(members) > 1:
            level[members] = np.argsort(np.argsort(price[members])) / (len(members) - 1)
    return level


def _weights(
    segment: IntArray, width: int, between: float, within: float, rng: np.random.Generator
) -> FloatArray:
    centre = rng.normal(0, between, (SEGMENTS, width))
    return np.asarray(centre[segment] + rng.normal(0, within, (len(segment), width)))


def _product_features(catalogue: Catalogue, rng: np.random.Generator) -> FloatArray:
    level = price_levels(catalogue)
    columns = [
        np.eye(len(catalogue.categories))[catalogue.product_category],
        np.eye(len(catalogue.styles))[catalogue.product_style],
        np.eye(len(catalogue.brands))[catalogue.product_brand],
        rng.normal(0, 1, (catalogue.products, LATENT)),
        0.8 * np.log(catalogue.product_popularity)[:, None],
        catalogue.product_quality[:, None],
        (level**2)[:, None],
        level[:, None],
        np.ones((catalogue.products, 1)),
    ]
    return np.concatenate(columns, axis=1)


def _standardise(person: FloatArray, product: FloatArray) -> None:
    """Scale each person's weights in place; the last column carries minus the mean."""
    person[:, -1] = 0.0
    for first in range(0, len(person), _CHUNK):
        rows = slice(first, first + _CHUNK)
        utility = person[rows] @ product.T
        spread = np.maximum(utility.std(axis=1), 1e-9)
        person[rows] /= spread[:, None]
        person[rows, -1] = -utility.mean(axis=1) / spread
