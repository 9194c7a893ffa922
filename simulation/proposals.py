"""What a plausible shop would have done: promotions and mailings to play history with.

They are functions of the seed and the day alone, so that a caller may ask in any order, and the
random part of each (who is held out of a mailing) is the record of an experiment.
"""

from __future__ import annotations

import numpy as np

from simulation.columns import BoolArray
from simulation.kinds import MailKind, Stream
from simulation.offers import Mailing, Promotion
from simulation.streams import stream
from simulation.world import World

_HOLDOUT_PERCENT = 10
_NEWSLETTER_WEEKDAY = 3
_WELCOME_AFTER_DAYS = 2


def promotions_of_the_day(world: World, day: int) -> tuple[Promotion, ...]:
    """A category promotion of five days in most months, Black Friday week, and a welcome coupon."""
    today = world.seasons.date(day)
    everything = np.arange(world.catalogue.products)
    promotions = [
        Promotion("welcome", everything, 10, coupon=True, first_order_only=True),
    ]
    if today.month == 11 and 23 <= today.day <= 30:
        gifts = world.catalogue.category_gift[world.catalogue.product_category]
        chosen = np.flatnonzero(gifts) if gifts.any() else everything
        promotions.append(Promotion("black-friday", chosen, 20))
    month = today.year * 12 + today.month
    rng = stream(world.seed, Stream.PROMOTIONS, month)
    first = int(rng.integers(4, 22))
    category = int(rng.integers(len(world.catalogue.categories)))
    percent = int(rng.choice((10, 15, 20, 25)))
    if first <= today.day < first + 5 and rng.random() < 0.8:
        products = np.flatnonzero(world.catalogue.product_category == category)
        promotions.append(Promotion(f"category-{today:%Y-%m}", products, percent))
    return tuple(promotions)


def mailings_of_the_day(world: World, day: int) -> tuple[Mailing, ...]:
    """A weekly newsletter and a welcome two days after joining, to those who agreed to marketing.

    A random tenth of the receivers is left out of each; see ``held_out``.
    """
    customers = world.customers
    agreed = customers.consent_marketing & (customers.birth_day <= day)
    kept = ~held_out(world, day)
    mailings = []
    if world.seasons.date(day).weekday() == _NEWSLETTER_WEEKDAY:
        mailings.append(Mailing(MailKind.NEWSLETTER, np.flatnonzero(agreed & kept)))
    joined = customers.birth_day == day - _WELCOME_AFTER_DAYS
    if (joined & agreed & kept).any():
        mailings.append(Mailing(MailKind.WELCOME, np.flatnonzero(joined & agreed & kept)))
    return tuple(mailings)


def held_out(world: World, day: int) -> BoolArray:
    """(customers,) mask of the random holdout of a day's mailings."""
    draw = stream(world.seed, Stream.PROMOTIONS, 1_000_000 + day)
    return draw.integers(0, 100, len(world.customers)) < _HOLDOUT_PERCENT
