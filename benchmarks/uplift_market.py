"""A year of a market that is written to at random, as the cases that uplift is learned from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from marketing.algorithms.qini import FloatArray
from marketing.algorithms.uplift import Cases, IntArray
from marketing.algorithms.uplift_facts import DAY, Moments, Past, facts_at
from simulation import (
    Mailing,
    MailKind,
    MailResponse,
    Market,
    MarketConfig,
    StepResult,
    synthetic_catalogue,
)

SHARES = (0.3, 0.3, 0.3, 0.1)
"""Persuadables, sure things, lost causes and sleeping dogs, as the market has them."""
NOBODY = (0.0, 0.0, 1.0, 0.0)
"""Everybody is a lost cause: mail brings one visit in a hundred, too few to see."""
HOLDOUT = 0.5
GOAL_DAYS = 2
WEEKDAY = 3
FIRST_MAIL = 60
"""Before that nothing is known of anybody."""
EXAM_FROM = 0.7


@dataclass(frozen=True, slots=True)
class Year:
    """Cases to learn from and to judge by, and what a mail truly does to who is judged by."""

    seed: int
    learned: Cases
    exam: Cases
    truth: FloatArray


@dataclass(slots=True)
class _Seen:
    """What a shop sees, as persons and moments; moments in seconds of the market's days."""

    orders: list[IntArray] = field(default_factory=list)
    revenue: list[FloatArray] = field(default_factory=list)
    visits: list[IntArray] = field(default_factory=list)
    mails: list[IntArray] = field(default_factory=list)
    opens: list[IntArray] = field(default_factory=list)
    clicks: list[IntArray] = field(default_factory=list)

    def note(self, result: StepResult) -> None:
        start = result.day * DAY
        bought = result.orders.customer >= 0
        self.orders.append(_pairs(result.orders.customer, start + result.orders.second, bought))
        self.revenue.append(result.orders.total[bought].astype(np.float64))
        came = result.sessions.customer >= 0
        self.visits.append(_pairs(result.sessions.customer, start + result.sessions.start, came))
        mail = result.mail
        when = start + mail.second
        self.mails.append(_pairs(mail.customer, when, np.ones(len(when), np.bool_)))
        self.opens.append(_pairs(mail.customer, when, mail.opened))
        self.clicks.append(_pairs(mail.customer, when, mail.clicked))

    def past(self, joined: IntArray) -> Past:
        bought, when = np.concatenate(self.orders, axis=1)
        return Past(
            joined=joined,
            watched_since=joined,
            orders=Moments(bought, when),
            revenue=Moments(bought, when, np.concatenate(self.revenue)),
            visits=_moments(self.visits),
            mails=_moments(self.mails),
            opens=_moments(self.opens),
            clicks=_moments(self.clicks),
        )


def play(customers: int, days: int, seed: int, shares: tuple[float, float, float, float]) -> Year:
    """A market of so many customers over so many days, one newsletter a week."""
    config = MarketConfig(
        customers=customers,
        initial_share=0.8,
        attacks=False,
        guest_profiles=100,
        guest_sessions=5,
        bot_sessions=0,
        mail_people=shares,
    )
    market = Market(synthetic_catalogue(seed=1), seed, config)
    draw = np.random.default_rng(seed)
    seen, sent = _Seen(), []
    prices = market.catalogue.variant_price
    for day in range(days):
        mailings: tuple[Mailing, ...] = ()
        if day % 7 == WEEKDAY:
            known = np.flatnonzero(market.customers.birth_day <= day)
            told = draw.random(len(known)) >= HOLDOUT
            sent.append((day, known, told))
            mailings = (Mailing(MailKind.NEWSLETTER, known[told]),)
        seen.note(market.step(prices, mailings=mailings))
    past = seen.past(market.customers.birth_day * DAY)
    whole = [each for each in sent if FIRST_MAIL <= each[0] <= days - GOAL_DAYS]
    border = EXAM_FROM * days
    learned = _cases(past, [each for each in whole if each[0] + GOAL_DAYS <= border])
    exam = _cases(past, [each for each in whole if each[0] >= border])
    return Year(seed, learned, exam, _truth(market, exam.person))


def _cases(past: Past, sent: list[tuple[int, IntArray, np.ndarray]]) -> Cases:
    person = np.concatenate([known for _day, known, _told in sent])
    treated = np.concatenate([told for _day, _known, told in sent])
    # In the morning, before anybody reads or orders.
    at = np.concatenate([np.full(len(known), day * DAY) for day, known, _told in sent])
    ordered = past.orders.within(person, at + GOAL_DAYS * DAY) - past.orders.within(person, at)
    return Cases(
        facts=facts_at(past, person, at),
        treated=treated,
        chance=np.full(len(person), 1 - HOLDOUT),
        outcome=(ordered > 0).astype(np.float64),
        person=person,
    )


def _truth(market: Market, person: IntArray) -> FloatArray:
    """Visits that a mail brings, and that it costs: what no shop can see."""
    people = market.customers
    annoyed = people.mail_response[person] == MailResponse.SLEEPING_DOG
    return np.asarray(people.mail_lift[person] - 0.1 * annoyed)


def _moments(pairs: list[IntArray]) -> Moments:
    person, seconds = np.concatenate(pairs, axis=1)
    return Moments(person, seconds)


def _pairs(person: IntArray, seconds: IntArray, chosen: np.ndarray) -> IntArray:
    return np.stack([person[chosen], seconds[chosen]]).astype(np.int64)
