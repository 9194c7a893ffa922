"""Prices of the past in bulk, each in force until the next one begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction

from foundation.bulk import Row, insert_rows
from pricing.models import Price, PriceSource
from pricing.services import PriceRefused


@dataclass(frozen=True, slots=True)
class PastPrice:
    """A price that began; amounts are minor units of ``currency``."""

    variant_id: int
    currency: str
    amount_minor: int
    starts_at: datetime
    compare_at_minor: int | None = None
    cost_minor: int | None = None
    source: PriceSource = PriceSource.IMPORT


@transaction.atomic
def record_history(*, prices: Iterable[PastPrice]) -> int:
    """Write price histories of variants that have none yet; returns the number of rows.

    Each price of a variant in a currency ends when its next one begins, the last one stays in
    force. As in ``set_price``, a price that says nothing new is left out, and a cost once known
    stays known.

    Raises:
        PriceRefused: a negative amount, or a compare-at price that is not higher.
        IntegrityError: a variant that already has a price in force in that currency.
    """
    ordered = sorted(prices, key=lambda price: (price.variant_id, price.currency, price.starts_at))
    return insert_rows(Price, _FIELDS, _rows(ordered))


_FIELDS = (
    "variant_id", "currency", "amount_minor", "compare_at_minor", "cost_minor", "source",
    "starts_at", "ends_at",
)  # fmt: skip


def _rows(ordered: Sequence[PastPrice]) -> Iterator[Row]:
    for (variant_id, currency), group in groupby(ordered, lambda p: (p.variant_id, p.currency)):
        steps = _changes(group)
        ends = [starts_at for *_amounts, starts_at in steps[1:]]
        for (*values, starts_at), ends_at in zip(steps, [*ends, None], strict=True):
            yield (variant_id, currency, *values, starts_at, ends_at)


def _changes(prices: Iterable[PastPrice]) -> list[Row]:
    """(amount, compare-at, cost, source, start) of the prices that differ from the one before."""
    changes: list[Row] = []
    cost: int | None = None
    for price in prices:
        _check(price)
        cost = cost if price.cost_minor is None else price.cost_minor
        amounts = (price.amount_minor, price.compare_at_minor, cost)
        if not changes or tuple(changes[-1][:3]) != amounts:
            changes.append((*amounts, price.source, price.starts_at))
    return changes


def _check(price: PastPrice) -> None:
    if price.amount_minor < 0:
        raise PriceRefused(f"negative price of variant {price.variant_id}")
    if price.compare_at_minor is not None and price.compare_at_minor <= price.amount_minor:
        raise PriceRefused(f"variant {price.variant_id} is reduced from less than its price")
