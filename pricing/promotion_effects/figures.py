"""The figures of a promotion's outcome, as rows keep them: a value with the ends of 80 per cent."""

from __future__ import annotations

from enum import StrEnum

from pricing.algorithms.promotion_uplift import Outlook, Range

Told = dict[str, list[float]]


class Name(StrEnum):
    """Units, and money in minor units of the base currency without tax."""

    WITHOUT = "without"
    UNDER = "under"
    NEIGHBOURS = "neighbours"
    AFTERWARDS = "afterwards"
    WON = "won"
    REVENUE = "revenue"
    DISCOUNT = "discount"
    MARGIN = "margin"
    RETURNED = "returned"
    CHANCE_TO_LOSE = "chance_to_lose"
    BREAK_EVEN = "break_even"
    UNSOLD = "unsold"


def of_outlook(outlook: Outlook) -> Told:
    """What is expected; neighbours and days after lose, so theirs are below zero."""
    found: dict[Name, Range | None] = {
        Name.WITHOUT: outlook.without,
        Name.UNDER: outlook.under,
        Name.NEIGHBOURS: _less(outlook.cannibalised),
        Name.AFTERWARDS: _less(outlook.pulled_forward),
        Name.WON: outlook.won,
        Name.REVENUE: outlook.revenue,
        Name.DISCOUNT: outlook.discount,
        Name.MARGIN: outlook.margin,
        Name.RETURNED: outlook.returned,
        Name.CHANCE_TO_LOSE: _sure(outlook.chance_to_lose),
        Name.BREAK_EVEN: _sure(outlook.break_even),
        Name.UNSOLD: _sure(outlook.unsold),
    }
    return told(found)


def told(found: dict[Name, Range | None]) -> Told:
    """Ranges as a row keeps them; what is not known is absent."""
    return {
        name.value: [round(value, 4) for value in (one.mean, one.low, one.high)]
        for name, one in found.items()
        if one is not None
    }


def range_of(figures: Told, name: Name) -> Range | None:
    """A range as a row keeps it; None where it is not known."""
    values = figures.get(name.value)
    return Range(*values) if values else None


def _less(one: Range) -> Range:
    return Range(-one.mean, -one.high, -one.low)


def _sure(value: float | None) -> Range | None:
    return None if value is None else Range(value, value, value)
