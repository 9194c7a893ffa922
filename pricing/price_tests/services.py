"""The life of a price test: planned, started, ended, concluded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product, Variant
from events import audit
from foundation import clock
from foundation.money import Money
from foundation.refusals import Refusal
from pricing.algorithms.switchback import draw_schedule
from pricing.models import (
    Price,
    PriceSource,
    PriceTest,
    PriceTestItem,
    PriceTestPeriod,
    PriceTestState,
)
from pricing.price_tests.planning import write_plan
from pricing.price_tests.plans import Plan
from pricing.price_tests.rails import rails_by_product, rails_hold
from pricing.price_tests.results import measure
from pricing.price_tests.switching import end, read_running
from pricing.repricing.goods import read_goods
from pricing.services.prices import set_price

Actor = AbstractBaseUser | AnonymousUser | None


class PriceTestRefused(Refusal):
    """What the rules of a price test forbid."""


@transaction.atomic
def save_draft(
    *, test: PriceTest, products: Iterable[Product] | None = None, at: datetime | None = None
) -> Plan:
    """Keep a plan and reckon what it would find; without ``products`` those chosen stay.

    Raises:
        PriceTestRefused: it is no draft any more.
    """
    if test.pk is not None:
        _draft_locked(test)
    test.save()
    if products is not None:
        test.products.set(products)
    return write_plan(test, at=at)


@transaction.atomic
def start(*, test: PriceTest, actor: Actor, at: datetime | None = None) -> PriceTest:
    """Draw the schedule and take the prices into the test; its first day is tomorrow.

    Raises:
        PriceTestRefused: it is no draft, could not tell anything, or a product is in another test.
    """
    now = at or clock.now()
    test = _draft_locked(test)
    plan = write_plan(test, at=now)
    if plan.problems:
        raise PriceTestRefused(plan.problems[0])
    _hold_prices(list(test.items.select_related("variant__product")))
    test.starts_on = clock.business_day(now) + timedelta(days=1)
    test.state, test.started_at = PriceTestState.RUNNING, now
    test.save(update_fields=["state", "started_at", "starts_on"])
    test.items.update(is_live=True)
    _write_schedule(test, clusters=len(plan.clusters))
    _tell(test, "price_test.started", actor, now, clusters=len(plan.clusters))
    return test


@transaction.atomic
def stop(*, test: PriceTest, actor: Actor, at: datetime | None = None) -> PriceTest:
    """Bring the usual prices back now; whole pairs of periods so far are its result.

    Raises:
        PriceTestRefused: it does not run.
    """
    now = at or clock.now()
    test = _locked(test)
    if test.state != PriceTestState.RUNNING:
        raise PriceTestRefused(_("Only a running test can be stopped."))
    end(read_running(test, now))
    measure(test=test, at=now)
    _tell(test, "price_test.stopped", actor, now)
    return test


@transaction.atomic
def conclude(
    *,
    test: PriceTest,
    takes_test_price: bool,
    conclusion: str,
    actor: Actor,
    at: datetime | None = None,
) -> PriceTest:
    """Write down what was learned; with ``takes_test_price`` its clusters ask it from now on.

    Raises:
        PriceTestRefused: it has not ended, nothing is said, or a price cannot be taken any more.
    """
    now = at or clock.now()
    test = _locked(test)
    if test.state != PriceTestState.ENDED:
        raise PriceTestRefused(_("A test is concluded once it has ended."))
    if not conclusion.strip():
        raise PriceTestRefused(_("Say what was learned."), field="conclusion")
    if takes_test_price:
        _take_test_prices(test, now)
    test.state, test.concluded_at = PriceTestState.CONCLUDED, now
    test.took_test_price, test.conclusion = takes_test_price, conclusion.strip()
    test.save(update_fields=["state", "concluded_at", "took_test_price", "conclusion"])
    _tell(test, "price_test.concluded", actor, now, took_test_price=takes_test_price)
    return test


def _hold_prices(items: Sequence[PriceTestItem]) -> None:
    """Hold what every change of a price holds first, and see that all still ask the usual price.

    Raises:
        PriceTestRefused: one does not.
    """
    ids = [item.variant_id for item in items]
    list(Variant.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    in_force = Price.objects.filter(
        variant__in=ids, currency=settings.SHOP_BASE_CURRENCY, ends_at__isnull=True
    )
    prices = {row.variant_id: (row.amount_minor, row.compare_at_minor) for row in in_force}
    for item in items:
        if prices.get(item.variant_id) != (item.usual_minor, None):
            raise PriceTestRefused(
                _("The price of %(product)s was changed meanwhile.")
                % {"product": item.variant.product}
            )


def _write_schedule(test: PriceTest, *, clusters: int) -> None:
    asks = draw_schedule(clusters, test.pairs, np.random.default_rng(test.seed))
    if test.starts_on is None:
        raise ValueError("A schedule begins on a day.")
    rows = []
    for cluster, number in np.ndindex(*asks.shape):
        first = test.starts_on + timedelta(days=number * test.period_days)
        rows.append(
            PriceTestPeriod(
                test=test,
                cluster=cluster,
                number=number,
                first_day=first,
                last_day=first + timedelta(days=test.period_days - 1),
                asks_test=bool(asks[cluster, number]),
            )
        )
    PriceTestPeriod.objects.bulk_create(rows)


def _take_test_prices(test: PriceTest, now: datetime) -> None:
    """All of the clusters that played to the end, or none."""
    items = list(test.items.filter(left_because="").select_related("variant__product"))
    if not items:
        raise PriceTestRefused(_("No cluster played to the end: there is no price to take."))
    _hold_prices(items)
    _check_rails(items, now)
    for item in items:
        item.price = set_price(
            variant=item.variant,
            amount=Money(item.test_minor, settings.SHOP_BASE_CURRENCY),
            source=PriceSource.EXPERIMENT,
            at=now,
        )
    PriceTestItem.objects.bulk_update(items, ["price"])


def _check_rails(items: list[PriceTestItem], now: datetime) -> None:
    products = sorted({item.variant.product_id for item in items})
    asked = {item.variant_id: item.test_minor for item in items}
    goods = [good for found in read_goods(products, at=now).values() for good in found]
    prices = {good.variant_id: asked.get(good.variant_id, good.price) for good in goods}
    if set(products) - rails_hold(goods, prices, rails_by_product(products)):
        raise PriceTestRefused(_("A guard rail is against the test price by now."))


def _locked(test: PriceTest) -> PriceTest:
    return PriceTest.objects.select_for_update().get(pk=test.pk)


def _draft_locked(test: PriceTest) -> PriceTest:
    row = _locked(test)
    if row.state != PriceTestState.DRAFT:
        raise PriceTestRefused(_("Its plan is frozen: only a draft can be changed or started."))
    return row


def _tell(test: PriceTest, action: str, actor: Actor, at: datetime, **changes: Any) -> None:
    audit.write(actor=actor, action=action, target=test, changes=changes, at=at)
