"""What can go wrong with stock, in words for people."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Shortage:
    """A variant of which fewer units can be had than were asked for."""

    variant_id: int
    asked: int
    available: int


class OutOfStock(Exception):
    """Not everything that was asked for can be had; nothing was changed."""

    def __init__(self, shortages: list[Shortage]) -> None:
        super().__init__(_("Some of it is no longer in stock."))
        self.shortages = shortages


class StockRuleBroken(Exception):
    """A change that would leave less than nothing, such as shipping what was not allocated.

    ``field`` names the form field that the message belongs to, where there is one.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def require_positive(quantity: int) -> None:
    """Refuse a quantity of nothing.

    Raises:
        StockRuleBroken: it is zero or less.
    """
    if quantity <= 0:
        raise StockRuleBroken(_("The quantity must be above zero."), field="quantity")
