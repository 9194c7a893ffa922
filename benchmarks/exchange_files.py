"""A catalogue as a CSV file: products with two variants, prices, stock, texts and pictures."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

HEADING = (
    "sku", "slug", "name", "name_de", "category", "brand", "status", "summary", "description",
    "barcode", "weight_grams", "price", "compare_at", "cost", "stock", "pictures", "option:colour",
    "attribute:material",
)  # fmt: skip
_ROOMS = ("Kitchen", "Living", "Garden", "Bath", "Office", "Nursery", "Hall", "Cellar")
_THINGS = ("Mug", "Lamp", "Chair", "Bowl", "Clock", "Vase", "Tray", "Basket", "Frame", "Box")
_STUFF = ("Oak", "Clay", "Steel", "Glass", "Linen", "Cork")
_COLOURS = ("Forest", "Sand", "Sky", "Rose")


def write_catalogue(path: Path, *, products: int, seed: int = 7) -> int:
    """Write so many products of two variants each; returns the rows below the heading."""
    rng = np.random.default_rng(seed)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADING)
        for number in range(products):
            for variant in range(2):
                writer.writerow(_row(rng, number, variant))
    return 2 * products


def _row(rng: np.random.Generator, number: int, variant: int) -> list[object]:
    thing, room = _THINGS[number % len(_THINGS)], _ROOMS[number // 7 % len(_ROOMS)]
    name = f"{thing} {number:05d}"
    price = int(rng.integers(300, 20_000))
    first = variant == 0
    return [
        f"BENCH-{number:05d}-{variant}", f"bench-{number:05d}",
        name if first else "", f"{thing} Nr. {number}" if first else "",
        f"Home > {room} > {thing}s" if first else "",
        f"Brand {number % 60}" if first else "", "published" if first else "",
        f"A {thing.lower()} for the {room.lower()}." if first else "",
        f"{name} is made to last. " * 8 if first else "",
        f"{4_000_000_000_000 + 2 * number + variant}", int(rng.integers(50, 4_000)),
        f"{price / 100:.2f}", f"{price * 1.2 / 100:.2f}" if number % 5 == 0 else "",
        f"{price * 0.55 / 100:.2f}", int(rng.integers(0, 200)),
        f"https://pictures.example.com/{number}.jpg" if first else "",
        _COLOURS[(number + variant) % len(_COLOURS)],
        _STUFF[number % len(_STUFF)] if first else "",
    ]  # fmt: skip
