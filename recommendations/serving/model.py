"""The champion in this process: memory-mapped arrays, what can be sold now, what sells now."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from events.context import EventContext
from events.selectors import orders_by_product
from foundation import clock
from mlops.artifacts import Array, ArtifactDamaged, read_arrays
from mlops.models import ModelVersion
from mlops.selectors import champion
from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray
from recommendations.algorithms.models import TrainedModels
from recommendations.algorithms.scoring import Scorer
from recommendations.people import PEOPLE, digest_of
from recommendations.selectors import Shelves, shelves
from recommendations.serving.newcomers import Newcomers, newcomers_of
from recommendations.training import NAME

logger = logging.getLogger(__name__)

CHAMPION_SECONDS = 5.0
SHELVES_SECONDS = 30.0
POPULARITY_SECONDS = 600.0
POPULARITY_DAYS = 14


class Model:
    """One champion in memory, with what is on the shelves now."""

    def __init__(self, version: ModelVersion) -> None:
        arrays = read_arrays(folder=version.artifact, checksums=version.checksums)
        self.name = f"{NAME}:{version.version}"
        self.version = version.version
        self.key = version.pk
        self.product_ids: Array = np.array(arrays["product_ids"])
        self.trained = TrainedModels.from_arrays(arrays)
        self._scorer = Scorer(self.trained)
        self._scorer_until = 0.0
        # A version of an older make names nobody in this way: it serves what is for everybody.
        self._people: Iterable[Array] = arrays.get(PEOPLE, ())
        self._user_of: dict[bytes, int] | None = None
        self._shelves: Shelves | None = None
        self._shelves_lock = threading.Lock()
        self._shelves_until = 0.0

    @property
    def scorer(self) -> Scorer:
        """The trained tables with what sells now: the crowd's taste changes between trainings."""
        if time.monotonic() > self._scorer_until:
            self._scorer_until = time.monotonic() + POPULARITY_SECONDS
            towers = self.trained.two_tower.at(int(clock.now().timestamp()))
            trained = replace(self.trained, popularity=self._popularity(), two_tower=towers)
            self._scorer = Scorer(trained)
        return self._scorer

    def _popularity(self) -> FloatArray:
        """Orders of each item in the last fortnight; as trained where nothing was sold since."""
        since = clock.business_day() - timedelta(days=POPULARITY_DAYS)
        sold = orders_by_product(since=since)
        places = self.places(list(sold))
        if not (places >= 0).any():
            return self.trained.popularity
        popularity = np.zeros(len(self.product_ids), np.float32)
        popularity[places[places >= 0]] = np.array(list(sold.values()), np.float32)[places >= 0]
        return popularity

    def available(self) -> BoolArray:
        """Which items can be sold, at most half a minute old."""
        self._look_at_shelves()
        return self._available

    def categories(self) -> IntArray:
        """The category of each item, -1 of those that are not on the shelves."""
        self._look_at_shelves()
        return self._categories

    def sections(self) -> IntArray:
        """What stands around the category of each item, -1 of those not on the shelves."""
        self._look_at_shelves()
        return self._sections

    def published(self) -> Array:
        """When each item was published (epoch seconds), 0 where that is not known."""
        self._look_at_shelves()
        return self._published

    def newcomers(self) -> Newcomers:
        """Products that came after training, with their neighbours by content."""
        self._look_at_shelves()
        return self._newcomers

    def _look_at_shelves(self) -> None:
        if self._shelves is not None and time.monotonic() <= self._shelves_until:
            return
        # A large shop is read for most of a second: whoever comes meanwhile is answered by the
        # shelves of before.
        if not self._shelves_lock.acquire(blocking=self._shelves is None):
            return
        try:
            if self._shelves is None or time.monotonic() > self._shelves_until:
                self._read_shelves()
        finally:
            self._shelves_lock.release()

    def _read_shelves(self) -> None:
        found = shelves()
        places = self.places(found.product_ids)
        known = places >= 0
        size = len(self.product_ids)
        available, categories = np.zeros(size, np.bool_), np.full(size, -1, np.int32)
        sections, published = np.full(size, -1, np.int32), np.zeros(size, np.float64)
        available[places[known]] = True
        categories[places[known]] = found.categories[known]
        sections[places[known]] = found.sections[known]
        published[places[known]] = found.published[known]
        self._available, self._published = available, published
        self._categories, self._sections = categories, sections
        self._newcomers = newcomers_of(found.where(~known), self.places)
        self._shelves, self._shelves_until = found, time.monotonic() + SHELVES_SECONDS

    def items(self, product_ids: Sequence[int]) -> IntArray:
        """Item indices of products that the model knows, in order."""
        places = self.places(product_ids)
        return places[places >= 0]

    def places(self, product_ids: Sequence[int] | Array) -> IntArray:
        """Item index of each product, -1 for those that came after training."""
        if not len(self.product_ids):
            return np.full(len(product_ids), -1, np.int32)
        wanted = np.asarray(product_ids, np.int64)
        found = np.searchsorted(self.product_ids, wanted).clip(max=len(self.product_ids) - 1)
        return np.where(self.product_ids[found] == wanted, found, -1).astype(np.int32)

    def user(self, context: EventContext) -> int | None:
        """The index in training of a customer, or of a browser."""
        if self._user_of is None:
            self._user_of = {row.tobytes(): index for index, row in enumerate(self._people)}
        for person in (context.customer, context.visitor):
            if person is not None and (index := self._user_of.get(digest_of(person))) is not None:
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
        # Whoever comes while another loads is answered by the model that was there.
        if not self._lock.acquire(blocking=self._model is None):
            return self._model
        try:
            if time.monotonic() - self._checked >= CHAMPION_SECONDS:
                self._refresh()
                self._checked = time.monotonic()
        finally:
            self._lock.release()
        return self._model

    def look_again(self) -> None:
        self._checked = float("-inf")

    def forget(self) -> None:
        self._model = None
        self.look_again()

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
    _holder.look_again()


def forget_model() -> None:
    """Have nothing in memory, as a process that has just begun (tests)."""
    _holder.forget()


def current_model() -> Model | None:
    """The model that answers in this process, loaded where needed."""
    return _holder.get()
