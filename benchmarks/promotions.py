"""What promotions do in a market that knows: measured, foretold, and by how much both are off.

    python benchmarks/promotions.py [--quick] [--json FILE]

A year of the market that also plays the demo store (`simulation`), four times as large: 160
products, about three units a week each, prices of 60 % moved at random, seasons, substitutes, and
promotions that work by their price, by an uplift of their own and by a hangover after them. Every
other week two thirds of two categories are promoted for a week. The truth of each promotion is the
mean of twins of the market that differ by nothing but the promotion.

Each promotion is measured from the sales alone (differences in differences) and, in the second
half of them, foretold from elasticities and the promotions before it. The plain way beside it:
units sold in the week before, and elasticity alone.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks.reporting import Better, Row, columns, command_line, report, timed
from pricing.algorithms.difference_in_differences import Effect, at_usual_price, effect, match
from pricing.algorithms.elasticity import Elasticities, fit_elasticities
from pricing.algorithms.panel import FloatArray, IntArray, Sales
from pricing.algorithms.promotion_uplift import (
    LIFT_SD,
    THIRD,
    Measured,
    Outlook,
    Plan,
    Range,
    Response,
    foretell,
    learn,
)
from simulation import Market, MarketConfig
from simulation.catalogue import Catalogue
from simulation.offers import Promotion
from simulation.synthetic import synthetic_catalogue

SEEDS, QUICK_SEEDS = (7, 8), (7,)
TIMES, WEEK, AFTER, BEFORE, TWINS = 4, 7, 14, 112, 4
FIRST, EVERY, PROMOTIONS, QUICK_PROMOTIONS = 112, 14, 18, 6
SHARES_OFF = (0.10, 0.15, 0.20, 0.25)
LOWEST, HIGHEST = 0.74, 0.86
REACH = 1.2816
HEADER = ("seed", "promotions", "told", "80 % holds", "foretold holds", "lost after", "found")


@dataclass(frozen=True, slots=True)
class Truth:
    """Units of products by day, means of twins: (P,) under the promotion and without it."""

    under: FloatArray
    without: FloatArray
    under_after: FloatArray
    without_after: FloatArray


@dataclass(frozen=True, slots=True)
class Event:
    """A promotion of some products from a day on, for a week."""

    day: int
    off: float
    treated: IntArray
    beside: IntArray
    truth: Truth

    @property
    def lift(self) -> float:
        under, without = (t[self.treated].sum() for t in (self.truth.under, self.truth.without))
        return float(under / without - 1)

    @property
    def extra(self) -> float:
        return float((self.truth.under - self.truth.without)[self.treated].sum())

    @property
    def later(self) -> float:
        lost = self.truth.without_after - self.truth.under_after
        return float(lost[self.treated].sum())


@dataclass(frozen=True, slots=True)
class Year:
    """What the shop saw, (P, T), and what truly was."""

    catalogue: Catalogue
    units: FloatArray
    asked: FloatArray
    promoted: FloatArray
    events: list[Event]

    @property
    def calm(self) -> FloatArray:
        launched = self.catalogue.product_launch_day[:, None] <= np.arange(self.units.shape[1])
        return np.where((self.promoted > 0) | ~launched, np.nan, self.units)


@dataclass(frozen=True, slots=True)
class Found:
    """What the sales say of one promotion."""

    during: Effect
    beside: Effect
    after: Effect


def main() -> int:
    told = command_line(__doc__ or "").parse_args()
    seeds = QUICK_SEEDS if told.quick else SEEDS
    count = QUICK_PROMOTIONS if told.quick else PROMOTIONS
    years, seconds = timed(lambda: [_year(seed, count) for seed in seeds])
    print(f"{len(years)} years with {count} promotions and their twins: {seconds:.0f} CPU s")
    judged, seconds = timed(lambda: [_judge(year) for year in years])
    print(f"measured and foretold: {seconds:.1f} CPU s\n")
    print(columns(HEADER, [_line(s, j) for s, j in zip(seeds, judged, strict=True)]), end="\n\n")
    report(_rows(_together(judged)), json_path=told.json)
    return 0


@dataclass(frozen=True, slots=True)
class Judged:
    """Lists over promotions: those told, whether intervals hold, errors, shares lost after."""

    told: list[bool]
    held: list[bool]
    error: list[float]
    naive_error: list[float]
    foretold_held: list[bool]
    foretold_error: list[float]
    price_only_error: list[float]
    later: list[tuple[float, float]]
    """(truly lost after, additional units) of each promotion."""
    learned: list[Response]


def _judge(year: Year) -> Judged:
    fitted = _elasticities(year, year.units.shape[1])
    found = [_measure(year, event, fitted.mean) for event in year.events]
    judged = Judged([], [], [], [], [], [], [], [], [])
    for event, one in zip(year.events, found, strict=True):
        judged.told.append(one.during.untold is None)
        judged.later.append((event.later, event.extra))
        if one.during.untold is None:
            judged.held.append(one.during.low <= event.lift <= one.during.high)
            judged.error.append(abs(np.log1p(event.lift) - one.during.log_lift))
            judged.naive_error.append(abs(np.log1p(event.lift) - _week_before(year, event)))
    half = len(year.events) // 2
    early = _elasticities(year, year.events[half].day)
    response = learn(_measured(year, year.events[:half], found[:half], early))
    judged.learned.append(learn(_measured(year, year.events, found, fitted)))
    for event in year.events[half:]:
        outlook = _foretell(year, event, early, response)
        alone = _foretell(year, event, early, Response(0.0, LIFT_SD))
        lift = event.lift
        judged.foretold_held.append(_holds(outlook.lift, lift))
        judged.foretold_error.append(abs(np.log1p(outlook.lift.mean) - np.log1p(lift)))
        judged.price_only_error.append(abs(np.log1p(alone.lift.mean) - np.log1p(lift)))
    return judged


def _together(judged: list[Judged]) -> Judged:
    """The promotions of all years in one."""
    columns = ([value for one in judged for value in getattr(one, name)] for name in _COLUMNS)
    return Judged(*columns)


_COLUMNS = tuple(field.name for field in fields(Judged))


def _rows(judged: Judged) -> list[Row]:
    lost, extra = np.array(judged.later).sum(axis=0)
    learned = float(np.mean([one.pulled_forward for one in judged.learned]))
    return [
        Row("promotions/measured/told", float(np.mean(judged.told))),
        _coverage("promotions/measured/coverage_80", judged.held),
        Row(
            "promotions/measured/error_log_lift",
            float(np.mean(judged.error)),
            baseline=float(np.mean(judged.naive_error)),
            better=Better.LOWER,
        ),
        _coverage("promotions/foretold/coverage_80", judged.foretold_held),
        Row(
            "promotions/foretold/error_log_lift",
            float(np.mean(judged.foretold_error)),
            baseline=float(np.mean(judged.price_only_error)),
            better=Better.LOWER,
        ),
        Row(
            "promotions/learned/pulled_forward_error",
            abs(learned - float(lost / extra)),
            baseline=abs(THIRD - float(lost / extra)),
            better=Better.LOWER,
        ),
    ]


def _coverage(name: str, held: list[bool]) -> Row:
    share = float(np.mean(held))
    error = float(np.sqrt(share * (1 - share) / len(held)))
    return Row(name, share, to_reach=LOWEST, at_most=HIGHEST, standard_error=error)


def _line(seed: int, judged: Judged) -> tuple[str, ...]:
    lost, extra = np.array(judged.later).sum(axis=0)
    found = judged.learned[0]
    return (
        str(seed),
        str(len(judged.told)),
        f"{np.mean(judged.told):.0%}",
        f"{np.mean(judged.held):.0%}",
        f"{np.mean(judged.foretold_held):.0%}",
        f"{lost / extra:.0%}",
        f"{found.pulled_forward:.0%} ± {found.pulled_forward_sd:.0%}",
    )


def _holds(one: Range, truth: float) -> bool:
    return one.low <= truth <= one.high


def _measure(year: Year, event: Event, elasticity: FloatArray) -> Found:
    before, during = slice(event.day - BEFORE, event.day), slice(event.day, event.day + WEEK)
    after = slice(event.day + WEEK, min(event.day + WEEK + AFTER, year.units.shape[1]))
    whole = slice(before.start, after.stop)
    units = year.calm
    units[event.treated, during] = year.units[event.treated, during]
    units = at_usual_price(units, year.asked, elasticity, usual=before, days=whole)
    category = year.catalogue.product_category
    others = np.flatnonzero(~np.isin(category, category[event.treated]))

    def against_others(rows: IntArray, days: slice) -> Effect:
        chosen = match(units[rows], units[others], before=before, groups=category[others])
        return effect(units[rows], units[others[chosen]], before=before, after=days)

    return Found(
        against_others(event.treated, during),
        against_others(event.beside, during),
        against_others(event.treated, after),
    )


def _week_before(year: Year, event: Event) -> float:
    """The plain way: the logarithm of units in the week over those in the week before."""
    week = year.units[event.treated, event.day : event.day + WEEK].sum()
    before = year.units[event.treated, event.day - WEEK : event.day].sum()
    return float(np.log((week + 0.5) / (before + 0.5)))


def _measured(
    year: Year, events: list[Event], found: list[Found], fitted: Elasticities
) -> Measured:
    """What promotions that can be told teach."""
    kept = [
        (event, one) for event, one in zip(events, found, strict=True) if one.during.untold is None
    ]

    def moved(one: Effect) -> tuple[float, float]:
        if one.untold is not None:
            return float("nan"), float("nan")
        return one.units, (one.units_high - one.units_low) / 2 / REACH

    beside = np.array([moved(one.beside) for _, one in kept])
    after = np.array([moved(one.after) for _, one in kept])
    cheaper = np.array([np.log(1 - event.off) for event, _ in kept])
    return Measured(
        log_lift=np.array([one.during.log_lift for _, one in kept]),
        log_sd=np.array([one.during.log_sd for _, one in kept]),
        log_price=cheaper * [_of(fitted.mean, year, event) for event, _ in kept],
        log_price_sd=np.abs(cheaper * [_of(fitted.sd, year, event) for event, _ in kept]),
        expected=np.array([one.during.expected for _, one in kept]),
        neighbours=beside[:, 0],
        neighbours_sd=beside[:, 1],
        afterwards=after[:, 0],
        afterwards_sd=after[:, 1],
    )


def _of(values: FloatArray, year: Year, event: Event) -> float:
    """Mean over the promoted products, as they sell."""
    weight = year.units[event.treated, event.day - BEFORE : event.day].sum(axis=1) + 0.1
    return float(np.average(values[event.treated], weights=weight))


def _foretell(year: Year, event: Event, fitted: Elasticities, response: Response) -> Outlook:
    """From the pace of the eight weeks before: what a shop without forecasts would go by."""
    rows = event.treated
    weekly = np.nan_to_num(year.calm[rows, event.day - 8 * WEEK : event.day]).sum(axis=1) / 8
    price = year.asked[rows, event.day - 1]
    plan = Plan(
        units=weekly,
        units_sd=np.sqrt(np.maximum(weekly, 0.1)),
        price=price,
        reduced=price * (1 - event.off),
        cost=price / 2,
        elasticity=fitted.mean[rows],
        elasticity_sd=fitted.sd[rows],
        stock=np.full(len(rows), np.inf),
    )
    return foretell(plan, response)


def _elasticities(year: Year, days: int) -> Elasticities:
    """As a shop learns them from the days so far: by week, at the price paid."""
    weeks = days // WEEK
    span = slice(days - weeks * WEEK, days)

    def weekly(values: FloatArray) -> FloatArray:
        return np.asarray(values[:, span].reshape(len(values), weeks, WEEK).mean(axis=2))

    off = np.where(year.promoted > 0, year.promoted, 0.0)
    product, week = np.indices((len(year.units), weeks))
    sales = Sales(
        product=product.ravel().astype(np.int64),
        week=week.ravel().astype(np.int64),
        units=weekly(year.units).ravel() * WEEK,
        price=np.exp(weekly(np.log(year.asked * (1 - off)))).ravel(),
        promoted=weekly((off > 0).astype(np.float64)).ravel(),
    )
    return fit_elasticities(sales, groups=year.catalogue.product_category)


def _year(seed: int, count: int) -> Year:
    catalogue = synthetic_catalogue(seed=1)
    config = MarketConfig(
        customers=3_000 * TIMES, guest_profiles=2_000 * TIMES, guest_sessions=285.0 * TIMES
    )
    market = Market(catalogue, seed=seed, config=config)
    rng = np.random.default_rng([seed, 23])
    days = FIRST + EVERY * count + WEEK
    units, asked = np.zeros((catalogue.products, days)), np.zeros((catalogue.products, days))
    promoted = np.zeros_like(units)
    events: list[Event] = []
    running: tuple[Promotion, ...] = ()
    for day in range(days):
        since = day - FIRST
        if since >= 0 and since % EVERY == 0 and since // EVERY < count:
            events.append(_event(market, catalogue, day, rng))
            running = (_offer(events[-1].treated, events[-1].off),)
        if events and day == events[-1].day + WEEK:
            running = ()
        prices = market.propose_price_moves(day).prices(catalogue)
        units[:, day] = _by_product(catalogue, market.step(prices, promotions=running).sold)
        asked[:, day] = _by_product(catalogue, prices) / np.bincount(catalogue.variant_product)
        if running:
            promoted[events[-1].treated, day] = events[-1].off
    return Year(catalogue, units, asked, promoted, events)


def _event(market: Market, catalogue: Catalogue, day: int, rng: np.random.Generator) -> Event:
    """Two thirds of two categories; its truth from twins of the market as it stands."""
    category = catalogue.product_category
    members = np.flatnonzero(np.isin(category, rng.choice(category.max() + 1, 2, replace=False)))
    members = rng.permutation(members)
    cut = 2 * len(members) // 3
    treated, beside = np.sort(members[:cut]), np.sort(members[cut:])
    off = float(rng.choice(SHARES_OFF))
    truth = _truth(market, catalogue, _offer(treated, off))
    return Event(day, off, treated.astype(np.int64), beside.astype(np.int64), truth)


def _truth(market: Market, catalogue: Catalogue, offer: Promotion) -> Truth:
    under, without = (
        np.mean([_played(market.fork(seed), catalogue, ran) for seed in range(TWINS)], axis=0)
        for ran in ((offer,), ())
    )
    return Truth(under[0], without[0], under[1], without[1])


def _played(
    twin: Market, catalogue: Catalogue, promotions: tuple[Promotion, ...]
) -> tuple[FloatArray, FloatArray]:
    """Units by product in the week, and in the days after it."""
    sums = np.zeros((2, catalogue.products))
    for place in range(WEEK + AFTER):
        ran = promotions if place < WEEK else ()
        prices = twin.propose_price_moves(twin.day).prices(catalogue)
        sold = twin.step(prices, promotions=ran).sold
        sums[int(place >= WEEK)] += _by_product(catalogue, sold)
    return sums[0], sums[1]


def _offer(products: IntArray, off: float) -> Promotion:
    return Promotion("shelf", products, round(100 * off))


def _by_product(catalogue: Catalogue, values: IntArray) -> FloatArray:
    return np.bincount(catalogue.variant_product, values, catalogue.products).astype(np.float64)


if __name__ == "__main__":
    raise SystemExit(main())
