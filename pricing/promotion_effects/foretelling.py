"""What a promotion is expected to do, from forecasts, elasticities and what own promotions did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.conf import settings
from django.db.models import Sum

from events.models import DailyDemand
from forecasting.planned import promoted_ahead
from forecasting.selectors import forecasts_of
from foundation import clock
from inventory.selectors import availability, incoming
from pricing.algorithms.promotion_uplift import LIFT_SD, Outlook, Plan, Response, foretell
from pricing.models import CannotTell, Promotion, PromotionResponse, PromotionTarget
from pricing.promotion_effects.scope import (
    Piece,
    cannot_foretell,
    days_of,
    neighbours_of,
    piece_of,
    variants_of,
)
from pricing.selectors import prices_of
from pricing.selectors.margins import net_shares
from pricing.serving import elasticities_of, shop_elasticity

PACE_DAYS = 56
LEAST_SALES = 0.01
"""Units over a promotion's days below which nothing it is about can be said to sell."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """What is expected of a promotion, or why nothing can be said.

    ``version`` is that of the elasticities; ``response`` what own promotions taught, None without.
    """

    first: date | None = None
    last: date | None = None
    products: tuple[int, ...] = ()
    outlook: Outlook | None = None
    cannot_tell: CannotTell = CannotTell.NOTHING
    version: str = ""
    response: PromotionResponse | None = None


@dataclass(frozen=True, slots=True)
class _Demand:
    """Mean and variance of units over some days."""

    mean: float = 0.0
    variance: float = 0.0

    def __add__(self, other: _Demand) -> _Demand:
        return _Demand(self.mean + other.mean, self.variance + other.variance)


def foretell_promotion(
    *, promotion: Promotion, targets: Sequence[PromotionTarget], at: datetime | None = None
) -> Foretold:
    """What a promotion will do, saved or not; one that has begun is told for the days left.

    Nothing is written. Neither the promotion nor its targets need a number of their own yet.
    """
    why = cannot_foretell(promotion, targets, at=at)
    if why:
        return Foretold(cannot_tell=why)
    first, last = days_of(promotion)
    first = max(first, clock.business_day(at))
    last = max(first, last)
    pieces = _pieces(promotion, variants_of(targets), at=at)
    if not pieces:
        return Foretold(first, last, cannot_tell=CannotTell.NO_PRICES)
    products = tuple(sorted({piece.product_id for piece in pieces}))
    believed = elasticities_of(products)
    if not believed:
        return Foretold(first, last, products, cannot_tell=CannotTell.NO_MODEL)
    plan = _plan(pieces, products, first, last, at=at)
    if plan.units.sum() < LEAST_SALES:
        return Foretold(first, last, products, cannot_tell=CannotTell.NO_DEMAND)
    row = PromotionResponse.objects.first()
    outlook = foretell(plan, response_of(row), seed=len(products))
    version = next(iter(believed.values())).version
    return Foretold(first, last, products, outlook, version=version, response=row)


def response_of(row: PromotionResponse | None) -> Response:
    """What was learned last; before that the lift that the elasticities found, not surely."""
    if row is None:
        shop = shop_elasticity()
        return Response(lift=shop.lift if shop else 0.0, lift_sd=LIFT_SD)
    return Response(
        lift=row.lift,
        lift_sd=row.lift_sd,
        lift_spread=row.lift_spread,
        cannibalised=row.cannibalised,
        cannibalised_sd=row.cannibalised_sd,
        pulled_forward=row.pulled_forward,
        pulled_forward_sd=row.pulled_forward_sd,
        promotions=row.promotions,
    )


def _pieces(
    promotion: Promotion, variants: Sequence[tuple[int, int]], *, at: datetime | None
) -> list[Piece]:
    quotes = prices_of(
        [variant for variant, _ in variants], currency=settings.SHOP_BASE_CURRENCY, at=at
    )
    found = (
        piece_of(promotion, variant, product, quotes[variant])
        for variant, product in variants
        if variant in quotes
    )
    return [piece for piece in found if piece is not None]


def _plan(
    pieces: Sequence[Piece],
    products: tuple[int, ...],
    first: date,
    last: date,
    *,
    at: datetime | None,
) -> Plan:
    """The promotion as arrays by product; money without tax."""
    variants = [piece.variant_id for piece in pieces]
    demand = _demand_between(variants, first, last, at=at)
    stock = _stock(variants)
    rows: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        rows[piece.product_id].append(piece)
    believed, shares = elasticities_of(products), net_shares(products)
    sums = [sum((demand[one.variant_id] for one in rows[pk]), _Demand()) for pk in products]
    net = np.array([shares[pk] for pk in products])
    means = np.array([_means(rows[pk], demand) for pk in products])
    neighbours = _neighbours(products, first, last, at=at)
    return Plan(
        units=np.array([one.mean for one in sums]),
        units_sd=np.sqrt([one.variance for one in sums]),
        price=means[:, 0] * net,
        reduced=means[:, 1] * net,
        cost=means[:, 2],
        elasticity=np.array([believed[pk].mean for pk in products]),
        elasticity_sd=np.array([believed[pk].sd for pk in products]),
        stock=np.array([sum(stock[one.variant_id] for one in rows[pk]) for pk in products]),
        neighbour_units=neighbours[0],
        neighbour_price=neighbours[1],
        neighbour_cost=neighbours[2],
    )


def _means(pieces: Iterable[Piece], demand: Mapping[int, _Demand]) -> tuple[float, float, float]:
    """Price, reduced price and cost of a piece, as its variants are wanted; cost NaN if unknown."""
    table = np.array(
        [(one.price, one.reduced, np.nan if one.cost is None else one.cost) for one in pieces]
    )
    weight = np.array([demand[one.variant_id].mean + LEAST_SALES for one in pieces])
    price, reduced, cost = (weight @ table / weight.sum()).tolist()
    return price, reduced, cost


def _neighbours(
    products: Collection[int], first: date, last: date, *, at: datetime | None
) -> tuple[float, float, float]:
    """Units of the other goods on the same shelves, and what one brings and costs on average."""
    variants = neighbours_of(products)
    quotes = prices_of(
        [variant for variant, _ in variants], currency=settings.SHOP_BASE_CURRENCY, at=at
    )
    priced = [(variant, product) for variant, product in variants if variant in quotes]
    if not priced:
        return 0.0, 0.0, 0.0
    demand = _demand_between([variant for variant, _ in priced], first, last, at=at)
    shares = net_shares({product for _, product in priced})
    units = np.array([demand[variant].mean for variant, _ in priced])
    net = np.array([quotes[v].amount.minor * shares[product] for v, product in priced])
    costs = (quotes[variant].cost for variant, _ in priced)
    cost = np.array([np.nan if one is None else one.minor for one in costs])
    total = float(units.sum())
    if total <= 0:
        return 0.0, 0.0, 0.0
    known = np.isfinite(cost)
    usual = float((cost[known] * units[known]).sum() / max(units[known].sum(), LEAST_SALES))
    return total, float(units @ net) / total, usual if known.any() else float("nan")


def _stock(variants: Sequence[int]) -> dict[int, float]:
    """Units that can be sold: there now or on their way; endless where nobody counts."""
    free, coming = availability(variants), incoming(variants)
    return {
        variant: max(float(free[variant]), 0.0)
        + (coming[variant].on_order if variant in coming else 0)
        if variant in free
        else float("inf")
        for variant in variants
    }


def _demand_between(
    variants: Sequence[int], first: date, last: date, *, at: datetime | None
) -> dict[int, _Demand]:
    """Demand over days to come without a promotion, both days included.

    Forecasts know of promotions that were planned when they were made. Where one was planned for
    these days, or where there is no forecast, the pace of the last weeks without promotions counts.
    """
    ids = sorted(set(variants))
    today = clock.business_day(at)
    views = forecasts_of(ids)
    days = (last - first).days + 1
    flags = promoted_ahead(np.array(ids, dtype=np.int64), first=first, days=days).max(axis=1)
    paces = _paces([pk for pk, is_planned in zip(ids, flags, strict=True)
                    if is_planned or pk not in views], today)  # fmt: skip
    found = {pk: _Demand(pace * days, max(pace * days, LEAST_SALES)) for pk, pace in paces.items()}
    for pk in ids:
        if pk in found:
            continue
        view = views[pk]
        since = max((first - view.as_of).days, 0)
        until = max((last - view.as_of).days + 1, since)
        whole, part = view.over(until), view.over(since)
        mean = max(whole.mean - part.mean, 0.0)
        found[pk] = _Demand(mean, max(whole.sd**2 - part.sd**2, mean, LEAST_SALES))
    return found


def _paces(variants: Sequence[int], today: date) -> dict[int, float]:
    """Units a day of the last eight weeks, days under a promotion left out."""
    rows = DailyDemand.objects.filter(
        variant_id__in=variants, day__gte=today - timedelta(days=PACE_DAYS), day__lt=today
    )
    sold = dict(rows.filter(promoted=False).values_list("variant_id").annotate(units=Sum("units")))
    promoted: dict[int, int] = defaultdict(int)
    for variant in rows.filter(promoted=True).values_list("variant_id", flat=True):
        promoted[variant] += 1
    return {
        variant: sold.get(variant, 0) / max(PACE_DAYS - promoted[variant], 1)
        for variant in variants
    }
