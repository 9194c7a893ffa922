"""What comes again costs less: a discount among the others of the basket, with a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from orders.models import CartLine
from pricing.engine import Match, PercentOff, Promotion
from pricing.selectors import PriceBook
from pricing.selectors.offers import EngineOffers

FIRST = -1
"""Before every promotion of staff: these work on what is left to pay of it."""


def with_subscriptions(book: PriceBook, lines: Iterable[CartLine]) -> PriceBook:
    """The book with the discounts of the lines that come again.

    Each share is a rule of its own whose id is below zero, where no promotion's is.
    """
    shares: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        if line.interval and line.basis_points:
            shares[line.basis_points].add(line.variant_id)
    if not shares:
        return book
    rules = [_rule(share, frozenset(variants)) for share, variants in sorted(shares.items())]
    offers = EngineOffers((*rules, *book.offers.promotions), book.offers.coupons)
    return replace(book, offers=offers)


def _rule(basis_points: int, variants: frozenset[int]) -> Promotion:
    return Promotion(
        id=-basis_points,
        label=_("Subscription: %(percent)s%% off") % {"percent": f"{basis_points / 100:g}"},
        effect=PercentOff(basis_points),
        match=Match(variants=variants),
        priority=FIRST,
    )
