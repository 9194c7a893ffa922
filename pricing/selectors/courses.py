"""How a product's price, its sales and its margin went, week by week, as staff look at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean

from django.conf import settings
from django.db.models import Q, Sum

from events.models import DailyDemand
from foundation import clock
from foundation.money import Money
from pricing.models import CompetitorPrice, MatchState, Price
from pricing.selectors.margins import net_shares
from pricing.selectors.prices import conversions

WEEK = timedelta(days=7)
Values = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class PriceCourse:
    """Weeks of a product, the oldest first; amounts in minor units of the base currency.

    ``price`` is what its variants were asked for on average on the last day of each week, and
    ``break_even`` what would have earned nothing, both as prices are; ``lowest`` and ``highest``
    what competitors asked on that day. ``margin`` is what the week earned, without tax. None
    where nothing is known.
    """

    begins: tuple[date, ...]
    price: Values
    break_even: Values
    lowest: Values
    highest: Values
    units: tuple[float, ...]
    margin: Values


@dataclass(frozen=True, slots=True)
class _Period:
    """An amount from a moment to another, None being now; ``cost`` where it is known."""

    key: int
    amount: int
    starts_at: datetime
    ends_at: datetime | None
    cost: int | None = None


def price_course(
    product_id: int, variant_ids: Iterable[int], *, weeks: int = 26, at: datetime | None = None
) -> PriceCourse:
    """The last whole weeks of a product before today. Six queries, one more with competitors."""
    ids = list(variant_ids)
    until = clock.business_day(at)
    begins = [until - (weeks - index) * WEEK for index in range(weeks)]
    # The last moment of each week.
    ends = [clock.day_bounds(begin + WEEK)[0] - timedelta(seconds=1) for begin in begins]
    priced = _prices(ids, since=ends[0])
    theirs = _competitors(ids, since=ends[0])
    in_force = [_standing(priced, end) for end in ends]
    asked = [[period.amount for period in _standing(theirs, end)] for end in ends]
    costs = [_mean([p.cost for p in standing if p.cost is not None]) for standing in in_force]
    net = net_shares([product_id]).get(product_id, 1.0)
    sold = _by_week(product_id, begins)
    return PriceCourse(
        begins=tuple(begins),
        price=tuple(_mean([period.amount for period in standing]) for standing in in_force),
        break_even=tuple(None if cost is None else _as_asked(cost, net) for cost in costs),
        lowest=tuple(float(min(amounts)) if amounts else None for amounts in asked),
        highest=tuple(float(max(amounts)) if amounts else None for amounts in asked),
        units=tuple(float(units) for units, _paid in sold),
        margin=tuple(
            None if cost is None else paid * net - units * cost
            for cost, (units, paid) in zip(costs, sold, strict=True)
        ),
    )


def _as_asked(net_minor: float, net_share: float) -> float:
    """An amount without tax as prices are written: with tax, where the shop's contain it."""
    return net_minor / net_share if settings.SHOP_PRICES_INCLUDE_TAX else net_minor


def _mean(values: Sequence[int]) -> float | None:
    return fmean(values) if values else None


def _standing(periods: Iterable[_Period], at: datetime) -> list[_Period]:
    """What was in force at a moment, one of each key: the one that began last."""
    found: dict[int, _Period] = {}
    for period in periods:
        if period.starts_at <= at and (period.ends_at is None or period.ends_at > at):
            found[period.key] = period
    return list(found.values())


def _prices(variant_ids: Sequence[int], *, since: datetime) -> list[_Period]:
    rows = (
        Price.objects.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=since),
            variant_id__in=variant_ids,
            currency=settings.SHOP_BASE_CURRENCY,
        )
        .order_by("starts_at", "pk")
        .values_list("variant_id", "amount_minor", "starts_at", "ends_at", "cost_minor")
    )
    return [_Period(*row) for row in rows]


def _competitors(variant_ids: Sequence[int], *, since: datetime) -> list[_Period]:
    """What matched offers were asked for while they could be bought, in the base currency."""
    rows = list(
        CompetitorPrice.objects.filter(
            last_seen_at__gte=since,
            is_available=True,
            offer__variant__in=variant_ids,
            offer__state=MatchState.MATCHED,
            offer__competitor__is_active=True,
        )
        .order_by("first_seen_at", "pk")
        .values_list("offer_id", "amount_minor", "currency", "first_seen_at", "last_seen_at")
    )
    base = settings.SHOP_BASE_CURRENCY
    rates = {code: to.rate for code, to in conversions({row[2] for row in rows}).items()}
    return [
        _Period(
            offer_id,
            Money(amount, currency).converted(base, 1 / rates[currency]).minor,
            first,
            # A price seen on a day is held to have stood until the day after.
            last + timedelta(days=1),
        )
        for offer_id, amount, currency, first, last in rows
        if currency in rates
    ]


def _by_week(product_id: int, begins: Sequence[date]) -> list[tuple[int, int]]:
    """Units and what was paid for them, with tax, of each week."""
    sold: Mapping[date, tuple[int, int]] = {
        day: (units, paid)
        for day, units, paid in DailyDemand.objects.filter(
            product_id=product_id, day__gte=begins[0], day__lt=begins[-1] + WEEK
        )
        .values("day")
        .annotate(sold=Sum("units"), paid=Sum("revenue_minor"))
        .values_list("day", "sold", "paid")
    }
    return [
        (
            sum(sold.get(begin + timedelta(days=index), (0, 0))[0] for index in range(WEEK.days)),
            sum(sold.get(begin + timedelta(days=index), (0, 0))[1] for index in range(WEEK.days)),
        )
        for begin in begins
    ]
