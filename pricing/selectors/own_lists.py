"""The price lists of one company, entry by entry, as its members look at them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Company
from catalog.models import ProductStatus
from foundation import clock
from pricing.models import PriceListEntry


def entries_of_company(company: Company, *, at: datetime | None = None) -> QuerySet[PriceListEntry]:
    """What a company's own lists say today of what is for sale, by product and quantity."""
    now = at or clock.now()
    started = Q(price_list__starts_at=None) | Q(price_list__starts_at__lte=now)
    not_ended = Q(price_list__ends_at=None) | Q(price_list__ends_at__gt=now)
    return (
        PriceListEntry.objects.filter(
            started,
            not_ended,
            price_list__company=company,
            price_list__is_active=True,
            variant__is_active=True,
            variant__product__status=ProductStatus.PUBLISHED,
        )
        .select_related("variant__product", "price_list")
        .order_by("variant__product__name", "variant__sku", "minimum_quantity", "pk")
    )
