"""Clusters of customers by how they buy: learned, judged, kept as a version, answered, watched."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.algorithms.buying import Bought
from analytics.algorithms.clusters import (
    MOST_JUDGED,
    Clusters,
    Found,
    find_clusters,
    silhouettes,
)
from analytics.customers.naming import cluster_codes
from foundation import clock
from mlops.algorithms.drift import quantile_edges
from mlops.artifacts import Array, ArtifactDamaged, read_arrays
from mlops.drift import Shares, note_drift, shares_at_training
from mlops.gate import Rival, compete, verdict
from mlops.models import DriftReport, ModelVersion
from mlops.selectors import champion
from mlops.services import Candidate, Judgement, refuse_data, register_version

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Report = Callable[[str], None]
logger = logging.getLogger(__name__)

NAME = "customer-clusters"
FEWEST_CUSTOMERS = 200
HELD_OUT = 4
"""One customer in so many judges and does not teach."""
TASK = "held-out customers"
METRIC = "silhouette"


class Figure(TextChoices):
    """What is watched."""

    SEGMENTS = "segments", gettext_lazy("Segments")
    CLUSTERS = "clusters", gettext_lazy("Behaviour")
    ORDER_VALUE = "order_value", gettext_lazy("Value of an order")


@dataclass(frozen=True, slots=True)
class ServedClusters:
    """Clusters with the codes that tell what sets each apart, and the name of their version."""

    version: str
    clusters: Clusters
    codes: tuple[str, ...]

    def labels(self, features: FloatArray) -> npt.NDArray[np.str_]:
        """The code of each customer's cluster, of shape (n,)."""
        return np.array(self.codes)[self.clusters.assign(features)]


def train_clusters(
    bought: Bought, segments: npt.NDArray[np.str_], report: Report, *, at: datetime | None = None
) -> ModelVersion | None:
    """Look for clusters anew; None where too few customers ordered to find any.

    The plain baseline parts the same customers into as many groups by the value of their orders
    alone; a version is refused that parts them worse than that.
    """
    if len(bought) < FEWEST_CUSTOMERS:
        return None
    report("clusters")
    judges = np.arange(len(bought)) % HELD_OUT == 0
    found = find_clusters(bought.features[~judges])
    trained_on = {"customers": len(bought), "until": int(bought.last_day.max())}
    if found is None:
        reason = _("No number of clusters is steady with each of them large enough.")
        return refuse_data(name=NAME, reason=reason, trained_on=trained_on, at=at)
    labels = np.array(cluster_codes(found.clusters))[found.clusters.assign(bought.features)]
    return register_version(
        candidate=Candidate(
            name=NAME,
            arrays=to_arrays(found.clusters),
            judgement=_judge(found, bought.features[judges]),
            parameters={"clusters": len(found.clusters.centres)},
            trained_on=trained_on | {"drift": _reference(bought, segments, labels)},
        ),
        at=at,
    )


def served_clusters() -> ServedClusters | None:
    """The clusters that serve; None where none were found or their file cannot be read."""
    version = champion(NAME)
    if version is None:
        return None
    try:
        clusters = from_arrays(read_arrays(folder=version.artifact, checksums=version.checksums))
    except (ArtifactDamaged, KeyError):
        logger.exception("%s %s cannot be read", NAME, version.version)
        return None
    return ServedClusters(version.version, clusters, tuple(cluster_codes(clusters)))


def is_due(*, at: datetime, every: timedelta) -> bool:
    """Whether the last look for clusters is as long ago as ``every``."""
    newest = ModelVersion.objects.filter(name=NAME).order_by("-trained_at").first()
    return newest is None or at - newest.trained_at >= every


def look_for_drift(
    bought: Bought,
    segments: npt.NDArray[np.str_],
    clusters: npt.NDArray[np.str_],
    *,
    at: datetime | None = None,
) -> list[DriftReport]:
    """The customers of tonight beside those of the training; one report a figure."""
    version = champion(NAME)
    if version is None or not version.trained_on.get("drift") or not len(bought):
        return []
    before = shares_at_training(version, Figure)
    now = {
        str(Figure.SEGMENTS): _counted(segments),
        str(Figure.CLUSTERS): _counted(clusters),
        str(Figure.ORDER_VALUE): before[Figure.ORDER_VALUE].again(bought.features[:, 0]),
    }
    return note_drift(version=version, before=before, now=now, at=at or clock.now())


def to_arrays(clusters: Clusters) -> dict[str, Array]:
    """The clusters as plain arrays."""
    return {name: getattr(clusters, name) for name in Clusters.__dataclass_fields__}


def from_arrays(arrays: Mapping[str, Array]) -> Clusters:
    """The inverse of ``to_arrays``.

    Raises:
        KeyError: an array is missing.
    """
    return Clusters(
        *(np.asarray(arrays[name], np.float64) for name in Clusters.__dataclass_fields__)
    )


def _judge(found: Found, features: FloatArray) -> Judgement:
    """On customers that taught nothing, each by how well it lies in its group."""
    features = features[:: max(len(features) // MOST_JUDGED, 1)]
    points = found.clusters.scaled(features)
    number = len(found.clusters.centres)
    ours = silhouettes(points, found.clusters.assign(features))
    theirs = silhouettes(points, _by_value(features[:, 0], number))
    contest = compete(task=TASK, metric=METRIC, rival=Rival.BASELINE, ours=ours, theirs=theirs)
    quality = found.quality
    return Judgement(
        metrics={
            TASK: {
                METRIC: contest.ours,
                "smallest share": quality.smallest_share,
                "least Jaccard over bootstraps": float(quality.jaccard.min()),
                "adjusted Rand over bootstraps": quality.adjusted_rand,
                "customers": len(features),
            }
        },
        baseline={TASK: {METRIC: contest.theirs}},
        accepted=contest.passed,
        reason=verdict([contest]),
        contests=[contest],
    )


def _by_value(values: FloatArray, number: int) -> IntArray:
    """Equal parts by the value of an order."""
    edges = np.quantile(values, np.arange(1, number) / number)
    return np.searchsorted(edges, values, side="right").astype(np.int64)


def _reference(
    bought: Bought, segments: npt.NDArray[np.str_], labels: npt.NDArray[np.str_]
) -> dict[str, Any]:
    values = bought.features[:, 0]
    counted = {
        Figure.SEGMENTS: _counted(segments),
        Figure.CLUSTERS: _counted(labels),
        Figure.ORDER_VALUE: Shares.between(quantile_edges(values), values),
    }
    return {str(figure): shares.to_json() for figure, shares in counted.items()}


def _counted(names: npt.NDArray[np.str_]) -> Shares:
    values, counts = np.unique(names, return_counts=True)
    return Shares.named(dict(zip(values.tolist(), counts.tolist(), strict=True)))
