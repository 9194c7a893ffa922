"""Prices of a running test follow its schedule; at its end the usual prices are back.

Whatever calls it may die between two prices: a test is switched in one transaction, and the next
call finds what is due from the schedule and the prices in force, not from what was done before. A
price that somebody else changed is theirs: its cluster leaves the test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from catalog.models import Variant
from foundation import clock
from foundation.failpoints import fail_point
from foundation.money import Money
from pricing.models import (
    LeftBecause,
    Price,
    PriceSource,
    PriceTest,
    PriceTestItem,
    PriceTestState,
)
from pricing.price_tests.rails import rails_by_product, rails_hold
from pricing.price_tests.selectors import period_of
from pricing.repricing.goods import read_goods
from pricing.services.prices import set_price


@dataclass(slots=True)
class Switched:
    """What one call did."""

    prices: int = 0
    clusters_left: int = 0
    ended: bool = False


@dataclass(slots=True)
class _Running:
    """A locked test with what is live in it and the prices in force."""

    test: PriceTest
    items: list[PriceTestItem]
    in_force: dict[int, Price]
    at: datetime
    done: Switched = field(default_factory=Switched)


@transaction.atomic
def switch(*, test_id: int, at: datetime | None = None) -> Switched:
    """Bring the prices of a test to its schedule, and to the usual ones once it is over."""
    now = at or clock.now()
    test = PriceTest.objects.select_for_update().get(pk=test_id)
    if test.state != PriceTestState.RUNNING:
        return Switched()
    running = read_running(test, now)
    _let_go_of_changed(running)
    period = period_of(test, clock.business_day(now))
    if period is not None and period < test.periods:
        _follow(running, period)
    if not running.items or (period is not None and period >= test.periods):
        end(running)
    return running.done


def read_running(test: PriceTest, now: datetime) -> _Running:
    """What is live in a test that the caller has locked; the variants' rows are locked as well."""
    items = list(test.items.filter(is_live=True).select_related("variant").order_by("variant_id"))
    ids = [item.variant_id for item in items]
    # Every change of a price takes these rows first.
    list(Variant.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    rows = Price.objects.filter(
        variant_id__in=ids, currency=settings.SHOP_BASE_CURRENCY, ends_at__isnull=True
    )
    return _Running(test, items, {row.variant_id: row for row in rows}, now)


def end(running: _Running) -> None:
    """Bring the usual prices back and close the test."""
    for item in running.items:
        if _is_ours(item, running.in_force.get(item.variant_id)):
            _ask(running, item, asks_test=False)
            fail_point("pricing.price_test_half_ended")
        item.is_live = False
    _save(running.items)
    running.items = []
    test = running.test
    test.state, test.ended_at = PriceTestState.ENDED, running.at
    test.save(update_fields=["state", "ended_at"])
    running.done.ended = True


def _is_ours(item: PriceTestItem, price: Price | None) -> bool:
    """Whether the price in force is the one that the test last saw or set; costs may differ."""
    asked = item.test_minor if item.asks_test else item.usual_minor
    return price is not None and (price.amount_minor, price.compare_at_minor) == (asked, None)


def _let_go_of_changed(running: _Running) -> None:
    changed = {
        item.cluster
        for item in running.items
        if not _is_ours(item, running.in_force.get(item.variant_id))
    }
    for cluster in sorted(changed):
        _leave(running, cluster, LeftBecause.CHANGED)


def _follow(running: _Running, period: int) -> None:
    due = dict(running.test.schedule.filter(number=period).values_list("cluster", "asks_test"))
    waiting = [item for item in running.items if item.asks_test != due[item.cluster]]
    for cluster in sorted(_stopped([item for item in waiting if not item.asks_test], running.at)):
        _leave(running, cluster, LeftBecause.GUARD_RAIL)
    for item in waiting:
        if item.is_live:
            _ask(running, item, asks_test=due[item.cluster])
            fail_point("pricing.price_test_half_switched")
    _save(waiting)


def _stopped(items: Sequence[PriceTestItem], at: datetime) -> set[int]:
    """Clusters whose test prices a guard rail is against by now."""
    if not items:
        return set()
    asked = {item.variant_id: item.test_minor for item in items}
    products = sorted({item.variant.product_id for item in items})
    goods = [good for found in read_goods(products, at=at).values() for good in found]
    # A variant that came into being meanwhile keeps its price.
    prices = {good.variant_id: asked.get(good.variant_id, good.price) for good in goods}
    holds = rails_hold(goods, prices, rails_by_product(products)) if goods else set()
    return {item.cluster for item in items if item.variant.product_id not in holds}


def _leave(running: _Running, cluster: int, because: LeftBecause) -> None:
    """A cluster goes as a whole: prices that are still the test's become the usual ones again."""
    leaving = [item for item in running.items if item.cluster == cluster]
    for item in leaving:
        is_ours = _is_ours(item, running.in_force.get(item.variant_id))
        if is_ours:
            _ask(running, item, asks_test=False)
        rail = because is LeftBecause.GUARD_RAIL
        item.left_because = because if rail or not is_ours else LeftBecause.TOGETHER
        item.is_live, item.left_at = False, running.at
    _save(leaving)
    running.items = [item for item in running.items if item.cluster != cluster]
    running.done.clusters_left += 1


def _ask(running: _Running, item: PriceTestItem, *, asks_test: bool) -> None:
    before = running.in_force[item.variant_id]
    minor = item.test_minor if asks_test else item.usual_minor
    price = set_price(
        variant=item.variant,
        amount=Money(minor, settings.SHOP_BASE_CURRENCY),
        source=PriceSource.EXPERIMENT,
        at=running.at,
    )
    item.price, item.asks_test = price, asks_test
    running.in_force[item.variant_id] = price
    running.done.prices += price.pk != before.pk


def _save(items: Sequence[PriceTestItem]) -> None:
    PriceTestItem.objects.bulk_update(
        items, ["price", "asks_test", "is_live", "left_at", "left_because"]
    )
