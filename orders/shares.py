"""What some units of a line are worth: shares that sum to the line, to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orders.models import OrderLine


@dataclass(frozen=True, slots=True)
class Part:
    """Units of a line with what was paid for them and the tax in it, in minor units."""

    line_id: int
    quantity: int
    amount: int
    tax: int

    def as_json(self) -> dict[str, int]:
        return {
            "line": self.line_id,
            "quantity": self.quantity,
            "amount": self.amount,
            "tax": self.tax,
        }


def units_share(amount: int, units: int, *, before: int, taken: int) -> int:
    """What ``taken`` of a line's ``units`` are worth when ``before`` of them went already.

    The amount is split over the units by largest remainder, and the units are taken in turn, so
    that the shares of all units sum to the amount however they are taken.

    Raises:
        ValueError: more units than there are.
    """
    if before < 0 or taken < 0 or before + taken > units:
        raise ValueError("more units than the line has")
    return _first(amount, units, before + taken) - _first(amount, units, before)


def _first(amount: int, units: int, count: int) -> int:
    each, left = divmod(amount, units)
    return each * count + min(count, left)


def parts_of(lines: Sequence[OrderLine], units: Mapping[int, int]) -> list[Part]:
    """What is given back for units, by line id; call it before the line counts them as gone."""
    parts = []
    for line in lines:
        taken = units.get(line.pk, 0)
        if taken:
            before = line.cancelled + line.returned
            parts.append(
                Part(
                    line.pk,
                    taken,
                    units_share(line.total_minor, line.quantity, before=before, taken=taken),
                    units_share(line.tax_minor, line.quantity, before=before, taken=taken),
                )
            )
    return parts
