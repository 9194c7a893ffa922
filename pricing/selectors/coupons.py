"""Whether the counters of coupons agree with what was redeemed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q

from pricing.models import Coupon


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
