"""How customers answer mail: four kinds of people, tired by too much of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.channels import FIRST_MAIL_CAMPAIGN
from simulation.columns import NONE, BoolArray, FloatArray, IntArray
from simulation.kinds import MailKind, MailResponse, Stream
from simulation.offers import Mailing
from simulation.results import MailResponses
from simulation.state import MarketState
from simulation.streams import stream
from simulation.world import World

CART_DAYS = 7
DUE_BEFORE, DUE_AFTER = 3, 21
_PRESSURE_KEPT = 0.8
_OPENED_ANYWAY = 0.35
_LAPSED_DAYS = 60


@dataclass(frozen=True)
class MailEffect:
    """What today's mail does to each customer (customers,)."""

    visits: BoolArray
    """Comes because of a mail."""
    opened: BoolArray
    campaign: IntArray
    """Campaign of the mail that was answered or opened, else -1."""
    factor: FloatArray
    """On the chance of an ordinary visit."""


def deliver(
    world: World, state: MarketState, mailings: Sequence[Mailing]
) -> tuple[MailEffect, MailResponses]:
    """Answers to today's mailings, and their trace.

    Raises:
        ValueError: for mail to somebody who is not a customer yet.
    """
    customers = world.customers
    n = len(customers)
    state.mail_pressure *= _PRESSURE_KEPT
    visits, opened = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    campaign = np.full(n, NONE, dtype=np.int64)
    traces = []
    for mailing in mailings:
        to = np.unique(mailing.customers).astype(np.int64)
        if len(to) and (to[0] < 0 or customers.birth_day[to].max() > state.day):
            raise ValueError("mail to somebody who is not a customer yet")
        rng = stream(state.seed, Stream.MAIL, state.day * len(MailKind) + mailing.kind)
        uniform = rng.random((4, n))[:, to]
        pull = _lift(world, state, mailing.kind)[to]
        comes = (uniform[0] < pull) & state.alive()[to]
        reads = comes | (uniform[1] < customers.open_rate[to] * _still_reading(state)[to])
        dog = customers.mail_response[to] == MailResponse.SLEEPING_DOG
        visits[to] |= comes
        opened[to] |= reads
        campaign[to[reads]] = FIRST_MAIL_CAMPAIGN + mailing.kind
        hour = np.clip(customers.hour[to] + 3 * (uniform[3] - 0.5), 5, 23)
        traces.append(
            MailResponses.build(
                len(to),
                customer=to,
                kind=mailing.kind,
                second=(hour * 3600).astype(np.int64),
                opened=reads,
                clicked=comes,
                unsubscribed=reads & (uniform[2] < np.where(dog, 0.06, 0.006)),
            )
        )
        state.mail_pressure[to] += 1
    annoyed = customers.mail_response == MailResponse.SLEEPING_DOG
    factor = np.where(annoyed & (state.mail_pressure > 0.3), 0.6, 1.0)
    return MailEffect(visits, opened, campaign, factor), MailResponses.concatenate(traces)


def opened_anyway(effect: MailEffect, uniform: FloatArray) -> BoolArray:
    """Readers who would have come without, yet come through the mail's link: credit it lightly."""
    return effect.opened & (uniform < _OPENED_ANYWAY)


def due_categories(state: MarketState) -> BoolArray:
    """(customers, replenishable categories) what is used up about now."""
    late = state.day - state.due_day
    return (late >= -DUE_BEFORE) & (late <= DUE_AFTER)


def _lift(world: World, state: MarketState, kind: MailKind) -> FloatArray:
    """Chance of a visit caused by one mail of this kind, for every customer."""
    factor = np.ones(len(world.customers))
    if kind is MailKind.ABANDONED_CART:
        fresh = state.day - state.cart_day <= CART_DAYS
        factor = np.where(fresh, 2.2, 0.5)
    elif kind is MailKind.REPLENISHMENT:
        factor = np.where(due_categories(state).any(axis=1), 2.0, 0.5)
    elif kind is MailKind.WIN_BACK:
        factor = np.where(state.day - state.last_order_day > _LAPSED_DAYS, 1.8, 0.6)
    elif kind is MailKind.WELCOME:
        factor = np.where(state.day - world.customers.birth_day <= 14, 1.5, 0.8)
    tired = np.exp(-0.5 * state.mail_pressure)
    return np.minimum(0.9, world.customers.mail_lift * factor * tired)


def _still_reading(state: MarketState) -> FloatArray:
    return np.where(state.alive(), 1.0, 0.25)
