"""What customers like and when: from their orders, and with consent from what they looked at.

A preference is JSON, kept in the profile::

    {"category": [[12, 0.44], …], "brand": …, "colour": …, "size": …,   number and share
     "price": {"third": 2, "low_minor": 900, "high_minor": 4900},
     "season": [[3, 0.6]],                       0 is December to February, 1 March to May, …
     "hour": 19, "channel": "mail", "known_from": "orders"}

What is not known is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

from analytics.algorithms.behaviour import Behaviour
from analytics.algorithms.purchases import UNKNOWN, FloatArray, IntArray, Purchases
from analytics.algorithms.tastes import Signs, best_hours, tastes, whole
from analytics.customers.goods import Goods, GoodsKind
from analytics.models import ContactChannel
from events.names import EventName

Told = dict[int, dict[str, Any]]
"""Preferences by the customer's number."""

HALF_LIFE_DAYS = 365
SEASONS = 4
SEASON_SHARE = 0.45
FEWEST_ORDERS = 3
FEWEST_LINES = 3
LOW, HIGH = 0.25, 0.75
SIGN_OF = {
    EventName.PRODUCT_VIEWED: 0.1,
    EventName.CART_ITEM_ADDED: 0.4,
    EventName.WISH_ADDED: 0.6,
}
VISITS = (EventName.PRODUCT_VIEWED, EventName.LIST_VIEWED, EventName.SEARCH_PERFORMED)
READ_MAIL = (EventName.MAIL_OPENED, EventName.MAIL_CLICKED)
FEWEST_MAILS = 4
READS_MAIL = 0.25
FEWEST_VISITS = 4


class KnownFrom(StrEnum):
    """Where tastes were learned."""

    ORDERS = "orders"
    VISITS = "visits"
    BOTH = "orders and visits"


@dataclass(slots=True)
class Wholes:
    """What the whole shop likes, counted part by part: what a single customer is drawn to."""

    counts: dict[GoodsKind, FloatArray] = field(default_factory=dict)
    seasons: FloatArray = field(default_factory=lambda: np.zeros(SEASONS))

    def add(self, purchases: Purchases, goods: Goods) -> None:
        for kind in goods.traits:
            signs = _bought(kind, purchases, goods)
            seen = np.bincount(signs.thing, minlength=len(goods.traits[kind].things))
            self.counts[kind] = self.counts.get(kind, np.zeros(len(seen))) + seen
        self.seasons += np.bincount(_seasons(purchases.day), minlength=SEASONS)

    def shares(self, kind: GoodsKind) -> FloatArray:
        return _shares(self.counts[kind])


def preferences(purchases: Purchases, behaviour: Behaviour, goods: Goods, wholes: Wholes) -> Told:
    """What each customer of either likes, as far as it shows."""
    people = np.union1d(purchases.customers, behaviour.customers)
    told: Told = {int(number): {} for number in people}
    for kind, trait in goods.traits.items():
        signs = _together(kind, people, purchases, behaviour, goods)
        found = tastes(signs, customers=len(people), prior=wholes.shares(kind))
        names = trait.things[found.thing]
        _tell(told, people, found.customer, names, found.share, key=kind.value)
    _tell_prices(told, purchases, goods)
    _tell_seasons(told, purchases, wholes)
    _tell_hours(told, people, purchases, behaviour)
    _tell_channels(told, behaviour)
    _tell_sources(told, purchases, behaviour)
    return {number: liked for number, liked in told.items() if liked.keys() - {"known_from"}}


def _bought(kind: GoodsKind, purchases: Purchases, goods: Goods) -> Signs:
    """A sign for each line that was kept, less the longer ago."""
    trait, lines = goods.traits[kind], purchases.lines
    thing = trait.of(lines.variant if trait.by_variant else lines.product)
    kept = (thing != UNKNOWN) & (lines.units > 0)
    order = lines.order[kept]
    age = purchases.until - purchases.day[order]
    return Signs(purchases.customer[order], thing[kept], 0.5 ** (age / HALF_LIFE_DAYS))


def _looked_at(kind: GoodsKind, behaviour: Behaviour, goods: Goods) -> Signs:
    trait = goods.traits[kind]
    if trait.by_variant:
        nothing = np.zeros(0, np.int64)
        return Signs(nothing, nothing, np.zeros(0))
    strength = np.array([SIGN_OF.get(EventName(name), 0.0) for name in behaviour.kinds])
    thing = trait.of(behaviour.product)
    weight = strength[behaviour.kind] if len(behaviour) else np.zeros(0)
    age = behaviour.until - behaviour.day
    kept = (thing != UNKNOWN) & (weight > 0)
    faded = weight[kept] * 0.5 ** (age[kept] / HALF_LIFE_DAYS)
    return Signs(behaviour.customer[kept], thing[kept], faded)


def _together(
    kind: GoodsKind, people: IntArray, purchases: Purchases, behaviour: Behaviour, goods: Goods
) -> Signs:
    bought, seen = _bought(kind, purchases, goods), _looked_at(kind, behaviour, goods)
    buyers = np.searchsorted(people, purchases.customers)
    watched = np.searchsorted(people, behaviour.customers)
    return Signs(
        np.concatenate([buyers[bought.customer], watched[seen.customer]]),
        np.concatenate([bought.thing, seen.thing]),
        np.concatenate([bought.weight, seen.weight]),
    )


def _tell(
    told: Told,
    people: IntArray,
    customer: IntArray,
    names: IntArray,
    shares: FloatArray,
    *,
    key: str,
) -> None:
    rows = zip(people[customer].tolist(), names.tolist(), shares.round(3).tolist(), strict=True)
    for number, group in groupby(rows, key=itemgetter(0)):
        told[number][key] = [[name, share] for _number, name, share in group]


def _tell_prices(told: Told, purchases: Purchases, goods: Goods) -> None:
    """The third of their shelves that they buy from, and the middle half of what they paid."""
    lines = purchases.lines
    third = goods.third_of(lines.product)
    kept = (third != UNKNOWN) & (lines.units > 0)
    customer = purchases.customer[lines.order[kept]]
    paid = lines.revenue[kept] / lines.units[kept]
    order = np.lexsort((paid, customer))
    customer, paid, third = customer[order], paid[order], third[kept][order]
    starts = np.searchsorted(customer, np.arange(len(purchases.customers) + 1))
    counts = np.diff(starts)
    for row in np.flatnonzero(counts >= FEWEST_LINES).tolist():
        first, count = starts[row], counts[row]
        mean = float(third[first : first + count].mean())
        told[int(purchases.customers[row])]["price"] = {
            "third": round(mean),
            "low_minor": round(float(paid[first + int(LOW * (count - 1))])),
            "high_minor": round(float(paid[first + int(np.ceil(HIGH * (count - 1)))])),
        }


def _tell_seasons(told: Told, purchases: Purchases, wholes: Wholes) -> None:
    enough = purchases.counts()[purchases.customer] >= FEWEST_ORDERS
    customer, season = purchases.customer[enough], _seasons(purchases.day[enough])
    signs = Signs(customer, season, np.ones(len(customer)))
    n = len(purchases.customers)
    found = tastes(signs, customers=n, prior=_shares(wholes.seasons))
    much = found.share >= SEASON_SHARE
    _tell(
        told, purchases.customers, found.customer[much], found.thing[much], found.share[much],
        key="season",
    )  # fmt: skip


def _tell_hours(told: Told, people: IntArray, purchases: Purchases, behaviour: Behaviour) -> None:
    """When they are there: orders, and with consent the hours in which they came or read mail."""
    came = behaviour.of_kind(*VISITS, *READ_MAIL)
    hours = np.column_stack([behaviour.customer[came], behaviour.day[came], behaviour.hour[came]])
    once = np.unique(hours, axis=0) if len(hours) else hours
    customer = np.concatenate(
        [
            np.searchsorted(people, purchases.customers)[purchases.customer],
            np.searchsorted(people, behaviour.customers)[once[:, 0]],
        ]
    )
    hour = np.concatenate([purchases.hour, once[:, 2]])
    best = best_hours(
        customer=customer, hour=hour, weight=np.ones(len(hour)), customers=len(people)
    )
    for row in np.flatnonzero(best != UNKNOWN).tolist():
        told[int(people[row])]["hour"] = int(best[row])


def _tell_channels(told: Told, behaviour: Behaviour) -> None:
    """Mail to who reads it; who comes by but reads none is better met in the shop."""
    sent = behaviour.counts(EventName.MAIL_SENT)
    read = behaviour.counts(EventName.MAIL_OPENED)
    visits = behaviour.counts(*VISITS)
    reads = (sent >= FEWEST_MAILS) & (read >= READS_MAIL * sent)
    comes = (visits >= FEWEST_VISITS) & ~reads
    for chosen, channel in ((reads, ContactChannel.MAIL), (comes, ContactChannel.SITE)):
        for number in behaviour.customers[chosen].tolist():
            told[number]["channel"] = channel.value


def _tell_sources(told: Told, purchases: Purchases, behaviour: Behaviour) -> None:
    seen = behaviour.customers[behaviour.counts(*behaviour.kinds) > 0]
    both = np.intersect1d(purchases.customers, seen)
    for numbers, source in (
        (purchases.customers, KnownFrom.ORDERS),
        (seen, KnownFrom.VISITS),
        (both, KnownFrom.BOTH),
    ):
        for number in numbers.tolist():
            told[number]["known_from"] = source.value


def _seasons(days: IntArray) -> IntArray:
    """0 for December to February, 1 for March to May, and so on."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return (months + 1) % 12 // 3


def _shares(counts: FloatArray) -> FloatArray:
    things = np.arange(len(counts))
    return whole(Signs(np.zeros_like(things), things, counts), things=len(counts))
