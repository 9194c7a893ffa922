"""What can go wrong with stock, in words for people."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.refusals import Refusal


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


class StockRuleBroken(Refusal):
    """A change that would leave less than nothing, such as shipping what was not allocated."""


def require_positive(quantity: int) -> None:
    """Refuse a quantity of nothing.

    Raises:
        StockRuleBroken: it is zero or less.
    """
    if quantity <= 0:
        raise StockRuleBroken(_("The quantity must be above zero."), field="quantity")
