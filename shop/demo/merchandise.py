"""What the demo store sells, as its merchandisers would describe it."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.illustrations import Kind, Pattern


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category. ``cycle_days`` says how soon its goods are needed again, 0 for never."""

    slug: str
    name: str
    description: str
    department: str
    complements: tuple[str, ...] = ()
    cycle_days: float = 0.0
    gift: bool = False


@dataclass(frozen=True, slots=True)
class Merchandise:
    """One product. Prices are minor units of the base currency, ``cost_share`` is of the price.

    ``quality`` (0..1) drives ratings and returns, ``popularity`` is a positive prior weight,
    ``launch_month`` the month of the thirteen in which it appears (0: from the start).
    """

    name: str
    shelf: str
    kind: Kind
    price: int
    colours: tuple[str, ...]
    summary: str
    description: str
    brand: str
    style: str
    material: str
    sizes: tuple[str, ...] = ()
    pattern: Pattern = Pattern.PLAIN
    attributes: tuple[tuple[str, str], ...] = ()
    weight_grams: int = 500
    cost_share: float = 0.5
    quality: float = 0.75
    popularity: float = 1.0
    launch_month: int = 0
