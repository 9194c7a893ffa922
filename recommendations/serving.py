"""Answers in milliseconds from the champion's memory-mapped arrays; nothing when there is none.

Every function returns an empty list where no model serves or one is damaged: a page then shows
what sells, or nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

import numpy as np

from events.context import EventContext
from events.names import EventName
from events.selectors import orders_by_product, recent_product_events
from foundation import clock
from mlops.artifacts import Array, ArtifactDamaged, read_arrays
from mlops.models import ModelVersion
from mlops.selectors import champion
from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray
from recommendations.algorithms.models import Member, TrainedModels
from recommendations.algorithms.personal import History
from recommendations.algorithms.scoring import Filters, Scorer
from recommendations.algorithms.scoring import Recommendation as Scored
from recommendations.selectors import sellable_product_ids
from recommendations.signals import NAMES, Log, kinds_of, weigh
from recommendations.training import NAME

logger = logging.getLogger(__name__)

CHAMPION_SECONDS = 10.0
AVAILABILITY_SECONDS = 30.0
POPULARITY_SECONDS = 600.0
POPULARITY_DAYS = 14
HISTORY_LENGTH = 200
SECONDS_A_DAY = 86_400.0


class ReasonKind(StrEnum):
    """Why something is recommended; the page makes a sentence of it."""

    BECAUSE_VIEWED = "because_viewed"
    BECAUSE_BOUGHT = "because_bought"
    BOUGHT_TOGETHER = "bought_together"
    SIMILAR = "similar"
    BUY_AGAIN = "buy_again"
    TASTE = "taste"
    TRENDING = "trending"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A product with its reason. ``because`` is the product that the reason speaks of."""

    product_id: int
    score: float
    reason: ReasonKind
    because: int | None
    model_version: str


class Model:
    """One champion in memory, with the mask of what can be sold now."""

    def __init__(self, version: ModelVersion) -> None:
        arrays = read_arrays(folder=version.artifact, checksums=version.checksums)
        self.version = version.version
        self.key = version.pk
        self.product_ids: Array = np.array(arrays["product_ids"])
        self._trained = TrainedModels.from_arrays(arrays)
        self._scorer = Scorer(self._trained)
        self._scorer_until = 0.0
        self._people = arrays["people"]
        self._user_of: dict[bytes, int] | None = None
        self._available: BoolArray | None = None
        self._available_until = 0.0

    @property
    def scorer(self) -> Scorer:
        """The trained tables with what sells now: the crowd's taste changes between trainings."""
        if time.monotonic() > self._scorer_until:
            self._scorer_until = time.monotonic() + POPULARITY_SECONDS
            self._scorer = Scorer(replace(self._trained, popularity=self._popularity()))
        return self._scorer

    def _popularity(self) -> FloatArray:
        """Orders of each item in the last fortnight; as trained where nothing was sold since."""
        since = clock.business_day() - timedelta(days=POPULARITY_DAYS)
        sold = orders_by_product(since=since)
        places = self.places(list(sold))
        if not (places >= 0).any():
            return self._trained.popularity
        popularity = np.zeros(len(self.product_ids), np.float32)
        popularity[places[places >= 0]] = np.array(list(sold.values()), np.float32)[places >= 0]
        return popularity

    def available(self) -> BoolArray:
        """Which items can be sold, at most half a minute old."""
        if self._available is None or time.monotonic() > self._available_until:
            sellable = np.fromiter(sellable_product_ids(), np.int64)
            self._available = np.isin(self.product_ids, sellable)
            self._available_until = time.monotonic() + AVAILABILITY_SECONDS
        return self._available

    def items(self, product_ids: Sequence[int]) -> IntArray:
        """Item indices of products that the model knows, in order."""
        places = self.places(product_ids)
        return places[places >= 0]

    def places(self, product_ids: Sequence[int]) -> IntArray:
        """Item index of each product, -1 for those that came after training."""
        if not len(self.product_ids):
            return np.full(len(product_ids), -1, np.int32)
        wanted = np.asarray(product_ids, np.int64)
        found = np.searchsorted(self.product_ids, wanted).clip(max=len(self.product_ids) - 1)
        return np.where(self.product_ids[found] == wanted, found, -1).astype(np.int32)

    def user(self, context: EventContext) -> int | None:
        if self._user_of is None:
            self._user_of = {row.tobytes(): index for index, row in enumerate(self._people)}
        for person in (context.customer, context.visitor):
            if person is not None and (index := self._user_of.get(person.bytes)) is not None:
                return index
        return None


class _Holder:
    """The champion of this process, looked up again every few seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Model | None = None
        self._checked = float("-inf")

    def get(self) -> Model | None:
        if time.monotonic() - self._checked < CHAMPION_SECONDS:
            return self._model
        with self._lock:
            if time.monotonic() - self._checked >= CHAMPION_SECONDS:
                self._refresh()
                self._checked = time.monotonic()
        return self._model

    def forget(self) -> None:
        self._checked = float("-inf")

    def _refresh(self) -> None:
        version = champion(NAME)
        if version is None:
            self._model = None
        elif self._model is None or self._model.key != version.pk:
            try:
                self._model = Model(version)
            except (ArtifactDamaged, KeyError, ValueError):
                # The one in memory goes on serving; staff see the damage in the log.
                logger.exception("recommendations %s cannot be loaded", version.version)


_holder = _Holder()


def forget_champion() -> None:
    """Look the champion up again at the next question (tests, a rollback in this process)."""
    _holder.forget()


def current_model() -> Model | None:
    """The model that answers in this process, loaded where needed."""
    return _holder.get()


def similar(product_id: int, *, n: int = 8) -> list[Recommendation]:
    """Products like this one."""
    model = current_model()
    if model is None or not len(items := model.items([product_id])):
        return []
    found = model.scorer.similar_to(int(items[0]), n=n, filters=Filters(model.available()))
    return _named(model, found, lambda scored: ReasonKind.SIMILAR)


def together(product_id: int, *, n: int = 8) -> list[Recommendation]:
    """Products that are bought along with this one."""
    return for_cart([product_id], n=n)


def for_cart(product_ids: Sequence[int], *, n: int = 8) -> list[Recommendation]:
    """What completes a basket of these products."""
    model = current_model()
    if model is None or not len(items := model.items(product_ids)):
        return []
    found = model.scorer.complete_basket(items, n=n, filters=Filters(model.available()))
    return _named(model, found, lambda scored: ReasonKind.BOUGHT_TOGETHER)


def trending(*, n: int = 8) -> list[Recommendation]:
    """What sells now."""
    model = current_model()
    if model is None:
        return []
    found = model.scorer.trending(n=n, filters=Filters(model.available()))
    return _named(model, found, lambda scored: ReasonKind.TRENDING)


def for_you(context: EventContext, *, n: int = 8) -> list[Recommendation]:
    """What this person may like that they did not buy yet; nothing without their consent."""
    if not context.may_personalise:
        return []
    model = current_model()
    if model is None:
        return []
    events = recent_product_events(
        customer=context.customer,
        visitor=context.visitor,
        names=NAMES,
        limit=HISTORY_LENGTH,
    )
    if not events:
        return []
    places = model.places([event.product_id for event in events])
    bought = np.array([event.name == EventName.PRODUCT_PURCHASED for event in events])
    now = clock.now()
    log = Log(
        kinds=kinds_of([event.name for event in events], [event.stars for event in events]),
        people=np.zeros(len(events), np.int64),
        items=places.astype(np.int64),
        times=np.array([event.occurred_at.timestamp() for event in events]),
        orders=np.unique([event.order_ref for event in events], return_inverse=True)[1],
    )
    weights = weigh(log, now=now.timestamp())
    history = History(
        items=places,
        ages=((now.timestamp() - log.times) / SECONDS_A_DAY).astype(np.float32),
        weights=weights,
    ).where((places >= 0) & (weights > 0))
    filters = Filters(model.available(), places[bought & (places >= 0)])
    found = model.scorer.for_user(history, n=n, user=model.user(context), filters=filters)
    owned = set(places[bought].tolist())
    return _named(model, found, lambda scored: _personal_reason(scored, owned))


def _personal_reason(scored: Scored, owned: set[int]) -> ReasonKind:
    if scored.because is None:
        return ReasonKind.TRENDING if scored.member is Member.POPULARITY else ReasonKind.TASTE
    return ReasonKind.BECAUSE_BOUGHT if scored.because in owned else ReasonKind.BECAUSE_VIEWED


def _named(
    model: Model, found: list[Scored], reason_of: Callable[[Scored], ReasonKind]
) -> list[Recommendation]:
    return [
        Recommendation(
            product_id=int(model.product_ids[scored.item]),
            score=scored.score,
            reason=reason_of(scored),
            because=int(model.product_ids[scored.because]) if scored.because is not None else None,
            model_version=f"{NAME}:{model.version}",
        )
        for scored in found
    ]
