"""What a customer uses up is due again: by their own cycle of the product, shrunk to everybody's.

A product counts where enough of its buyers bought it again, and a large enough share of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np

from accounts.models import Customer
from analytics.customers.dataset import load_purchases
from catalog.models import Variant
from foundation import clock
from foundation.moments import day_number
from marketing.algorithms.cycles import IntArray, fit_cycles
from marketing.algorithms.repurchases import BoughtLast, bought_last
from marketing.campaigns.enrolling import Entry
from marketing.flows.back_in_stock import sellable
from marketing.flows.people import agreeing
from marketing.flows.registry import MOST_ABOUT, Finder
from marketing.flows.settings import CycleSettings
from marketing.models import Campaign, Enrolment
from orders.models import OrderLine, OrderState

LATE_DAYS: Final = 3
"""So many days after its day a reminder may still come, should the job have slept."""


class Replenishment(Finder[CycleSettings]):
    """One entry for all that is due for a customer at about the same time."""

    settings = CycleSettings
    sees_states = True
    is_daily = True

    def find(self, campaign: Campaign, *, since: datetime, until: datetime) -> Iterator[Entry]:
        chosen = self.settings_of(campaign)
        today = clock.business_day(until)
        # Today's orders too: who has just bought it is not to be reminded of it.
        last = bought_last(load_purchases(until=today + timedelta(days=1)))
        due = due_days(last, chosen)
        remind_on = due - chosen.days_before
        first = max(day_number(clock.business_day(since)), day_number(today) - LATE_DAYS)
        is_due = (remind_on > first) & (remind_on <= day_number(today))
        by_customer: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for row in np.flatnonzero(is_due):
            goods = (int(last.product[row]), int(last.variant[row]))
            by_customer[int(last.customer[row])].append(goods)
        yield from _entries(by_customer, f"due:{today}", until)

    def still_holds(self, enrolment: Enrolment, at: datetime) -> bool:
        """It was not bought since, and can be."""
        bought = OrderLine.objects.filter(
            order__customer=enrolment.customer_id,
            order__state=OrderState.PLACED,
            order__placed_at__gte=enrolment.entered_at - timedelta(days=1),
            product_id_then__in=enrolment.about.get("products", ()),
        )
        variants = enrolment.about.get("variants", ())
        return not bought.exists() and bool(sellable(variants, at=at))


def due_days(last: BoughtLast, settings: CycleSettings) -> IntArray:
    """The day on which each is due again, shape (n,); far away where the product has no cycle."""
    never = np.full(len(last.day), np.iinfo(np.int64).max // 2)
    cycles = fit_cycles(last.all_gaps, products=len(last.products))
    if cycles is None:
        return never
    row = last.row_of_product
    buyers = np.bincount(row, minlength=len(last.products))
    repeaters = np.bincount(row[last.gaps > 0], minlength=len(last.products))
    has_cycle = (repeaters >= settings.repeaters) & (
        repeaters * 100 >= settings.repeat_percent * buyers
    )
    expected = cycles.expected(row, last.gaps, last.log_sum)
    due = last.day + np.rint(expected).astype(np.int64)
    return np.where(has_cycle[row], due, never)


def _entries(
    by_customer: dict[int, list[tuple[int, int]]], key: str, at: datetime
) -> Iterator[Entry]:
    agreed = Customer.objects.filter(agreeing(to_personal=True, via=""), pk__in=by_customer)
    wanted = {variant for goods in by_customer.values() for _product, variant in goods}
    there = set(
        sellable(list(Variant.objects.filter(pk__in=wanted).values_list("pk", flat=True)), at=at)
    )
    for customer in agreed.order_by("pk").values_list("pk", flat=True):
        goods = [pair for pair in by_customer[customer] if pair[1] in there][:MOST_ABOUT]
        if goods:
            about: dict[str, Any] = {
                "products": [product for product, _variant in goods],
                "variants": [variant for _product, variant in goods],
            }
            yield Entry(customer, key, about)
