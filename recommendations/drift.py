"""What the champion learned from beside what comes in now: shares of groups, week against week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import Count, TextChoices
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from events.models import Event
from foundation import clock
from mlops.algorithms.drift import quantile_edges
from mlops.artifacts import Array, ArtifactDamaged, read_arrays
from mlops.drift import Shares, note_drift, shares_at_training
from mlops.models import DriftReport, ModelVersion
from mlops.selectors import champion
from recommendations.algorithms.interactions import NOBODY, SECONDS_A_DAY, IntArray, Interactions
from recommendations.algorithms.models import TrainedModels
from recommendations.algorithms.personal import Histories, History
from recommendations.algorithms.scoring import Scorer
from recommendations.backtest.answerers import EarlierVersion, places
from recommendations.dataset import TrainingSet, load_training_set
from recommendations.signals import NAMES

WINDOW_DAYS = 7
MOST_PEOPLE = 300
GROUPS = 10
ITEM_GROUPS = "drift.item_groups"
ACTIVITY_EDGES = np.array([2.0, 3.0, 5.0, 9.0, 17.0, 33.0])


class Figure(TextChoices):
    """What is watched."""

    POPULARITY = "popularity", _("Which products are asked for")
    ACTIVITY = "activity", _("How much a person does")
    PRICES = "prices", _("Price bands")
    CATEGORIES = "categories", _("Categories")
    SIGNALS = "signals", _("Kinds of signals")
    SCORES = "scores", _("Scores of the model")


@dataclass(frozen=True, slots=True)
class Window:
    """A week of the log that ends at ``until`` (epoch seconds)."""

    data: TrainingSet
    events: Interactions
    until: int

    @classmethod
    def ending(cls, data: TrainingSet, until: int) -> Window:
        begin = until - WINDOW_DAYS * SECONDS_A_DAY
        return cls(data, data.interactions.since(begin).before(until), until)

    def people(self) -> IntArray:
        """A sample of those who did something, spread evenly."""
        active = np.unique(self.events.users[self.events.users != NOBODY])
        if len(active) <= MOST_PEOPLE:
            return active
        return active[np.linspace(0, len(active) - 1, MOST_PEOPLE).astype(int)]


def reference(
    data: TrainingSet, models: TrainedModels, *, until: int
) -> tuple[dict[str, Any], Array]:
    """What a training leaves for later looks: counts with their bins, and the group of each item.

    Items stand in groups that were asked for about equally often, the favourites first.
    """
    window = Window.ending(data, until)
    groups = _item_groups(window.events)
    prices = _prices(window)
    scores = _scores(window, models, None)
    edges = {
        Figure.PRICES: quantile_edges(prices),
        Figure.ACTIVITY: ACTIVITY_EDGES,
        Figure.SCORES: quantile_edges(scores),
    }
    counted = {
        Figure.POPULARITY: Shares.of(
            np.bincount(groups[window.events.items], minlength=GROUPS + 1)
        ),
        Figure.ACTIVITY: Shares.between(edges[Figure.ACTIVITY], _activity(window)),
        Figure.PRICES: Shares.between(edges[Figure.PRICES], prices),
        Figure.SCORES: Shares.between(edges[Figure.SCORES], scores),
        Figure.CATEGORIES: Shares.named(_categories(window)),
        Figure.SIGNALS: Shares.named(_signals(window)),
    }
    return {str(figure): shares.to_json() for figure, shares in counted.items()}, groups


def look_for_drift(name: str, *, at: datetime | None = None) -> list[DriftReport]:
    """Compare the last week with the week before the champion's training; one report a figure."""
    moment = at or clock.now()
    version = champion(name)
    if version is None or not version.trained_on.get("drift"):
        return []
    data = load_training_set(until=moment)
    window = Window.ending(data, _as_of(data, moment))
    before = shares_at_training(version, Figure)
    return note_drift(version=version, before=before, now=_now(window, version, before), at=moment)


def _now(window: Window, version: ModelVersion, before: Mapping[str, Shares]) -> dict[str, Shares]:
    """The same counts of this week, in the bins of then."""
    found = {
        str(Figure.ACTIVITY): before[Figure.ACTIVITY].again(_activity(window)),
        str(Figure.PRICES): before[Figure.PRICES].again(_prices(window)),
        str(Figure.CATEGORIES): Shares.named(_categories(window)),
        str(Figure.SIGNALS): Shares.named(_signals(window)),
    }
    try:
        arrays = read_arrays(folder=version.artifact, checksums=version.checksums)
        earlier = EarlierVersion.from_arrays(
            arrays, product_ids=window.data.product_ids, people=window.data.people
        )
    except (ArtifactDamaged, KeyError, ValueError):
        return found  # the inputs can be compared without the model
    its = places(window.data.product_ids, among=np.asarray(arrays["product_ids"]))
    groups = np.where(its >= 0, np.asarray(arrays[ITEM_GROUPS])[its], GROUPS)
    counts = np.bincount(groups[window.events.items], minlength=GROUPS + 1)
    found[str(Figure.POPULARITY)] = Shares.of(counts)
    scores = _scores(window, earlier.models, earlier)
    found[str(Figure.SCORES)] = before[Figure.SCORES].again(scores)
    return found


def _as_of(data: TrainingSet, moment: datetime) -> int:
    """Now; the last event of a shop that slept or imported history, as in training."""
    now, end = int(moment.timestamp()), data.interactions.end()
    return end if now - end > 4 * WINDOW_DAYS * SECONDS_A_DAY else max(now, end)


def _item_groups(events: Interactions) -> npt.NDArray[np.int64]:
    counts = np.bincount(events.items, minlength=events.n_items).astype(np.float64)
    order = np.argsort(-counts, kind="stable")
    before = np.cumsum(counts[order]) - counts[order]
    groups = np.empty(len(counts), np.int64)
    groups[order] = np.minimum(GROUPS * before / max(counts.sum(), 1.0), GROUPS - 1)
    return groups


def _activity(window: Window) -> npt.NDArray[np.float64]:
    known = window.events.users[window.events.users != NOBODY]
    return np.unique(known, return_counts=True)[1].astype(np.float64)


def _prices(window: Window) -> npt.NDArray[np.float64]:
    prices = np.asarray(window.data.features.prices, np.float64)
    found: npt.NDArray[np.float64] = prices[window.events.items]
    return found


def _categories(window: Window) -> dict[str, int]:
    names = {
        product: str(category)
        for product, category in Product.objects.values_list("pk", "category__slug_en")
    }
    ids, counts = np.unique(window.data.product_ids[window.events.items], return_counts=True)
    found: dict[str, int] = {}
    for product, count in zip(ids.tolist(), counts.tolist(), strict=True):
        name = names.get(product, "")
        found[name] = found.get(name, 0) + count
    return found


def _signals(window: Window) -> dict[str, int]:
    until = datetime.fromtimestamp(window.until, UTC)
    since = datetime.fromtimestamp(window.until - WINDOW_DAYS * SECONDS_A_DAY, UTC)
    rows = (
        Event.objects.filter(name__in=NAMES, occurred_at__gte=since, occurred_at__lt=until)
        .values("name")
        .annotate(events=Count("id"))
    )
    return {row["name"]: row["events"] for row in rows}


def _scores(
    window: Window, models: TrainedModels, earlier: EarlierVersion | None
) -> npt.NDArray[np.float64]:
    """The best score that each sampled person gets; NaN for whom nothing is found."""
    scorer = Scorer(models)
    histories = Histories(window.data.interactions.before(window.until), now=window.until)
    best = []
    for user in window.people().tolist():
        history = histories.of(user)
        known: int | None = user
        if earlier is not None:
            its = earlier.to_its[history.items]
            history = History(its, history.ages, history.weights).where(its >= 0)
            known = earlier.user_of(user)
        found = scorer.for_user(history, n=1, user=known)
        best.append(found[0].score if found else np.nan)
    return np.array(best, np.float64)
