"""The prices of many variants at once, by the rules of ``set_price``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Variant
from events.outbox import publish_many
from foundation import clock
from foundation.bulk import insert_rows, reserve_ids, update_rows
from pricing.models import Price, PriceSource
from pricing.services.prices import PriceRefused

AT_ONCE = 5_000


class Unsaid(Enum):
    """Stands for a part of a price that a change does not speak of."""

    UNSAID = "unsaid"


UNSAID: Final = Unsaid.UNSAID
Part = int | None | Unsaid


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What is said of a variant's price in a currency, in minor units; the rest stays."""

    variant_id: int
    currency: str
    amount_minor: int | Unsaid = UNSAID
    compare_at_minor: Part = UNSAID
    cost_minor: Part = UNSAID


@dataclass(frozen=True, slots=True)
class StandingPrice:
    """A price in force; ``id`` is the row's, 0 for one that is not written yet."""

    amount_minor: int
    compare_at_minor: int | None
    cost_minor: int | None
    id: int = 0
    starts_at: datetime | None = None

    @property
    def amounts(self) -> tuple[int, int | None, int | None]:
        return self.amount_minor, self.compare_at_minor, self.cost_minor


_INSERTED = (
    "id", "variant_id", "currency", "amount_minor", "compare_at_minor", "cost_minor", "source",
    "starts_at", "ends_at",
)  # fmt: skip


def standing_prices(variant_ids: Iterable[int]) -> dict[tuple[int, str], StandingPrice]:
    """The prices in force of variants, by variant and currency."""
    found: dict[tuple[int, str], StandingPrice] = {}
    for some in _parts(sorted(set(variant_ids))):
        rows = Price.objects.filter(variant_id__in=some, ends_at__isnull=True).values_list(
            "variant_id", "currency", "amount_minor", "compare_at_minor", "cost_minor", "pk",
            "starts_at",
        )  # fmt: skip
        for variant_id, currency, amount, compare_at, cost, key, starts_at in rows:
            found[variant_id, currency] = StandingPrice(amount, compare_at, cost, key, starts_at)
    return found


def price_after(change: PriceChange, standing: StandingPrice | None) -> StandingPrice:
    """What a change makes of the price in force.

    Raises:
        PriceRefused: a first price without an amount, a negative one, or a compare-at price that
            is not higher.
    """
    amount = change.amount_minor
    if isinstance(amount, Unsaid):
        if standing is None:
            raise PriceRefused(_("There is no price yet to which this would belong."))
        amount = standing.amount_minor
    compare_at = _said(change.compare_at_minor, standing.compare_at_minor if standing else None)
    cost = _said(change.cost_minor, standing.cost_minor if standing else None)
    if amount < 0 or (cost is not None and cost < 0):
        raise PriceRefused(_("A price cannot be negative."))
    if compare_at is not None and compare_at <= amount:
        raise PriceRefused(_("The price it is reduced from must be higher."))
    return StandingPrice(amount, compare_at, cost)


def _said(part: Part, standing: int | None) -> int | None:
    return standing if isinstance(part, Unsaid) else part


@transaction.atomic
def set_prices(
    *,
    changes: Sequence[PriceChange],
    source: PriceSource = PriceSource.IMPORT,
    at: datetime | None = None,
) -> set[int]:
    """Begin prices for many variants and end those before them; returns whose price changed.

    What is in force already changes nothing. Whoever calls it tells the readers of the catalogue
    (``catalog.services.announce_changes``): it writes more of the same products.

    Raises:
        PriceRefused: as ``price_after``.
    """
    now = at or clock.now()
    lock_variants(change.variant_id for change in changes)
    standing = standing_prices(change.variant_id for change in changes)
    ended: list[tuple[int, tuple[datetime]]] = []
    begun: dict[tuple[int, str], StandingPrice] = {}
    for change in changes:
        key = change.variant_id, change.currency
        before = begun.get(key) or standing.get(key)
        after = price_after(change, before)
        if before is None or after.amounts != before.amounts:
            begun[key] = after
    for key in begun:
        if before := standing.get(key):
            ended.append((before.id, (max(now, before.starts_at or now),)))
    update_rows(Price, ("ends_at",), ended)
    ids = reserve_ids(Price, len(begun))
    insert_rows(Price, _INSERTED, _rows(ids, begun, source, now))
    publish_many("price.changed", [{"price": key} for key in ids])
    return {variant_id for variant_id, _currency in begun}


def lock_variants(variant_ids: Iterable[int]) -> None:
    """Hold variants until the transaction ends, as ``set_price`` does, in the order of their keys.

    Not against those who only refer to them: an order that is placed holds levels of stock, and
    its lines name variants. Whoever waits for both in the other order would wait for ever.
    """
    wanted = sorted(set(variant_ids))
    for some in _parts(wanted):
        locked = Variant.objects.filter(pk__in=some).order_by("pk").select_for_update(no_key=True)
        list(locked.values_list("pk", flat=True))


def _rows(
    ids: Iterable[int],
    begun: Mapping[tuple[int, str], StandingPrice],
    source: PriceSource,
    now: datetime,
) -> Iterable[tuple[object, ...]]:
    for key, ((variant_id, currency), price) in zip(ids, begun.items(), strict=True):
        yield (key, variant_id, currency, *price.amounts, source, now, None)


def _parts(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
