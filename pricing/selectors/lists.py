"""Prices that only some get, or only for many pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from accounts.models import Customer
from foundation import clock
from foundation.money import Money
from pricing.models import PriceListEntry


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
    now = at or clock.now()
    meant = Q(price_list__group=None, price_list__company=None, minimum_quantity__gte=2)
    if customer is not None and customer.group_id:
        meant |= Q(price_list__group=customer.group_id)
    if customer is not None and customer.company_id:
        meant |= Q(price_list__company=customer.company_id, price_list__company__is_active=True)
    started = Q(price_list__starts_at=None) | Q(price_list__starts_at__lte=now)
    not_ended = Q(price_list__ends_at=None) | Q(price_list__ends_at__gt=now)
    rows = PriceListEntry.objects.filter(
        meant,
        started,
        not_ended,
        variant_id__in=list(variant_ids),
        price_list__is_active=True,
        price_list__currency__in={currency, settings.SHOP_BASE_CURRENCY},
    ).values_list("variant_id", "minimum_quantity", "amount_minor", "price_list__currency")
    found: dict[int, list[QuantityPrice]] = defaultdict(list)
    for variant_id, minimum, amount, priced_in in rows:
        found[variant_id].append(QuantityPrice(minimum, Money(amount, priced_in)))
    return dict(found)
