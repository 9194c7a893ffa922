"""Coupons that somebody may still use, and whether their counters are right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from pricing.models import Coupon, Promotion

MOST_OFFERED = 20


@dataclass(frozen=True, slots=True)
class CouponDifference:
    """A coupon whose counter is not the number of its standing redemptions."""

    code: str
    uses: int
    redemptions: int


def coupon_differences() -> list[CouponDifference]:
    """Coupons whose ``uses`` differ from their redemptions that stand; none when all is well."""
    standing = Count("redemptions", filter=Q(redemptions__released_at__isnull=True))
    rows = (
        Coupon.objects.annotate(standing=standing)
        .exclude(uses=F("standing"))
        .order_by("code")
        .values_list("code", "uses", "standing")
    )
    return [CouponDifference(code, uses, redemptions) for code, uses, redemptions in rows]


def coupons_for(customer_id: int, *, at: datetime) -> list[Coupon]:
    """A code of each running promotion that may be told to a customer, by promotion.

    Left out are codes made for a single use, which may have been given to somebody else, and what
    the customer used up. Conditions of the basket are not looked at: the cart says so.
    """
    lasting = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    promotions = Promotion.objects.filter(
        lasting, is_active=True, needs_coupon=True, starts_at__lte=at
    )
    found = (_open_code(promotion, customer_id, at) for promotion in promotions[:MOST_OFFERED])
    return [coupon for coupon in found if coupon is not None]


def _open_code(promotion: Promotion, customer_id: int, at: datetime) -> Coupon | None:
    own_uses = Count(
        "redemptions",
        filter=Q(redemptions__customer=customer_id, redemptions__released_at__isnull=True),
    )
    return (
        promotion.coupons.filter(
            Q(starts_at__isnull=True) | Q(starts_at__lte=at),
            Q(ends_at__isnull=True) | Q(ends_at__gt=at),
            Q(most_uses__isnull=True) | Q(most_uses__gt=1, uses__lt=F("most_uses")),
            is_active=True,
        )
        .annotate(own_uses=own_uses)
        .filter(Q(most_uses_each__isnull=True) | Q(own_uses__lt=F("most_uses_each")))
        .order_by("pk")
        .first()
    )
