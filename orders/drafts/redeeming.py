"""The promotions of a draft, used up once it is sold."""

from __future__ import annotations

from datetime import datetime

from foundation.money import Money
from orders.models import Order
from pricing.coupons import redeem
from pricing.engine import AppliedPromotion


def redeem_discounts(order: Order, at: datetime | None) -> None:
    """Take the uses of limited promotions, as a shopper's order does, in the caller's transaction.

    Raises:
        CouponSpent: no use is left.
    """
    applied = [
        AppliedPromotion(
            promotion_id=row.promotion_id_then,
            label=row.label,
            code=row.code,
            amount=Money(row.amount_minor, order.currency),
            is_shipping=row.is_shipping,
        )
        for row in order.discounts.all()
        if row.promotion_id_then is not None
    ]
    redeem(
        applied=applied,
        order_ref=order.public_id,
        customer_id=order.customer_id,
        email=order.email,
        at=at,
    )
