"""Who came to the demo's doors, as rows of the risk office.

For three months the shop watched: everything was scored and nobody was stopped, so that what was
sent and what was disputed later stand together. Since yesterday it acts. All labels here say that
they are of the simulated market, but for the banks' chargebacks, which are those of its orders.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings

from foundation.money import Money
from orders.holds import hold_order
from orders.models import Order
from risk.algorithms.attempts import FloatArray
from risk.algorithms.rules import fired
from risk.algorithms.velocity import is_strange
from risk.algorithms.vocabulary import Door, Mark, Outcome, Verdict
from risk.decisions import Knock
from risk.history import PastAttempt, PastLabel, record_history
from risk.kinds import FraudKind, LabelSource, Mode
from risk.marks import mark_of
from risk.models import Assessment, DoorPolicy
from risk.replay.playing import Replay
from risk.replay.visits import Visit
from risk.reviewing.services import open_case
from risk.rules.book import policy_of, rules_of
from risk.scoring.weighing import Opinion, weigh
from shop.demo.comers import Translator
from shop.demo.past import PACKING_TAKES, Past
from shop.demo.play import PlayedDay
from simulation import FraudKind as Planted
from simulation.doors import Comers, DoorKind, Gatehouse

DAYS, LOGIN_DAYS = 90, 30
"""Kept as assessments; further back attempts are only what these are measured by."""
LOOKED_AT = 0.02
SEED = 43
_ACTING = (Door.CHECKOUT, Door.LOGIN)
"""Doors that act since yesterday; what waits at the others is for the desk of its own."""
NOTE = "Simulated: the market's own truth, as a reviewer found it the next morning."
_KINDS = {
    Planted.CARD_TESTING: FraudKind.CARD_TESTING,
    Planted.STOLEN_CARD: FraudKind.STOLEN_CARD,
    Planted.ACCOUNT_TAKEOVER: FraudKind.TAKEOVER,
    Planted.PROMOTION_ABUSE: FraudKind.PROMOTION_ABUSE,
    Planted.RETURN_ABUSE: FraudKind.RETURN_ABUSE,
    Planted.REVIEW_SPAM: FraudKind.REVIEW_SPAM,
}


@dataclass(slots=True)
class MarketMarks:
    """Keys of the market's numbers: customers are themselves, all else is known by its number."""

    past: Past
    _known: dict[tuple[Mark, int], int] = field(default_factory=dict)

    def __call__(self, mark: Mark, number: int) -> int:
        key = (mark, number)
        if key not in self._known:
            self._known[key] = mark_of(mark, self._text(mark, number))
        return self._known[key]

    def _text(self, mark: Mark, number: int) -> str:
        if mark is Mark.CUSTOMER and number in self.past.customers:
            return str(self.past.customers[number].id)
        if mark is Mark.EMAIL and number in self.past.emails:
            return self.past.emails[number]
        if mark is Mark.NETWORK:
            # A network of the range that belongs to nobody (RFC 4193).
            return str(ipaddress.IPv6Address((0xFD << 120) | (number << 80)))
        return f"one {mark} of the simulated market number {number}"


def write_risk(past: Past, played: Sequence[PlayedDay]) -> None:
    """Play the doors' past, write its last months, and hold what waits to be sent and is held."""
    history = _History(past, MarketMarks(past))
    attempts = [attempt for day in played for attempt in history.day(day, len(played))]
    chargebacks = history.chargebacks(played)
    attempts = [_disputed(attempt, chargebacks) for attempt in attempts]
    record_history(attempts=attempts)
    _hold(attempts)


class _History:
    """The doors' past, day by day."""

    def __init__(self, past: Past, marks: MarketMarks) -> None:
        market = past.world.market
        self._past = past
        self._gatehouse = Gatehouse(market, past.seed)
        self._translator = Translator(marks, lambda day: _midnight(past, day).timestamp())
        self._replay = Replay([])
        self._rng = np.random.default_rng([past.seed, SEED])
        self._acting_from = past.now - PACKING_TAKES
        self._watching = {
            door: DoorPolicy(**_limits(policy_of(door)), door=door, mode=Mode.OBSERVE)
            for door in Door
        }

    def day(self, day: PlayedDay, days: int) -> Iterator[PastAttempt]:
        """The attempts of a day that are kept, until now."""
        number = day.result.day
        comers = self._gatehouse.watch(day.result)
        visits = list(self._translator.visits(comers, number))
        if number < days - DAYS:
            self._replay.remember(visits)
            return
        if number < days - LOGIN_DAYS:
            visits = _without_idle_logins(visits)
        judged = self._replay.play(visits)
        points = [_points(visit, row) for visit, row in zip(visits, judged.signals, strict=True)]
        looked_at = self._looked_at(comers, np.array(points))
        for at, visit in enumerate(visits):
            is_old_login = visit.attempt.door is Door.LOGIN and number < days - LOGIN_DAYS
            moment = self._past.moment(day.date, int(comers.second[at]))
            if is_old_login or not visit.is_judged or moment > self._past.now:
                continue
            subject = self._subject(comers, at, number)
            label = self._word(comers, at, moment) if at in looked_at and subject else None
            yield self._attempt(visit, moment, judged.signals[at], subject, label, comers, at)

    def chargebacks(self, played: Sequence[PlayedDay]) -> dict[str, datetime]:
        """By order, when its bank came back on it."""
        return {
            self._past.orders[number].stored.public_id: _midnight(self._past, day.result.day)
            for day in played
            for number in day.result.chargebacks.order_number.tolist()
            if number in self._past.orders
        }

    def _attempt(
        self, visit: Visit, moment: datetime, signals: FloatArray, subject: str,
        label: PastLabel | None, comers: Comers, at: int,
    ) -> PastAttempt:  # fmt: skip
        door = visit.attempt.door
        acts = moment >= self._acting_from and door in _ACTING
        weighed = weigh(
            door=door,
            signals=signals,
            rules=fired(rules_of(door), door, signals),
            known=(),
            opinion=Opinion(),
            policy=policy_of(door) if acts else self._watching[door],
        )
        amount = max(int(comers.amount[at]), 0)
        customer = self._past.customers.get(int(comers.customer[at]))
        return PastAttempt(
            knock=Knock(
                door=door,
                subject=subject,
                marks=visit.after.marks,
                facts=visit.attempt.facts,
                amount=Money(amount, settings.SHOP_BASE_CURRENCY) if amount else None,
                customer_id=customer.id if customer else None,
            ),
            at=moment,
            weighed=weighed,
            result=visit.result,
            is_strange=is_strange(signals),
            was_worn=visit.worn_at is not None and visit.worn_at < self._past.now.timestamp(),
            labels=(label,) if label else (),
        )

    def _looked_at(self, comers: Comers, points: FloatArray) -> set[int]:
        """Rows that reviewers looked at the next morning: the highest scores, so many as can be."""
        passed = np.flatnonzero(comers.passed)
        best = passed[np.lexsort((-comers.amount[passed], -points[passed]))]
        return set(best[: int(self._rng.poisson(LOOKED_AT * len(passed)))].tolist())

    def _word(self, comers: Comers, at: int, moment: datetime) -> PastLabel | None:
        """What they found; nothing yet of what came since yesterday's evening."""
        said = moment + timedelta(hours=20)
        if said > self._past.now:
            return None
        kind = _KINDS.get(Planted(int(comers.fraud[at])), FraudKind.NONE)
        verdict = Verdict.FRAUD if kind else Verdict.LEGITIMATE
        return PastLabel(verdict, LabelSource.SIMULATED, said, kind, note=NOTE)

    def _subject(self, comers: Comers, at: int, day: int) -> str:
        """The order's name at the checkout; elsewhere one that no row of the shop has."""
        if not comers.passed[at]:
            return ""
        door = DoorKind(int(comers.door[at]))
        if door is not DoorKind.CHECKOUT:
            return f"market:{day}:{at}"
        kept = self._past.orders.get(int(comers.order_number[at]))
        return kept.stored.public_id if kept else ""


def _without_idle_logins(visits: Sequence[Visit]) -> list[Visit]:
    """Only logins of who also buys that day are judged, since their orders are measured by them."""
    buyers = {
        visit.attempt.marks.get(Mark.CUSTOMER)
        for visit in visits
        if visit.attempt.door is Door.CHECKOUT
    }
    return [
        visit
        if visit.attempt.door is not Door.LOGIN or visit.attempt.marks[Mark.CUSTOMER] in buyers
        else replace(visit, is_judged=False)
        for visit in visits
    ]


def _points(visit: Visit, signals: FloatArray) -> float:
    door = visit.attempt.door
    return float(sum(rule.points for rule in fired(rules_of(door), door, signals)))


def _disputed(attempt: PastAttempt, chargebacks: dict[str, datetime]) -> PastAttempt:
    """With the bank's word, where it came."""
    at = chargebacks.get(attempt.knock.subject)
    if at is None:
        return attempt
    label = PastLabel(
        Verdict.FRAUD,
        LabelSource.CHARGEBACK,
        at,
        FraudKind.STOLEN_CARD,
        attempt.knock.amount.minor if attempt.knock.amount else 0,
    )
    return replace(attempt, labels=(*attempt.labels, label))


def _hold(attempts: Sequence[PastAttempt]) -> None:
    """Keep in the house what would have been held on its day and has not left since."""
    for attempt in attempts:
        held = attempt.weighed.outcome.gravity >= Outcome.HOLD.gravity
        if attempt.knock.door is not Door.CHECKOUT or not held or not attempt.knock.subject:
            continue
        order = Order.objects.get(public_id=attempt.knock.subject)
        assessment = Assessment.objects.get(door=Door.CHECKOUT, subject=order.public_id)
        assessment.outcome = Outcome.HOLD.value  # it is paid: nothing is refused any more
        assessment.save(update_fields=["outcome"])
        case = open_case(assessment=assessment, policy=policy_of(Door.CHECKOUT), at=attempt.at)
        hold_order(order=order, due_at=case.due_at, at=attempt.at)


def _limits(policy: DoorPolicy) -> dict[str, float]:
    return {name: getattr(policy, name) for name in ("step_up_from", "hold_from", "refuse_from")}


def _midnight(past: Past, day: int) -> datetime:
    return past.moment(past.world.market.config.start + timedelta(days=day), 0)
