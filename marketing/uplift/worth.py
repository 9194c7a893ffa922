"""Whether an offer to a customer is expected to bring more than it gives away."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Avg

from analytics.customers.dataset import NAMING
from analytics.rollups.figures import SalesFigures
from analytics.rollups.selectors import sales_total
from foundation import clock
from foundation.money import BASIS_POINTS
from marketing.models import Offer, UpliftScore
from pricing.models import Promotion, PromotionKind, Redemption

LOOKED_BACK = 90
"""Days whose average order and margin tell what one order more is worth."""
USUAL_MARGIN = 0.4
"""Where no cost of goods is known."""


def worth_it(offer: Offer, customer_id: int, *, at: datetime) -> bool:
    """Whether the margin of the orders that it adds is above what is given to those who order.

    Customers of whom no model tells anything (none serves, or they did not agree to
    personalisation) are treated alike: they get the offer, as the campaign says. A score that was
    written for another reason than an offer stands for it too: the effect of a message is what is
    learned, with or without one.
    """
    # Asked anew: a consent that was taken back today has its score until the night.
    score = UpliftScore.objects.filter(customer=customer_id, customer__consent__in=NAMING).first()
    if score is None:
        return True
    sales = recent_sales(at=at)
    given = discount_of_an_order(offer.promotion, sales)
    if given is None:
        return score.effect > 0
    return score.effect * margin_of_an_order(sales) > score.ordered * given


def recent_sales(*, at: datetime) -> SalesFigures:
    """What was sold of late, in minor units of the base currency."""
    today = clock.business_day(at)
    return sales_total(today - timedelta(days=LOOKED_BACK), today)


def margin_of_an_order(sales: SalesFigures) -> float:
    """Minor units of margin in an average order; 0 where nothing was sold."""
    average = sales.average_order_minor or 0
    share = sales.margin_share
    return average * (USUAL_MARGIN if share is None else share)


def discount_of_an_order(promotion: Promotion, sales: SalesFigures) -> float | None:
    """Minor units that it takes off an order on average: as it was used, else by its rule.

    None where neither tells: a gift or a bundle that nobody used yet.
    """
    base = settings.SHOP_BASE_CURRENCY
    used = Redemption.objects.filter(promotion=promotion, currency=base, released_at=None)
    if (mean := used.aggregate(mean=Avg("amount_minor"))["mean"]) is not None:
        return float(mean)
    if promotion.kind == PromotionKind.PERCENTAGE:
        average = sales.average_order_minor or 0
        return average * (promotion.percent_basis_points or 0) / BASIS_POINTS
    if promotion.kind == PromotionKind.AMOUNT and promotion.currency == base:
        return float(promotion.amount_minor or 0)
    return None
