"""A picture as one vector: the network's features, and the colours of the thing that is shown.

Features are averaged over the grid, as the network itself does before it names classes; it knows
things apart from walls. Colours do not, so they are counted over the foreground alone. A product
of two vectors is ``(1 - COLOUR) * cosine of features + COLOUR * Bhattacharyya coefficient of the
colours``, at most one, less what their projections lose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

from search.algorithms.pictures.colours import foreground, histogram, main_colour, to_lab

Array = npt.NDArray[Any]

REVISION = 1
"""Counts ways of looking: raised when the same picture would give other features or colours."""
COLOUR = 0.3
"""What colours count, beside the network's features."""
LOOKED_AT = 112
"""Pixels of a side on which colours are counted."""
FEATURE_WIDTH, COLOUR_WIDTH = 192, 96
"""How many directions of each are kept, at most."""
MOST_FITTED = 6_000
"""Pictures that the directions are learned from: more of them change little."""


class Grids(Protocol):
    def grids(self, pictures: Sequence[Image.Image]) -> Array: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """What is kept of pictures: (n, 1280) features, (n, bins) colours, (n, 3) main colours."""

    features: Array
    colours: Array
    main: Array


def look_at(network: Grids, pictures: Sequence[Image.Image]) -> Seen:
    """What the network and the colours say of RGB pictures, a row each."""
    labs = [to_lab(_small(picture)) for picture in pictures]
    weights = [foreground(lab) for lab in labs]
    grids = network.grids(pictures)
    return Seen(
        np.stack([_pool(grid) for grid in grids]),
        np.stack([histogram(*pair) for pair in zip(labs, weights, strict=True)]).astype("f4"),
        np.stack([main_colour(*pair) for pair in zip(labs, weights, strict=True)]).astype("f4"),
    )


@dataclass(frozen=True, slots=True)
class Directions:
    """The directions in which the pictures of one catalogue mostly lie (PCA without centring).

    Neither centred nor evened out: products of vectors stay what they were before, so that a
    likeness means the same in a catalogue of five pictures and in one of a hundred thousand.
    """

    feature_basis: Array
    colour_basis: Array

    @classmethod
    def fit(cls, seen: Seen) -> Directions:
        """Learned from at least one picture; the same pictures give the same directions."""
        chosen = _spread(len(seen.features))
        return cls(
            _principal(np.asarray(seen.features[chosen], np.float64), FEATURE_WIDTH),
            _principal(np.asarray(seen.colours[chosen], np.float64), COLOUR_WIDTH),
        )

    def vectors(self, seen: Seen) -> Array:
        """(n, width) vectors, none longer than one."""
        features = np.asarray(seen.features, "f4") @ self.feature_basis
        colours = np.asarray(seen.colours, "f4") @ self.colour_basis
        return np.hstack((features * _root(1 - COLOUR), colours * _root(COLOUR)))


def _small(picture: Image.Image) -> Array:
    return np.asarray(picture.resize((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX))


def _pool(grid: Array) -> Array:
    """The mean of the grid's (channels, 7, 7) cells, at length one."""
    pooled = grid.mean(axis=(1, 2))
    return (pooled / max(float(np.linalg.norm(pooled)), 1e-9)).astype("f4")


def _principal(rows: Array, width: int) -> Array:
    """(columns, width): the directions that hold most of the rows' length."""
    values, vectors = np.linalg.eigh(rows.T @ rows / len(rows))
    kept = max(1, min(width, len(rows), int((values > values[-1] * 1e-6).sum())))
    return vectors[:, ::-1][:, :kept].astype("f4")


def _root(share: float) -> np.float32:
    return np.float32(np.sqrt(share))


def _spread(count: int) -> Array:
    """At most ``MOST_FITTED`` rows, evenly spread over all."""
    if count <= MOST_FITTED:
        return np.arange(count)
    return np.linspace(0, count - 1, MOST_FITTED).astype(np.intp)
