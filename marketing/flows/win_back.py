"""Customers about to be lost: likely not to order again, and past the interval at which they did.

Whether a segment is written to at all is decided by its strategy: to who is to be spoken to in
person, in the shop alone, or not at all, no mail is sent.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

import numpy as np

from analytics.customers.strategies import Strategy, strategies
from analytics.models import ContactChannel, CustomerProfile
from foundation import clock
from marketing.algorithms.cycles import Cycles, FloatArray, Gaps, fit_cycles, shrunk
from marketing.campaigns.enrolling import Entry
from marketing.flows.people import agreeing
from marketing.flows.registry import Finder
from marketing.flows.settings import WinBackSettings
from marketing.kinds import Medium
from marketing.models import Campaign, Enrolment
from orders.models import Order, OrderState

Rhythm = tuple[int, date, date]
"""Orders, and the days of the first and the last."""
_READ: Final = ("segment", "churn_risk", "orders", "first_order_on", "last_order_on")
MOST_COMPARED = 20_000
"""Customers with several orders from whom the usual interval is told."""
USUAL_DAYS = 90.0
"""Where nobody has ordered twice: as far as a churn risk looks ahead."""


class WinBack(Finder[WinBackSettings]):
    """One entry for each time that somebody falls silent: the last order is part of its key."""

    settings = WinBackSettings
    sees_states = True
    is_daily = True

    def find(self, campaign: Campaign, *, since: datetime, until: datetime) -> Iterator[Entry]:
        chosen = self.settings_of(campaign)
        told = {str(one.segment): one for one in strategies()}
        profiles = CustomerProfile.objects.filter(
            agreeing(to_personal=True),
            churn_risk__gte=chosen.risk_percent / 100,
            first_order_on__isnull=False,
            last_order_on__isnull=False,
            written_at__gt=since,
            written_at__lte=until,
        )
        if chosen.follows_strategies:
            profiles = profiles.filter(segment__in=_segments_to_write(campaign, told))
        silent = list(profiles.only(*_READ))
        waits = _overdue(_rhythms(silent), today=clock.business_day(until))
        for profile, wait in zip(silent, waits, strict=True):
            if wait * 100 >= chosen.overdue_percent:
                yield _entry(profile, told.get(profile.segment))

    def still_holds(self, enrolment: Enrolment, at: datetime) -> bool:
        return not Order.objects.filter(
            customer=enrolment.customer_id,
            state=OrderState.PLACED,
            placed_at__gte=enrolment.entered_at,
        ).exists()


def _entry(profile: CustomerProfile, strategy: Strategy | None) -> Entry:
    about: dict[str, Any] = {
        "segment": profile.segment, "risk": round(profile.churn_risk or 0.0, 3),
    }  # fmt: skip
    if strategy is not None:
        about["most_off_percent"] = strategy.most_off_percent
    return Entry(profile.customer_id, f"silent_since:{profile.last_order_on}", about)


def _segments_to_write(campaign: Campaign, told: dict[str, Strategy]) -> list[str]:
    channels = {ContactChannel.MAIL}
    if not campaign.steps.exclude(medium=Medium.INBOX).exists():
        channels.add(ContactChannel.SITE)
    return [segment for segment, one in told.items() if one.channel in channels]


def _overdue(rows: Sequence[Rhythm], *, today: date) -> FloatArray:
    """Days since the last order over the interval at which each usually orders, shape (n,)."""
    cycle = _shop_cycle()
    own = np.array([_mean_gap(*row) for row in rows], np.float64)
    gaps = np.array([max(orders - 1, 0) for orders, _first, _last in rows], np.int64)
    gaps[own < 1] = 0  # several orders of one day tell of no interval
    prior = np.full(len(own), cycle.shop_mean)
    log_sum = gaps.astype(np.float64) * np.log(np.maximum(own, 1.0))
    usual = np.exp(shrunk(gaps, log_sum, prior, within=cycle.within, between=cycle.between))
    waited = np.array([(today - last).days for _orders, _first, last in rows], np.float64)
    return waited / usual


def _shop_cycle() -> Cycles:
    """How customers' usual intervals scatter around the shop's."""
    several = CustomerProfile.objects.filter(orders__gt=1).order_by("-customer_id").only(*_READ)
    gaps = [_mean_gap(*rhythm) for rhythm in _rhythms(several[:MOST_COMPARED])]
    own = np.array([gap for gap in gaps if gap >= 1], np.float64)
    rows = np.arange(len(own), dtype=np.int64)
    fitted = fit_cycles(Gaps(rows, np.zeros_like(rows), own), products=1)
    return fitted or Cycles(math.log(USUAL_DAYS), np.zeros(0), within=1.0, between=1.0)


def _rhythms(profiles: Iterable[CustomerProfile]) -> list[Rhythm]:
    return [
        (profile.orders, profile.first_order_on, profile.last_order_on)
        for profile in profiles
        if profile.first_order_on and profile.last_order_on
    ]


def _mean_gap(orders: int, first: date, last: date) -> float:
    """Days from order to order; 0 after one order."""
    return (last - first).days / (orders - 1) if orders > 1 else 0.0
