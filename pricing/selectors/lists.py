"""Prices that only some get, or only for many pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Customer
from foundation import clock
from foundation.money import Money
from foundation.prepared import PreparedQuery
from pricing.models import PriceListEntry
from pricing.selectors.prices import own_and_base


@dataclass(frozen=True, slots=True)
class QuantityPrice:
    """A unit price from a quantity on."""

    minimum: int
    amount: Money


def list_prices(
    variant_ids: Iterable[int],
    *,
    currency: str,
    customer: Customer | None,
    at: datetime | None = None,
) -> dict[int, list[QuantityPrice]]:
    """The prices of all lists that hold for a buyer, by variant, in the currency or the base's.

    Lists without a group and company are everybody's, from two pieces on. One query.
    """
    wanted = list(variant_ids)
    if not wanted:
        return {}
    rows = _ENTRIES(
        variant_ids=wanted,
        currencies=own_and_base(currency),
        group=customer.group_id if customer else None,
        company=customer.company_id if customer else None,
        now=at or clock.now(),
    )
    found: dict[int, list[QuantityPrice]] = defaultdict(list)
    for variant_id, minimum, amount, priced_in in rows:
        found[variant_id].append(QuantityPrice(minimum, Money(amount, priced_in)))
    return dict(found)


def _entries(
    *, variant_ids: Any, currencies: Any, group: Any, company: Any, now: Any
) -> QuerySet[Any, Any]:
    """The query of ``list_prices``; group and company are None where the buyer is of none."""
    meant = Q(price_list__group=None, price_list__company=None, minimum_quantity__gte=2)
    if group is not None:
        meant |= Q(price_list__group=group)
    if company is not None:
        meant |= Q(price_list__company=company, price_list__company__is_active=True)
    started = Q(price_list__starts_at=None) | Q(price_list__starts_at__lte=now)
    not_ended = Q(price_list__ends_at=None) | Q(price_list__ends_at__gt=now)
    return PriceListEntry.objects.filter(
        meant,
        started,
        not_ended,
        variant_id__in=variant_ids,
        price_list__is_active=True,
        price_list__currency__in=currencies,
    ).values_list("variant_id", "minimum_quantity", "amount_minor", "price_list__currency")


_ENTRIES = PreparedQuery(_entries)
