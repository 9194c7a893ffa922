"""Today's attacks as scripted sessions with scripted baskets."""

from __future__ import annotations

import numpy as np

from simulation.columns import BoolArray, IntArray
from simulation.kinds import Device, FraudKind, SessionKind, Source, Stream
from simulation.state import MarketState
from simulation.streams import stream
from simulation.traffic import LAST_START
from simulation.visits import Visits, Wants
from simulation.world import World

_BAD_NETWORKS = 9
_CARD_TEST_SESSIONS = (8, 26)
_CARD_TEST_SUCCESS = 0.18
_SETTLED_DAYS = 5
_UNKNOWN_NETWORK = 0.35


def raids_of_the_day(world: World, state: MarketState) -> tuple[Visits, Wants]:
    """Sessions of today's attackers and what they put into their baskets."""
    today = world.attacks.take(world.attacks.day == state.day)
    if not len(today):
        return Visits.build(0), Wants.build(0)
    rng = stream(state.seed, Stream.ATTACKS, state.day)
    visits: list[Visits] = []
    for kind in today.kind:
        if kind == FraudKind.CARD_TESTING:
            visits.append(_card_testing(world, state, rng))
        elif kind == FraudKind.STOLEN_CARD:
            visits.append(_stolen_card(world, state, rng))
        elif kind == FraudKind.ACCOUNT_TAKEOVER:
            visits.append(_takeover(world, state, rng))
    raid = Visits.concatenate(visits)
    return raid, _baskets(world, state, raid, rng)


def _card_testing(world: World, state: MarketState, rng: np.random.Generator) -> Visits:
    """Many small payments from one device within an hour, most of them declined."""
    n = int(rng.integers(*_CARD_TEST_SESSIONS))
    start = rng.integers(0, LAST_START - 3600) + np.sort(rng.integers(0, 3600, n))
    return _raid(
        world,
        state,
        rng,
        n,
        fraud=FraudKind.CARD_TESTING,
        start=start,
        failures=rng.integers(1, 5, n),
        pays=rng.random(n) < _CARD_TEST_SUCCESS,
    )


def _stolen_card(world: World, state: MarketState, rng: np.random.Generator) -> Visits:
    """One dear, hurried order by a guest nobody has seen before."""
    raid = _raid(
        world,
        state,
        rng,
        1,
        fraud=FraudKind.STOLEN_CARD,
        start=rng.integers(0, LAST_START, 1),
        failures=rng.integers(0, 3, 1),
    )
    if rng.random() < _UNKNOWN_NETWORK:
        return raid.replace(network=400_000_000 + raid.visitor)
    return raid


def _takeover(world: World, state: MarketState, rng: np.random.Generator) -> Visits:
    """A stranger in the account of somebody who has ordered before."""
    settled = world.customers.birth_day <= state.day - _SETTLED_DAYS
    victims = np.flatnonzero(state.alive() & settled & (state.orders > 0))
    if not len(victims):
        return Visits.build(0)
    return _raid(
        world,
        state,
        rng,
        1,
        fraud=FraudKind.ACCOUNT_TAKEOVER,
        start=rng.integers(0, LAST_START, 1),
        failures=rng.integers(0, 2, 1),
    ).replace(customer=rng.choice(victims, 1))


def _raid(
    world: World,
    state: MarketState,
    rng: np.random.Generator,
    n: int,
    *,
    fraud: FraudKind,
    start: IntArray,
    failures: IntArray,
    pays: BoolArray | bool = True,
) -> Visits:
    """Sessions of one attacker: one device, one network of the few that attackers use."""
    return Visits.build(
        n,
        visitor=state.new_visitors(1),
        device=Device.DESKTOP,
        source=Source.DIRECT,
        country=rng.integers(len(world.config.countries)),
        network=300_000_000 + rng.integers(_BAD_NETWORKS),
        start=start,
        kind=SessionKind.ATTACK,
        fraud=fraud,
        failures=failures,
        pays=pays,
    )


def _baskets(world: World, state: MarketState, raid: Visits, rng: np.random.Generator) -> Wants:
    """Card testers take the cheapest things, thieves what is dear and easily sold on."""
    launched = np.flatnonzero(world.catalogue.product_launch_day <= state.day)
    by_price = launched[np.argsort(world.catalogue.product_price[launched], kind="stable")]
    tenth = max(1, len(by_price) // 10)
    lines: list[tuple[int, int, int, int]] = []
    for row, fraud in enumerate(raid.fraud):
        testing = fraud == FraudKind.CARD_TESTING
        goods = by_price[:tenth] if testing else by_price[-2 * tenth :]
        count = 1 if testing else int(rng.integers(1, 3))
        chosen = rng.choice(goods, size=min(count, len(goods)), replace=False)
        for place, product in enumerate(chosen):
            quantity = 1 if testing else int(rng.integers(1, 3))
            lines.append((row, int(product), quantity, place))
    if not lines:
        return Wants.build(0)
    visit, product, quantity, place_in_basket = np.array(lines, dtype=np.int64).T
    table = world.variant_table[product]
    width = (table >= 0).sum(axis=1)
    column = (rng.random(len(product)) * width).astype(np.int64)
    return Wants.build(
        len(product),
        visit=visit,
        rank=1.02 + place_in_basket,
        product=product,
        variant=table[np.arange(len(product)), column],
        quantity=quantity,
    )
