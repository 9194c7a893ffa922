"""A made-up catalogue for tests and benchmarks; the shop passes its own."""

from __future__ import annotations

import numpy as np

from simulation.catalogue import (
    Catalogue,
    CategoryTraits,
    ProductSpec,
    VariantSpec,
    build_catalogue,
)

_COLOURS = ("black", "white", "navy", "sand", "forest", "rust", "rose", "grey")
_STYLES = ("classic", "minimal", "bold", "sport", "rustic")
_SIZES = ("S", "M", "L", "XL")
# Department, category, mean price in minor units, whether it comes in sizes.
_CATEGORIES = (
    ("fashion", "t-shirts", 2400, True),
    ("fashion", "dresses", 5900, True),
    ("fashion", "trousers", 5200, True),
    ("fashion", "trainers", 8900, True),
    ("fashion", "socks", 900, True),
    ("fashion", "bags", 7400, False),
    ("electronics", "headphones", 9900, False),
    ("electronics", "speakers", 12900, False),
    ("electronics", "phones", 44900, False),
    ("electronics", "phone cases", 1900, False),
    ("electronics", "chargers", 2500, False),
    ("electronics", "cameras", 38900, False),
    ("home", "lamps", 6500, False),
    ("home", "bulbs", 800, False),
    ("home", "mugs", 1200, False),
    ("home", "coffee", 1100, False),
    ("home", "candles", 1500, False),
    ("home", "chairs", 18900, False),
)
_TRAITS = CategoryTraits(
    complements=(
        ("lamps", "bulbs"),
        ("phones", "phone cases"),
        ("phones", "chargers"),
        ("mugs", "coffee"),
        ("trainers", "socks"),
    ),
    cycle_days=(("coffee", 28.0), ("candles", 60.0), ("bulbs", 120.0), ("socks", 150.0)),
    gifts=("headphones", "speakers", "mugs", "candles", "bags", "cameras"),
)


def synthetic_catalogue(seed: int, n: int = 160) -> Catalogue:
    """A catalogue of ``n`` products in 18 categories of three departments, about 3 variants each.

    Raises:
        ValueError: for fewer products than categories.
    """
    if n < len(_CATEGORIES):
        raise ValueError(f"at least {len(_CATEGORIES)} products, one a category")
    rng = np.random.default_rng([seed, n])
    return build_catalogue([_product(row, rng) for row in range(n)], _TRAITS)


def _product(row: int, rng: np.random.Generator) -> ProductSpec:
    department, category, mean_price, sized = _CATEGORIES[row % len(_CATEGORIES)]
    price = max(100, round(mean_price * float(np.exp(rng.normal(0, 0.35))) / 100) * 100 - 5)
    cost = round(price * rng.uniform(0.4, 0.65))
    colours = rng.choice(_COLOURS, size=int(rng.integers(1, 3 if sized else 5)), replace=False)
    sizes = _SIZES[: int(rng.integers(2, 5))] if sized else ("",)
    variants = tuple(
        VariantSpec(f"V{row:05}-{colour}-{size}", price, cost, str(colour), size, rank)
        for colour in colours
        for rank, size in enumerate(sizes)
    )
    late = rng.random() < 0.15
    return ProductSpec(
        id=f"P{row:05}",
        category=category,
        department=department,
        variants=variants,
        style=str(rng.choice(_STYLES)),
        brand=f"brand-{rng.integers(12)}",
        supplier=f"supplier-{rng.integers(8)}",
        quality=float(rng.beta(6, 3)),
        popularity=float(np.exp(rng.normal(0, 0.7))),
        launch_day=int(rng.integers(30, 300)) if late else 0,
    )
