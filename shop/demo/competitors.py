"""What competitors of the demo store ask: three shops whose prices a service watches weekly.

Invented like the rest of the demo, by its seed, and taken in as a file of theirs would be. One shop
is cheap, one is dear, one sells under titles of its own, so that its offers wait for staff.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings

from catalog.models import Variant
from foundation.money import Money
from pricing.competition.observations import Observation
from pricing.competition.services import propose_matches, save_competitor, take_in
from pricing.competition.taking_in import Reading
from pricing.models import Competitor
from pricing.selectors import PriceQuote, prices_of

WATCHED = 150
UNKNOWN = 24
WEEKS = 10
CHANGE_RATE = 0.25
"""How likely a shop changes a price from one week to the next."""


@dataclass(frozen=True, slots=True)
class _Shop:
    code: str
    name: str
    level: float
    """Its prices over ours, in the middle."""
    sells: float
    weeks_ago: int = 0
    """When it was looked at last."""


_SHOPS = (
    _Shop("kontor", "Kontor Nord", level=0.96, sells=0.8),
    _Shop("fine-rooms", "Fine Rooms", level=1.07, sells=0.6),
    _Shop("old-list", "Market Hall", level=1.0, sells=0.3, weeks_ago=3),
)


def make_competitors(*, now: datetime, seed: int) -> None:
    """Competitors with their prices of ten weeks, most matched, some to be looked at."""
    dice = np.random.default_rng(seed)
    watched = _watched()
    own = prices_of([variant.pk for variant in watched], currency=settings.SHOP_BASE_CURRENCY)
    for shop in _SHOPS:
        competitor = save_competitor(competitor=Competitor(code=shop.code, name=shop.name))
        looks = [
            look
            for variant in watched
            if variant.pk in own and dice.random() < shop.sells
            for look in _looks(shop, variant, own[variant.pk].amount, now, dice)
        ]
        take_in(competitor=competitor, reading=Reading(tuple(looks)), at=now)
    competitor = save_competitor(competitor=Competitor(code="second-floor", name="Second Floor"))
    titles = tuple(_retitled(watched[:UNKNOWN], own, now, dice))
    take_in(competitor=competitor, reading=Reading(titles), at=now)
    propose_matches(at=now)


def _watched() -> list[Variant]:
    """The first variant of goods on offer, spread over the range."""
    firsts = (
        Variant.objects.filter(position=0, is_active=True, product__status="published")
        .select_related("product__brand")
        .order_by("pk")
    )
    found = list(firsts)
    return found[:: max(len(found) // WATCHED, 1)][:WATCHED]


def _looks(
    shop: _Shop, variant: Variant, own: Money, now: datetime, dice: np.random.Generator
) -> Iterator[Observation]:
    """What a shop asked week by week: its level, now and then another price, seldom sold out."""
    usual = shop.level * float(np.exp(dice.normal(0, 0.06)))
    asked = usual
    for week in range(WEEKS, shop.weeks_ago - 1, -1):
        if dice.random() < CHANGE_RATE:
            asked = usual * float(np.exp(dice.normal(0, 0.04)))
        yield Observation(
            key=f"{shop.code}-{variant.sku}"[:120],
            amount=_rounded(own, asked),
            title=str(variant.product),
            our_sku=variant.sku,
            is_available=bool(dice.random() > 0.04),
            seen_at=now - timedelta(weeks=week),
        )


def _retitled(
    variants: list[Variant], own: dict[int, PriceQuote], now: datetime, dice: np.random.Generator
) -> Iterator[Observation]:
    """The same goods as another shop would call them: the words turned, the brand behind."""
    for variant in variants:
        quote = own.get(variant.pk)
        if quote is None:
            continue
        words = str(variant.product).split()
        turned = " ".join([*words[1:], *words[:1]]) if len(words) > 2 else " ".join(words)
        yield Observation(
            key=f"2F-{variant.pk}",
            amount=_rounded(quote.amount, float(np.exp(dice.normal(0, 0.08)))),
            title=f"{turned} – {variant.product.brand or 'Second Floor'}",
            seen_at=now,
        )


def _rounded(own: Money, share: float) -> Money:
    """A price of so many times ours, with an ending that shops like."""
    minor = round(own.minor * share)
    return Money(max(minor // 100 * 100 + 95, 95), own.currency)
