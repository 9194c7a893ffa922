"""Random shops under random policies, and a judge of their new prices that has no code of ours.

The judge asks every rule in fractions, product by product, of the prices before and after.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from pricing.algorithms.demand_curve import Demand, Goal
from pricing.algorithms.endings import Ending
from pricing.algorithms.guard_rails import Facts, GuardRails
from pricing.algorithms.optimiser import Caution, Products, propose

GOALS = tuple(Goal)
MOST_PRODUCTS = 12
ENDS = {Ending.NINETY_NINE: Fraction(99, 100), Ending.NINETY_FIVE: Fraction(95, 100)}


def draw_rails(rng: np.random.Generator) -> GuardRails:
    """A policy: each rule is on or off, as hard as chance will have it."""
    endings = tuple(ending for ending in Ending if rng.random() < 0.3)
    return GuardRails(
        margin_floor=_perhaps(rng, -2_000, 7_000),
        largest_change=_perhaps(rng, 0, 5_000),
        days_between=int(rng.integers(0, 40)),
        competitor_band=_band(rng),
        endings=endings,
        digits=int(rng.choice([0, 2, 3])),
        announces_reductions=bool(rng.random() < 0.5),
        ladder_gap=int(rng.choice([0, 500, 2_000])),
    )


def draw_products(rng: np.random.Generator) -> Products:
    """A few products; prices from 1 to a million minor units, some below cost or in disorder."""
    count = int(rng.integers(1, MOST_PRODUCTS + 1))
    price = np.rint(10 ** rng.uniform(0, 6, count)).astype(np.int64)
    family = rng.choice(4, count, p=[0.55, 0.15, 0.15, 0.15])
    # The members of one family cost the same, those of the others what they please.
    price[family == 1] = price[0]
    near = np.exp(rng.normal(0, 0.2, (3, count)))
    known = rng.random((3, count)) < 0.4
    others = np.where(known, np.maximum(np.rint(price * near), 1), 0).astype(np.int64)
    wanted = np.sort(np.rint(price * np.exp(rng.normal(0, 0.2, (2, count)))), axis=0)
    wanted = np.where(rng.random((2, count)) < 0.2, wanted, 0).astype(np.int64)
    facts = Facts(
        price=price,
        cost=np.rint(price * rng.uniform(0, 1.2, count)).astype(np.int64),
        tax=rng.choice([0, 700, 1_900], count),
        days_since_change=rng.integers(0, 90, count),
        competitor=others[0],
        minimum_advertised=others[1],
        lowest_price=others[2],
        family=family,
        ladder=rng.choice(3, count, p=[0.6, 0.2, 0.2]),
        tier=rng.integers(0, 4, count),
        least=wanted[0],
        most=wanted[1],
    )
    demand = Demand(
        units=rng.exponential(50, count),
        stock=np.where(rng.random(count) < 0.5, np.inf, rng.integers(0, 60, count)),
        elasticity=rng.normal(-2, 1, count),
        elasticity_sd=rng.uniform(0, 1, count),
        unit_value=facts.cost * rng.uniform(0, 1, count),
    )
    return Products(facts, demand)


def draw_caution(rng: np.random.Generator) -> Caution:
    """From none at all to twice the usual."""
    return Caution(
        deviations=float(rng.choice([0.0, 1.0, 2.0])),
        risk_budget=float(rng.choice([0.001, 0.02])) if rng.random() < 0.5 else None,
        acts_when_unsure=bool(rng.random() < 0.5),
    )


def broken_by_policy(seed: int) -> tuple[int, int]:
    """Rails that a random shop's proposals broke under a random policy, and prices they changed."""
    rng = np.random.default_rng(seed)
    rails, products, caution = draw_rails(rng), draw_products(rng), draw_caution(rng)
    goal = GOALS[int(rng.integers(len(GOALS)))]
    proposals = propose(products, rails, goal, caution=caution)
    after = [int(price) for price in proposals.price]
    return len(list(broken(rails, products.facts, after))), int(proposals.acts.sum())


def broken(rails: GuardRails, facts: Facts, after: list[int]) -> Iterator[str]:
    """The rule of each breach, in words; none where all prices are as they were."""
    for index, price in enumerate(after):
        if price != facts.price[index]:
            yield from _broken_alone(rails, facts, index, price)
            if price < facts.least[index] or 0 < facts.most[index] < price:
                yield "what staff rejected"
            yield from _broken_order(rails, facts, index, after)
            yield from _broken_family(facts, index, after)


def _broken_alone(rails: GuardRails, facts: Facts, index: int, price: int) -> Iterator[str]:
    now, theirs = int(facts.price[index]), int(facts.competitor[index])
    lowest = int(facts.lowest_price[index])
    if price <= 0:
        yield "a price is above zero"
    if facts.days_since_change[index] < rails.days_between:
        yield "days between changes"
    net = Fraction(price) / (1 + Fraction(int(facts.tax[index]), 10_000))
    floor = rails.margin_floor
    if floor is not None and net - int(facts.cost[index]) < Fraction(floor, 10_000) * net:
        yield "margin floor"
    if price < facts.minimum_advertised[index]:
        yield "minimum advertised price"
    most = rails.largest_change
    if most is not None and abs(Fraction(price, now) - 1) > Fraction(most, 10_000):
        yield "largest change"
    if rails.competitor_band is not None and theirs:
        least, largest = (Fraction(end, 10_000) * theirs for end in rails.competitor_band)
        if not least <= price <= largest:
            yield "competitor band"
    if rails.announces_reductions and lowest and lowest <= price < now:
        yield "lowest price of thirty days"
    if rails.endings and not any(_ends(price, one, rails.digits) for one in rails.endings):
        yield "ending"


def _broken_order(rails: GuardRails, facts: Facts, index: int, after: list[int]) -> Iterator[str]:
    gap = 1 + Fraction(rails.ladder_gap, 10_000)
    for other in range(len(after)):
        if not facts.ladder[index] or facts.ladder[other] != facts.ladder[index]:
            continue
        if facts.tier[other] == facts.tier[index]:
            continue
        low, high = sorted((index, other), key=lambda one: int(facts.tier[one]))
        if after[high] <= after[low] or after[high] < gap * after[low]:
            yield "better costs more than good"


def _broken_family(facts: Facts, index: int, after: list[int]) -> Iterator[str]:
    rises = after[index] > facts.price[index]
    for other, price in enumerate(after):
        if facts.family[index] and facts.family[other] == facts.family[index]:
            if price == facts.price[other] or (price > facts.price[other]) != rises:
                yield "a family moves together"
            alike = facts.price[other] == facts.price[index]
            if alike and price != after[index]:
                yield "a family of one price stays at one price"


def _ends(price: int, ending: Ending, digits: int) -> bool:
    major = Fraction(price, 10**digits)
    if ending is Ending.WHOLE:
        return major.denominator == 1
    # Where there are no smaller coins, the last two digits of the price are its ending.
    return (major if digits else major / 100) % 1 == ENDS[ending]


def _perhaps(rng: np.random.Generator, least: int, most: int) -> int | None:
    return int(rng.integers(least, most)) if rng.random() < 0.6 else None


def _band(rng: np.random.Generator) -> tuple[int, int] | None:
    if rng.random() < 0.5:
        return None
    least = int(rng.integers(5_000, 10_500))
    return least, least + int(rng.integers(0, 4_000))
