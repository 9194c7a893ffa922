"""The promotions that the market ran on the days that were played, as the shop's own.

Orders hold what was taken off; that it was a promotion, of what and when, stands here, for whoever
learns from history what a lower price alone does. Coupons are left out: the shop has its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np
from django.conf import settings

from catalog.models import Category
from foundation import clock
from pricing.models import Promotion, PromotionKind, PromotionTarget
from pricing.services import save_promotion, set_targets
from shop.demo.play import DemoMarket
from shop.demo.shelving import Shelved

BASIS_POINTS_A_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Spell:
    """Days in a row, both included, on which the same was promoted; products by their index."""

    name: str
    percent: int
    products: tuple[int, ...]
    first: date
    last: date


def make_past_promotions(
    world: DemoMarket, shelved: Sequence[Shelved], *, first: date, last: date
) -> list[Promotion]:
    """Write the promotions that were over before the last day."""
    over = [spell for spell in _spells(world, first, last) if spell.last < last]
    return [_write(spell, shelved) for spell in over]


def _spells(world: DemoMarket, first: date, last: date) -> Iterator[Spell]:
    running: dict[str, Spell] = {}
    for day in range((last - first).days + 1):
        today = first + timedelta(days=day)
        found = {
            offer.name: offer
            for offer in world.market.propose_promotions(day)
            if not (offer.coupon or offer.first_order_only)
        }
        for name in running.keys() - found.keys():
            yield running.pop(name)
        for name, offer in found.items():
            before = running.get(name)
            products = tuple(np.sort(offer.products).tolist())
            spell = before or Spell(name, offer.percent, products, today, today)
            running[name] = replace(spell, last=today)
    yield from running.values()


def _write(spell: Spell, shelved: Sequence[Shelved]) -> Promotion:
    goods = [shelved[index] for index in spell.products]
    everything = len(goods) == len(shelved)
    shelves = sorted({one.merchandise.shelf for one in goods})
    categories = list(Category.objects.filter(slug_en__in=shelves).order_by("pk"))
    english, german = _names(spell, categories, everything=everything)
    starts_at = _midnight(spell.first)
    promotion = save_promotion(
        promotion=Promotion(
            kind=PromotionKind.PERCENTAGE,
            label_en=english,
            label_de=german,
            currency=settings.SHOP_BASE_CURRENCY,
            percent_basis_points=spell.percent * BASIS_POINTS_A_PERCENT,
            starts_at=starts_at,
            ends_at=_midnight(spell.last + timedelta(days=1)),
            created_at=starts_at,
        )
    )
    if not everything:
        set_targets(
            promotion=promotion,
            targets=[PromotionTarget(category=category) for category in categories],
        )
    return promotion


def _names(spell: Spell, categories: Sequence[Category], *, everything: bool) -> tuple[str, str]:
    if everything or len(categories) > 1:
        return f"Black week {spell.first.year}", f"Schwarze Woche {spell.first.year}"
    month = f"{spell.first:%m/%Y}"
    shelf = categories[0]
    return (
        f"{spell.percent} % off {shelf.name_en} {month}",
        f"{spell.percent} % auf {shelf.name_de or shelf.name_en} {month}",
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.shop_zone())
