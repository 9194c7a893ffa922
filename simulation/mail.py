"""How customers answer mail: four kinds of people, tired by too much of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.channels import FIRST_MAIL_CAMPAIGN
from simulation.columns import NONE, BoolArray, FloatArray, IntArray
from simulation.kinds import MailKind, MailMedium, MailResponse, Stream
from simulation.offers import Mailing
from simulation.results import MailResponses
from simulation.state import MarketState
from simulation.streams import stream
from simulation.world import World

CART_DAYS = 7
DUE_BEFORE, DUE_AFTER = 3, 21
_BROWSE_DAYS = 3
_PRESSURE_KEPT = 0.8
_OPENED_ANYWAY = 0.35
_LAPSED_DAYS = 60
_INTENT = 0.8
_ABOUT_THEM = frozenset(
    {MailKind.ABANDONED_CART, MailKind.WIN_BACK, MailKind.REPLENISHMENT, MailKind.BROWSE}
)
_PUSH_PULL, _PUSH_SEEN = 0.6, 1.3
_LEAST_ATTENTION, _TIMELY = 0.75, 0.5
_TIMELY_HOURS = 3.0
_SENT_EARLY, _LINK_FOLLOWED = 5 * 3600, 30
_STREAMS_A_DAY = 5
_LATER_STREAMS = 1_000_000


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
    intent: FloatArray
    """Log odds of a purchase that the reason to come adds; 0 for news."""
    reminded: BoolArray
    """Comes because of a mail that shows the cart."""
    at: IntArray
    """Second at which they come because of a mail that was sent at an hour of its own, else -1."""


def deliver(
    world: World, state: MarketState, mailings: Sequence[Mailing]
) -> tuple[MailEffect, MailResponses]:
    """Answers to today's mailings, and their trace.

    Raises:
        ValueError: for mail to somebody who is not a customer yet.
    """
    n = len(world.customers)
    state.mail_pressure *= _PRESSURE_KEPT
    effect = MailEffect(
        visits=np.zeros(n, dtype=np.bool_),
        opened=np.zeros(n, dtype=np.bool_),
        campaign=np.full(n, NONE, dtype=np.int64),
        factor=np.ones(n),
        intent=np.zeros(n),
        reminded=np.zeros(n, dtype=np.bool_),
        at=np.full(n, NONE, dtype=np.int64),
    )
    traces = [_deliver_one(world, state, mailing, effect) for mailing in mailings]
    annoyed = world.customers.mail_response == MailResponse.SLEEPING_DOG
    effect.factor[annoyed & (state.mail_pressure > 0.3)] = 0.6
    return effect, MailResponses.concatenate(traces)


def opened_anyway(effect: MailEffect, uniform: FloatArray) -> BoolArray:
    """Readers who would have come without, yet come through the mail's link: credit it lightly."""
    return effect.opened & (uniform < _OPENED_ANYWAY)


def due_categories(state: MarketState) -> BoolArray:
    """(customers, replenishable categories) what is used up about now."""
    late = state.day - state.due_day
    return (late >= -DUE_BEFORE) & (late <= DUE_AFTER)


def _deliver_one(
    world: World, state: MarketState, mailing: Mailing, effect: MailEffect
) -> MailResponses:
    """The trace of one mailing; ``effect`` and the state learn of it."""
    customers = world.customers
    to, first = np.unique(np.asarray(mailing.customers, dtype=np.int64), return_index=True)
    if len(to) and (to[0] < 0 or customers.birth_day[to].max() > state.day):
        raise ValueError("mail to somebody who is not a customer yet")
    sent = None if mailing.hours is None else np.asarray(mailing.hours)[first]
    uniform = _stream(state, mailing.kind).random((4, len(customers)))[:, to]
    is_push = mailing.medium is MailMedium.PUSH
    attention = _attention(customers.hour[to], sent)
    pull = _lift(world, state, mailing.kind)[to] * attention * (_PUSH_PULL if is_push else 1.0)
    sight = customers.open_rate * _still_reading(state)
    sight = sight[to] * attention * (_PUSH_SEEN if is_push else 1.0)
    comes = (uniform[0] < pull) & state.alive()[to]
    reads = comes | (uniform[1] < sight)
    effect.visits[to] |= comes
    effect.opened[to] |= reads
    effect.campaign[to[reads]] = FIRST_MAIL_CAMPAIGN + mailing.kind
    if mailing.kind in _ABOUT_THEM:
        effect.intent[to[comes]] = _INTENT
    effect.reminded[to] |= comes & (mailing.kind is MailKind.ABANDONED_CART)
    if mailing.percent:
        state.code_percent[to[reads]] = mailing.percent
        state.code_until[to[reads]] = state.day + mailing.valid_days
    state.mail_pressure[to] += 1
    read_at = _read_at(customers.hour[to], sent, uniform[3], is_push)
    if sent is not None:
        effect.at[to[comes]] = read_at[comes] + _LINK_FOLLOWED
    dog = customers.mail_response[to] == MailResponse.SLEEPING_DOG
    return MailResponses.build(
        len(to),
        customer=to,
        kind=mailing.kind,
        sent=_SENT_EARLY if sent is None else (sent * 3600).astype(np.int64),
        second=read_at,
        opened=reads,
        clicked=comes,
        unsubscribed=reads & (uniform[2] < np.where(dog, 0.06, 0.006)),
    )


def _stream(state: MarketState, kind: MailKind) -> np.random.Generator:
    """Kinds that came later have numbers beside the others', so that old seeds keep their days."""
    if kind < _STREAMS_A_DAY:
        return stream(state.seed, Stream.MAIL, state.day * _STREAMS_A_DAY + kind)
    return stream(state.seed, Stream.MAIL, _LATER_STREAMS * kind + state.day)


def _attention(hour: FloatArray, sent: FloatArray | None) -> FloatArray:
    """Factor on being read and answered: most for what comes at the reader's own hour."""
    if sent is None:
        return np.ones(len(hour))
    apart = np.abs((sent - hour + 12) % 24 - 12)
    return np.asarray(_LEAST_ATTENTION + _TIMELY * np.exp(-((apart / _TIMELY_HOURS) ** 2)))


def _read_at(
    hour: FloatArray, sent: FloatArray | None, uniform: FloatArray, is_push: bool
) -> IntArray:
    """Second of the day: around the reader's hour, and never before it was sent."""
    read = np.clip(hour + 3 * (uniform - 0.5), 5, 23)
    if sent is not None:
        soon = sent + (0.2 if is_push else 1.0) * uniform
        read = np.minimum(soon if is_push else np.maximum(read, soon), 23.9)
    return (read * 3600).astype(np.int64)


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
    elif kind is MailKind.BROWSE:
        factor = np.where(state.day - state.browse_day <= _BROWSE_DAYS, 1.6, 0.6)
    tired = np.exp(-0.5 * state.mail_pressure)
    return np.minimum(0.9, world.customers.mail_lift * factor * tired)


def _still_reading(state: MarketState) -> FloatArray:
    return np.where(state.alive(), 1.0, 0.25)
