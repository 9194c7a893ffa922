"""What is known of the shopper at this moment: their events, weighed, with the session in front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from events.context import EventContext
from events.selectors import recent_product_events
from foundation import clock
from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray
from recommendations.algorithms.personal import History
from recommendations.selectors import dismissed_products
from recommendations.serving.model import Model
from recommendations.signals import (
    BOUGHT,
    DISMISSED,
    NAMES,
    SECONDS_A_DAY,
    VIEWED,
    Log,
    kinds_of,
    speak_for,
    weigh,
)

HISTORY_LENGTH = 200
SESSION_DAYS = 0.5 / 24
SESSION_WEIGHT = 1.0
SESSION_STEP = 0.8
"""The newest product of the session counts as a purchase would, each one before it less."""


@dataclass(frozen=True, slots=True)
class Shopper:
    """One person, or nobody: then everything is empty.

    ``history`` is over items of the model; ``products`` are the ids of its events, newest first,
    among them those that the model does not know. ``session`` are the items of the last half hour,
    newest first. ``orders`` counts those among its events.
    """

    history: History
    bought: IntArray
    bought_ages: FloatArray
    bought_weights: FloatArray
    viewed: tuple[int, ...]
    dismissed: frozenset[int]
    user: int | None = None
    orders: int = 0
    session: tuple[int, ...] = ()

    @property
    def is_known(self) -> bool:
        return len(self.history) > 0


def nobody() -> Shopper:
    """Somebody of whom nothing may be remembered, or nothing is known."""
    none, nothing = np.empty(0, np.int32), np.empty(0, np.float32)
    return Shopper(History.of([]), none, nothing, nothing, (), frozenset())


def shopper_of(context: EventContext, model: Model) -> Shopper:
    """The person of a request by the log, as it stands now; nobody without their consent."""
    if not context.may_personalise:
        return nobody()
    events = recent_product_events(
        customer=context.customer, visitor=context.visitor, names=NAMES, limit=HISTORY_LENGTH
    )
    if not events:
        return nobody()
    now = clock.now().timestamp()
    names, products, moments, references, stars = zip(*events, strict=True)
    ids = np.array(products, np.int64)
    places = model.places(ids)
    log = Log(
        kinds=kinds_of(names, stars),
        people=np.zeros(len(events), np.int64),
        # What the model does not know is told apart all the same: by its id, above all places.
        items=np.where(places >= 0, places, ids),
        times=np.array([moment.timestamp() for moment in moments]),
        orders=_orders(references),
    )
    weights = weigh(log, now=now)
    ages = (np.maximum(now - log.times, 0) / SECONDS_A_DAY).astype(np.float32)
    known = places >= 0
    bought = known & (log.kinds == BOUGHT)
    told = known & (weights > 0)
    session = (ages <= SESSION_DAYS) & speak_for(log.kinds) & told
    return Shopper(
        history=History(places[told], ages[told], with_session(places, weights, session)[told]),
        bought=places[bought],
        bought_ages=ages[bought],
        bought_weights=weights[bought],
        viewed=tuple(dict.fromkeys(ids[log.kinds == VIEWED].tolist())),
        dismissed=_dismissed(context, ids, log.kinds),
        user=model.user(context),
        orders=len(set(log.orders[log.kinds == BOUGHT].tolist())),
        session=tuple(dict.fromkeys(places[session].tolist())),
    )


def _dismissed(
    context: EventContext, ids: npt.NDArray[np.int64], kinds: npt.NDArray[np.int8]
) -> frozenset[int]:
    """What is not for them; asked for only where there may be more than the events tell."""
    if len(ids) >= HISTORY_LENGTH:
        return frozenset(dismissed_products(context))
    return frozenset(ids[kinds == DISMISSED].tolist())


def _orders(references: Sequence[str]) -> npt.NDArray[np.int64]:
    numbers: dict[str, int] = {"": -1}
    return np.array([numbers.setdefault(name, len(numbers) - 1) for name in references], np.int64)


def with_session(places: IntArray, weights: FloatArray, session: BoolArray) -> FloatArray:
    """Weights in which ``session`` counts: who has bought for years looks for a lamp today.

    Events come newest first.
    """
    lifted = weights.copy()
    ranks: dict[int, int] = {}
    for event in np.flatnonzero(session).tolist():
        rank = ranks.setdefault(int(places[event]), len(ranks))
        lifted[event] = max(float(lifted[event]), SESSION_WEIGHT * SESSION_STEP**rank)
    return lifted
