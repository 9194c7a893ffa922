"""Who comes today: customers by their own rates, people looking around, guests and robots."""

from __future__ import annotations

import numpy as np

from simulation.channels import draw_campaigns, draw_sources
from simulation.columns import NONE, BoolArray, FloatArray, IntArray
from simulation.kinds import Device, FraudKind, SessionKind, Source, Stream
from simulation.mail import CART_DAYS, MailEffect, due_categories, opened_anyway
from simulation.state import MarketState
from simulation.streams import stream
from simulation.visits import Visits
from simulation.world import World

_PROSPECT_VISITS = 0.25
_DUE_VISITS = 0.12
_DUE_ON_MIND = 0.8
_NEWCOMER_DAYS = 14
_NEWCOMER_VISITS = 0.25
_NEWCOMER_LEVEL = 0.8
_BIRTH_LEVEL = 2.0
_CART_ON_MIND = 0.6
_RETURNING_GUESTS = 0.3
_BOT_NETWORKS = 12
LAST_START = 82_000


def draw_visits(world: World, state: MarketState, mail: MailEffect) -> Visits:
    """All sessions of the day but the attacks, in no order."""
    rng = stream(state.seed, Stream.TRAFFIC, state.day)
    traffic = world.seasons.traffic(state.day)
    return Visits.concatenate(
        [
            _customers(world, state, mail, traffic, rng),
            _prospects(world, state, rng),
            _guests(world, state, traffic, rng),
            _bots(world, state, rng),
        ]
    )


def _customers(
    world: World, state: MarketState, mail: MailEffect, traffic: float, rng: np.random.Generator
) -> Visits:
    customers, day = world.customers, state.day
    n = len(customers)
    uniform = rng.random((6, n))
    source, noise = draw_sources(True, n, rng), rng.normal(0, 1.5, n)
    campaign = draw_campaigns(source, rng)
    born = customers.birth_day <= day
    fresh = born & (day - customers.birth_day <= _NEWCOMER_DAYS) & (state.orders == 0)
    due = due_categories(state)
    chance = 1 - np.exp(-world.levels.visit_rate * traffic / world.seasons.growth(day))
    chance = (chance + _DUE_VISITS * due.any(axis=1) + _NEWCOMER_VISITS * fresh) * mail.factor
    comes = (uniform[0] < chance) | mail.visits | (customers.birth_day == day)
    rows = np.flatnonzero(comes & born & state.alive())
    by_mail = mail.visits | opened_anyway(mail, uniform[1])
    second = uniform[2] < customers.second_device_share
    birth = customers.birth_day == day
    return Visits.build(
        len(rows),
        seat=rows,
        person=rows,
        visitor=np.where(second, customers.second_visitor, customers.visitor)[rows],
        customer=rows,
        device=np.where(second, Device.DESKTOP, customers.device)[rows],
        source=np.where(by_mail, Source.EMAIL, source)[rows],
        campaign=np.where(by_mail, mail.campaign, campaign)[rows],
        country=customers.country[rows],
        network=customers.network[rows],
        start=np.where(
            mail.at >= 0, np.minimum(mail.at, LAST_START), _starts(customers.hour, noise)
        )[rows],
        kind=SessionKind.CUSTOMER,
        fraud=np.where(
            birth & (customers.abuse == FraudKind.PROMOTION_ABUSE),
            FraudKind.PROMOTION_ABUSE,
            FraudKind.NONE,
        )[rows],
        newcomer=np.where(birth, _BIRTH_LEVEL, _NEWCOMER_LEVEL * fresh)[rows],
        due_product=_due_on_mind(state, due, uniform[3] < _DUE_ON_MIND)[rows],
        cart_product=np.where(
            (day - state.cart_day <= CART_DAYS) & (mail.reminded | (uniform[4] < _CART_ON_MIND)),
            state.cart_product,
            NONE,
        )[rows],
        intent=mail.intent[rows],
        code_percent=np.where(state.code_until >= day, state.code_percent, 0)[rows],
        failures=0,
    )


def _due_on_mind(state: MarketState, due: BoolArray, minded: BoolArray) -> IntArray:
    if not due.shape[1]:
        return np.full(len(due), NONE, dtype=np.int64)
    earliest = np.argmin(np.where(due, state.due_day, np.inf), axis=1)
    product = state.due_product[np.arange(len(due)), earliest]
    return np.where(due.any(axis=1) & minded, product, NONE)


def _prospects(world: World, state: MarketState, rng: np.random.Generator) -> Visits:
    """Future customers who look around first, as guests in the eyes of the shop."""
    customers, day = world.customers, state.day
    looking = (customers.discovery_day <= day) & (day < customers.birth_day)
    comes = looking & (rng.random(len(customers)) < _PROSPECT_VISITS)
    rows = np.flatnonzero(comes)
    source = draw_sources(False, len(rows), rng)
    return Visits.build(
        len(rows),
        seat=rows,
        person=rows,
        visitor=customers.visitor[rows],
        device=customers.device[rows],
        source=source,
        campaign=draw_campaigns(source, rng),
        country=customers.country[rows],
        network=customers.network[rows],
        start=_starts(customers.hour[rows], rng.normal(0, 1.5, len(rows))),
        kind=SessionKind.PROSPECT,
        fraud=FraudKind.NONE,
        failures=0,
    )


def _guests(world: World, state: MarketState, traffic: float, rng: np.random.Generator) -> Visits:
    n = int(rng.poisson(world.config.guest_sessions * traffic))
    slot = rng.integers(0, len(state.pool_visitor), n)
    profile = rng.integers(0, len(world.guests), n)
    known = (rng.random(n) < _RETURNING_GUESTS) & (state.pool_visitor[slot] >= 0)
    # A guest has one session a day at most, like everybody here.
    first = np.zeros(n, dtype=np.bool_)
    first[np.unique(slot, return_index=True)[1]] = True
    known &= first
    visitor = state.pool_visitor[slot].copy()
    visitor[~known] = state.new_visitors(int((~known).sum()))
    profile = np.where(known, state.pool_profile[slot], profile)
    state.remember_guests(visitor[~known], profile[~known])
    source = draw_sources(False, n, rng)
    return Visits.build(
        n,
        seat=len(world.customers) + np.arange(n),
        person=world.rows_of_guests + profile,
        visitor=visitor,
        device=world.guests.device[profile],
        source=source,
        campaign=draw_campaigns(source, rng),
        country=world.guests.country[profile],
        network=100_000_000 + visitor,
        start=_starts(world.guests.hour[profile], rng.normal(0, 2.2, n)),
        kind=SessionKind.GUEST,
        fraud=FraudKind.NONE,
        failures=0,
    )


def _bots(world: World, state: MarketState, rng: np.random.Generator) -> Visits:
    n = int(rng.poisson(world.config.bot_sessions))
    return Visits.build(
        n,
        visitor=state.new_visitors(n),
        device=Device.DESKTOP,
        source=np.where(rng.random(n) < 0.8, Source.DIRECT, Source.REFERRAL),
        country=rng.integers(0, len(world.config.countries), n),
        network=200_000_000 + rng.integers(0, _BOT_NETWORKS, n),
        start=rng.integers(0, LAST_START, n),
        kind=SessionKind.BOT,
        fraud=FraudKind.NONE,
        failures=0,
    )


def _starts(hour: FloatArray, noise: FloatArray) -> IntArray:
    """Seconds of the day around each one's favourite hour, early enough to end the same day."""
    return np.clip((hour + noise) * 3600, 0, LAST_START).astype(np.int64)
