"""What each event tells of taste: the one table that training and serving weigh events by.

=====================================  ======  =========  ==========================================
event                                  weight  half-life  note
=====================================  ======  =========  ==========================================
bought                                   1.00  --         the measure of all others
review of 5 / 4 / 3 stars         1.2/.8/.3  360 days
put in the cart                           .40  90 days
put on a wishlist                         .35  180 days
search result clicked                     .20  60 days    it was asked for in words
recommendation clicked                    .12  60 days    we chose what was seen: less than a search
looked at                                 .10  60 days
review of 2 / 1 stars               keeps .3/.1           of all that came before
sent back                                keeps .1         of that order's purchase
taken out of the cart                    keeps .5         of looks and the cart, not of purchases
"not for me"                             keeps 0          of all that came before
=====================================  ======  =========  ==========================================

A negative event is no weight below zero (the models count what is there, and a vote against an
item would speak against its neighbours, too): it lets only a share of what the same person did
with the same product before it remain. What nobody agreed to have remembered has no person, so
only its basket counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from events.names import EventName

LEAST_WEIGHT = 0.01
"""What is fainter than this is left out, unless it belongs to a basket."""
MOST_VIEWS_A_DAY = 1_000
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Signal:
    """``weight`` 0 marks a negative signal, which keeps ``keeps`` of what came before it."""

    weight: float
    half_life_days: float = np.inf
    keeps: float = 1.0
    spares_purchases: bool = False


SIGNALS = {
    EventName.PRODUCT_PURCHASED: Signal(1.0),
    EventName.CART_ITEM_ADDED: Signal(0.4, 90),
    EventName.WISH_ADDED: Signal(0.35, 180),
    EventName.SEARCH_CLICKED: Signal(0.2, 60),
    EventName.IMPRESSION_CLICKED: Signal(0.12, 60),
    EventName.PRODUCT_VIEWED: Signal(0.1, 60),
    EventName.CART_ITEM_REMOVED: Signal(0.0, keeps=0.5, spares_purchases=True),
    EventName.PRODUCT_RETURNED: Signal(0.0, keeps=0.1),
    EventName.RECOMMENDATION_DISMISSED: Signal(0.0, keeps=0.0),
}
BY_STARS = {
    5: Signal(1.2, 360),
    4: Signal(0.8, 360),
    3: Signal(0.3, 360),
    2: Signal(0.0, keeps=0.3),
    1: Signal(0.0, keeps=0.1),
}
_NOTHING = Signal(0.0)
NAMES = (*SIGNALS, EventName.REVIEW_WRITTEN)
"""The events that training and serving read."""


def signal_of(name: str, stars: int = 0) -> Signal:
    """The signal of an event; ``stars`` are a review's."""
    if name == EventName.REVIEW_WRITTEN:
        return BY_STARS.get(stars, _NOTHING)
    return SIGNALS.get(EventName(name), _NOTHING)


_KINDS = [*((str(name), 0) for name in SIGNALS)] + [
    (str(EventName.REVIEW_WRITTEN), stars) for stars in range(6)
]
_KIND_OF = {kind: index for index, kind in enumerate(_KINDS)}
_TABLE = [signal_of(*kind) for kind in _KINDS]
_WEIGHTS = np.array([signal.weight for signal in _TABLE], np.float32)
_HALF_LIVES = np.array([signal.half_life_days for signal in _TABLE], np.float32)
BOUGHT = _KIND_OF[str(EventName.PRODUCT_PURCHASED), 0]
VIEWED = _KIND_OF[str(EventName.PRODUCT_VIEWED), 0]
DISMISSED = _KIND_OF[str(EventName.RECOMMENDATION_DISMISSED), 0]
_RETURNED = _KIND_OF[str(EventName.PRODUCT_RETURNED), 0]


@dataclass(frozen=True, slots=True)
class Log:
    """Events as parallel arrays: ``kinds`` as ``kinds_of`` gives them, ``times`` epoch seconds.

    ``people`` and ``orders`` are indices, -1 where there is none.
    """

    kinds: npt.NDArray[np.int8]
    people: npt.NDArray[np.int64]
    items: npt.NDArray[np.int64]
    times: npt.NDArray[np.float64]
    orders: npt.NDArray[np.int64]

    @classmethod
    def empty(cls) -> Log:
        nothing = np.empty(0, np.int64)
        return cls(np.empty(0, np.int8), nothing, nothing, np.empty(0, np.float64), nothing)

    @classmethod
    def joined(cls, parts: Sequence[Log]) -> Log:
        """One after the other."""
        return cls(
            kinds=np.concatenate([part.kinds for part in parts]),
            people=np.concatenate([part.people for part in parts]),
            items=np.concatenate([part.items for part in parts]),
            times=np.concatenate([part.times for part in parts]),
            orders=np.concatenate([part.orders for part in parts]),
        )

    def where(self, mask: npt.NDArray[np.bool_]) -> Log:
        """The events where ``mask`` holds."""
        return Log(
            self.kinds[mask], self.people[mask], self.items[mask], self.times[mask],
            self.orders[mask],
        )  # fmt: skip


def speak_for(kinds: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Which kinds of events speak for their product; the others speak against it, or not at all."""
    positive: npt.NDArray[np.bool_] = _WEIGHTS[kinds] > 0
    return positive


def kinds_of(names: Sequence[str], stars: Sequence[int]) -> npt.NDArray[np.int8]:
    """The kind of each event, as ``Log`` and ``weigh`` want it."""
    kinds = [_KIND_OF.get((name, stars)) for name, stars in zip(names, stars, strict=True)]
    # Stars that cannot be are none: a review tells nothing then.
    nothing = _KIND_OF[str(EventName.REVIEW_WRITTEN), 0]
    return np.array([nothing if kind is None else kind for kind in kinds], np.int8)


def weigh(log: Log, *, now: float) -> npt.NDArray[np.float32]:
    """The weight of every event at ``now`` (epoch seconds): decayed, and lessened by what followed.

    Negative events get 0.
    """
    ages = np.maximum(now - log.times, 0) / SECONDS_A_DAY
    weights = (_WEIGHTS[log.kinds] * np.exp2(-ages / _HALF_LIVES[log.kinds])).astype(np.float32)
    negative = np.flatnonzero([_TABLE[kind].keeps < 1 for kind in log.kinds.tolist()])
    if not len(negative):
        return weights
    returned = log.kinds[negative] == _RETURNED
    # A return is taken by staff: the order says whose it was.
    _lessen(weights, log, negative[returned], log.orders)
    _lessen(weights, log, negative[~returned], log.people)
    return weights


def _lessen(
    weights: npt.NDArray[np.float32],
    log: Log,
    negative: npt.NDArray[np.int64],
    owners: npt.NDArray[np.int64],
) -> None:
    """Lessen, in place, what the owner of each negative event did with its item before."""
    negative = negative[owners[negative] >= 0]
    if not len(negative):
        return
    width = int(log.items.max()) + 1
    keys = np.where(owners >= 0, owners * width + log.items, -1)
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    first = np.searchsorted(ranked, keys[negative], "left")
    last = np.searchsorted(ranked, keys[negative], "right")
    for event, start, stop in zip(negative, first, last, strict=True):
        signal = _TABLE[log.kinds[event]]
        same = order[start:stop]
        same = same[log.times[same] <= log.times[event]]
        if signal.spares_purchases:
            same = same[log.kinds[same] != BOUGHT]
        weights[same] *= signal.keeps


def told(log: Log, weights: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which events are worth learning from: not faint, and of nobody who reads like a machine.

    Crawlers that say so are never logged; those that do not are known by what no person does:
    more than a thousand looks on one day.
    """
    kept = (weights >= LEAST_WEIGHT) | (log.kinds == BOUGHT)
    looks = (log.kinds == VIEWED) & (log.people >= 0)
    if looks.any():
        days = (log.times[looks] // SECONDS_A_DAY).astype(np.int64)
        width = int(days.max()) + 1
        person_days, counts = np.unique(log.people[looks] * width + days, return_counts=True)
        machines = np.unique(person_days[counts > MOST_VIEWS_A_DAY] // width)
        kept &= ~np.isin(log.people, machines)
    return kept
