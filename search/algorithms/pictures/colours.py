"""Colours of what a picture shows, apart from the wall behind it.

Colours are measured in CIELAB (CIE 1976, D65), where distances are about what people see.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip
_WHITE = np.array([0.95047, 1.0, 1.08883])
_BEND = (6 / 29) ** 3

BORDER = 0.06
"""The share of a side that counts as the picture's border."""
SEEN_APART = 14.0
"""The distance in CIELAB from which a pixel is surely not of the backdrop."""
SPREAD = 0.45
"""How far from the middle, as a share of a side, things are still looked for."""

BINS = (6, 8, 8)
LOWEST, HIGHEST = np.array([0.0, -80.0, -80.0]), np.array([100.0, 80.0, 80.0])


def to_lab(rgb: Array) -> Array:
    """CIELAB of sRGB bytes, of any shape that ends in three."""
    share = np.asarray(rgb, np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _TO_XYZ.T / _WHITE
    bent = np.where(ratio > _BEND, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = bent[..., 0], bent[..., 1], bent[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def foreground(lab: Array) -> Array:
    """How much each pixel of (height, width, 3) is of the thing that is shown, 0..1.

    The backdrop is what the border looks like; a gradient there is several colours. What is unlike
    all of them, and near the middle, is the thing. Where hardly anything is (white on white, or a
    picture cut close), the middle alone counts.
    """
    height, width = lab.shape[:2]
    away = np.min([_distance(lab, colour) for colour in _backdrops(lab)], axis=0)
    apart = np.clip(away / SEEN_APART, 0, 1) ** 2
    middle = _middle(height, width)
    weights = apart * middle
    found = weights.sum() / middle.sum()
    doubt = np.clip(1 - found / 0.08, 0, 1)
    return (1 - doubt) * weights + doubt * middle


def histogram(lab: Array, weights: Array) -> Array:
    """A soft histogram of (…, 3) colours, of length one: its products are Bhattacharyya's.

    Each pixel counts in the eight bins around its colour, so that a little more light moves a
    little weight and not all of it.
    """
    places = (lab.reshape(-1, 3) - LOWEST) / (HIGHEST - LOWEST) * (np.array(BINS) - 1)
    places = np.clip(places, 0, np.array(BINS) - 1.0001)
    floor = places.astype(np.intp)
    share = places - floor
    flat = weights.reshape(-1)
    counts = np.zeros(int(np.prod(BINS)))
    for corner in np.ndindex(2, 2, 2):
        of_corner = np.prod(np.where(corner, share, 1 - share), axis=1)
        bins = np.ravel_multi_index(tuple((floor + corner).T), BINS)
        counts += np.bincount(bins, weights=of_corner * flat, minlength=len(counts))
    total = counts.sum()
    return np.sqrt(counts / total) if total else counts


def main_colour(lab: Array, weights: Array) -> Array:
    """The CIELAB colour that most of the thing has: the mean around its densest bin."""
    pixels, flat = lab.reshape(-1, 3), weights.reshape(-1)
    steps = np.floor(pixels / np.array([12.0, 10.0, 10.0])).astype(np.int64)
    place = (steps - steps.min(axis=0)) @ np.array([10_000, 100, 1])
    heaviest = np.bincount(place, weights=flat).argmax()
    centre = pixels[place == heaviest].mean(axis=0)
    near = flat * np.exp(-(_distance(pixels, centre) ** 2) / (2 * 8.0**2))
    return np.average(pixels, axis=0, weights=near) if near.sum() else centre


def _backdrops(lab: Array) -> list[Array]:
    """The colours of the border: the medians of four sides, top and bottom in halves."""
    height, width = lab.shape[:2]
    rows, columns = max(1, round(height * BORDER)), max(1, round(width * BORDER))
    half = width // 2
    strips = (
        lab[:rows, :half], lab[:rows, half:], lab[-rows:, :half], lab[-rows:, half:],
        lab[: height // 2, :columns], lab[height // 2 :, :columns],
        lab[: height // 2, -columns:], lab[height // 2 :, -columns:],
    )  # fmt: skip
    return [np.median(strip.reshape(-1, 3), axis=0) for strip in strips]


def _distance(lab: Array, colour: Array) -> Array:
    """Lightness counts half: shadows and light on a wall are still the wall."""
    difference = lab - colour
    return np.sqrt((difference[..., 0] * 0.5) ** 2 + (difference[..., 1:] ** 2).sum(axis=-1))


def _middle(height: int, width: int) -> Array:
    y = (np.arange(height) + 0.5) / height - 0.5
    x = (np.arange(width) + 0.5) / width - 0.5
    return np.exp(-(y[:, None] ** 2 + x[None, :] ** 2) / (2 * (SPREAD / 1.5) ** 2))
