"""The taxes at the counters where goods are picked up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.cache import cache

from orders.models import ShippingMethod
from orders.shipping import CACHE_SECONDS, tax_place
from pricing.engine import TaxPolicy
from pricing.selectors import Destination, tax_policy


def counter_taxes(
    methods: Iterable[ShippingMethod],
    place: Destination,
    *,
    exempt_in: str = "",
    remembered: bool = False,
    at: datetime | None = None,
) -> dict[Destination, TaxPolicy]:
    """The taxes of the methods that hand goods over elsewhere than at ``place``.

    A query a counter, none where there is no such method. With ``remembered`` they may be a
    minute old: for estimates, not for what is charged.
    """
    counters = {counter for method in methods if (counter := tax_place(method, place)) != place}
    return {counter: _policy(counter, exempt_in, remembered, at) for counter in counters}


def _policy(
    counter: Destination, exempt_in: str, remembered: bool, at: datetime | None
) -> TaxPolicy:
    is_exempt = counter.country == exempt_in
    key = f"orders:counter-tax:{counter.country}:{counter.postcode.replace(' ', '')}:{is_exempt}"
    if remembered and (kept := cache.get(key)) is not None:
        return kept
    policy = tax_policy(counter, exempt_in=exempt_in, at=at)
    if remembered:
        cache.set(key, policy, CACHE_SECONDS)
    return policy
