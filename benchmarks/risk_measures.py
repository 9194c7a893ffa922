"""What of the attacks is among the few that can be looked at, and what the look costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from benchmarks.risk_market import REVIEWED, REVIEWER_IS_RIGHT, Year
from risk.algorithms.vocabulary import Outcome
from risk.replay.playing import OUTCOMES
from simulation import FraudKind
from simulation.columns import BoolArray, FloatArray
from simulation.doors import DoorKind

REVIEW_COST, CHARGEBACK_FEE, LOST_CUSTOMERS = 2.0, 20.0, 0.25
"""As ``DoorPolicy`` has them, in major units and as a share."""
_HOLD, _STEP_UP = OUTCOMES.index(Outcome.HOLD), OUTCOMES.index(Outcome.STEP_UP)
_DISPUTED = (FraudKind.CARD_TESTING, FraudKind.STOLEN_CARD, FraudKind.ACCOUNT_TAKEOVER)


class Attack(StrEnum):
    """What is to be found, and at which door."""

    CARD_TESTING = "card_testing"
    STOLEN_CARD = "stolen_card"
    TAKEOVER_LOGIN = "takeover_login"
    TAKEOVER_ORDER = "takeover_order"
    PROMOTION = "promotion"
    RETURN = "return"
    REVIEW_SPAM = "review_spam"


PLANTED = {
    Attack.CARD_TESTING: (DoorKind.CHECKOUT, FraudKind.CARD_TESTING),
    Attack.STOLEN_CARD: (DoorKind.CHECKOUT, FraudKind.STOLEN_CARD),
    Attack.TAKEOVER_LOGIN: (DoorKind.LOGIN, FraudKind.ACCOUNT_TAKEOVER),
    Attack.TAKEOVER_ORDER: (DoorKind.CHECKOUT, FraudKind.ACCOUNT_TAKEOVER),
    Attack.PROMOTION: (DoorKind.COUPON, FraudKind.PROMOTION_ABUSE),
    Attack.RETURN: (DoorKind.RETURN, FraudKind.RETURN_ABUSE),
    Attack.REVIEW_SPAM: (DoorKind.REVIEW, FraudKind.REVIEW_SPAM),
}


class Ranking(StrEnum):
    """By what it is decided whom to look at."""

    OURS = "ours"
    RULES = "rules alone"
    ANOMALY = "anomaly alone"
    AMOUNT = "amount alone"


@dataclass(frozen=True, slots=True)
class Found:
    """Of so many planted, so many were looked at; at best ``ceiling`` could have been."""

    planted: int
    seen: int
    ceiling: int

    def __add__(self, other: Found) -> Found:
        return Found(
            self.planted + other.planted, self.seen + other.seen, self.ceiling + other.ceiling
        )

    @property
    def recall(self) -> float:
        return self.seen / max(self.planted, 1)


@dataclass(frozen=True, slots=True)
class Bill:
    """In major units: what a queue at the checkout kept, and what it cost."""

    kept: float
    looks: float
    insults: float

    @property
    def net(self) -> float:
        return self.kept - self.looks - self.insults


def of_attack(year: Year, attack: Attack) -> BoolArray:
    """(n,) the attempts of one attack."""
    door, fraud = PLANTED[attack]
    return np.asarray((year.door == door) & (year.fraud == fraud))


def scores(year: Year, ranking: Ranking) -> FloatArray:
    """(n,) by which is ranked; ties go to the dearer."""
    match ranking:
        case Ranking.OURS:
            return year.score
        case Ranking.RULES:
            return year.points
        case Ranking.ANOMALY:
            return np.nan_to_num(year.anomaly)
        case Ranking.AMOUNT:
            return year.amount


def looked_at(year: Year, ranking: Ranking, *, by_door: bool) -> BoolArray:
    """(n,) the ``REVIEWED`` share with the highest scores: of one queue, or at each door."""
    rank, found = scores(year, ranking), np.zeros(len(year), np.bool_)
    queues = [year.door == door for door in DoorKind] if by_door else [year.door >= 0]
    for queue in queues:
        rows = np.flatnonzero(queue)
        order = np.lexsort((-year.amount[rows], -rank[rows]))
        found[rows[order[: int(REVIEWED * len(rows))]]] = True
    return found


def recalls(year: Year, ranking: Ranking, *, by_door: bool) -> Mapping[Attack, Found]:
    """What of each attack was looked at. The ceiling is that of a queue filled with it first."""
    seen = looked_at(year, ranking, by_door=by_door)
    found = {}
    for attack in Attack:
        planted = of_attack(year, attack)
        room = year.door == PLANTED[attack][0] if by_door else year.door >= 0
        most = min(int(planted.sum()), int(REVIEWED * room.sum()))
        found[attack] = Found(int(planted.sum()), int((seen & planted).sum()), most)
    return found


def honest_groups(year: Year) -> Mapping[str, BoolArray]:
    """(n,) honest buyers by what makes them look strange."""
    buyers = (year.door == DoorKind.CHECKOUT) & year.is_honest
    return {
        "gifts": buyers & year.is_gift,
        "offices": buyers & year.is_office,
        "families": buyers & year.is_family,
        "travellers": buyers & year.is_away,
        "all_buyers": buyers,
        "logins": (year.door == DoorKind.LOGIN) & year.is_honest,
        "codes": (year.door == DoorKind.COUPON) & year.is_honest,
        "reviews": (year.door == DoorKind.REVIEW) & year.is_honest,
        "returns": (year.door == DoorKind.RETURN) & year.is_honest,
    }


def held(year: Year) -> BoolArray:
    """(n,) held or refused by the policy that a shop begins with. Nobody is held at the login."""
    return (year.outcome >= _HOLD) & (year.door != DoorKind.LOGIN)


def asked(year: Year) -> BoolArray:
    """(n,) asked for proof: the bank's own, or at the login a code by mail."""
    return (year.outcome >= _STEP_UP) & ~held(year)


def bill(year: Year, looked: BoolArray) -> Bill:
    """What looking at these orders kept and cost; reviewers are wrong now and then.

    A refused thief costs neither goods nor fee. An honest buyer who is refused is lost for this
    order, and a share of them for good: reckoned as one more order like it.
    """
    looked = looked & (year.door == DoorKind.CHECKOUT)
    thieves = looked & np.isin(year.fraud, _DISPUTED)
    honest = looked & year.is_honest
    return Bill(
        kept=REVIEWER_IS_RIGHT * float((year.amount[thieves] + CHARGEBACK_FEE).sum()),
        looks=REVIEW_COST * float(looked.sum()),
        insults=(1 - REVIEWER_IS_RIGHT) * (1 + LOST_CUSTOMERS) * float(year.amount[honest].sum()),
    )


def at_stake(year: Year) -> float:
    """What thieves would take at the checkout if nobody looked, with the banks' fees."""
    thieves = (year.door == DoorKind.CHECKOUT) & np.isin(year.fraud, _DISPUTED)
    return float((year.amount[thieves] + CHARGEBACK_FEE).sum())
