"""What an answer is: products in order, each with its reason, its model and how it was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReasonKind(StrEnum):
    """Why something is recommended; the page makes a sentence of it."""

    BECAUSE_VIEWED = "because_viewed"
    BECAUSE_BOUGHT = "because_bought"
    BOUGHT_TOGETHER = "bought_together"
    SIMILAR = "similar"
    BUY_AGAIN = "buy_again"
    DUE_AGAIN = "due_again"
    TASTE = "taste"
    TRENDING = "trending"
    NEW = "new"
    LIKE_MINDED = "like_minded"
    PICKED = "picked"


class Strategy(StrEnum):
    """How a product came into a list: what experiments and bandits tell apart."""

    MODEL = "model"
    PERSONAL = "personal"
    SESSION = "session"
    CROWD = "crowd"
    LAST_HOUR = "last_hour"
    NEWCOMER = "newcomer"
    STAFF = "staff"


CERTAIN = 1.0


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A product with its reason. ``because`` is the product that the reason speaks of.

    ``propensity`` is the probability with which it was shown at its place: 1 where nothing was
    left to chance. ``approach`` is what an experiment or a bandit chose for the whole list, empty
    where neither did.
    """

    product_id: int
    score: float
    reason: ReasonKind
    because: int | None
    model_version: str
    strategy: Strategy = Strategy.MODEL
    propensity: float = CERTAIN
    approach: str = ""
