"""The life of a model: registered as a candidate, judged, champion, retired, brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from mlops.artifacts import Array, read_arrays, remove_artifact, write_arrays
from mlops.models import Feature, ModelVersion, VersionState

KEPT_VERSIONS = 5


class NotPromotable(Exception):
    """A version that cannot serve, with the reason."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the backtest said, and whether the version may serve."""

    metrics: Mapping[str, float]
    baseline: Mapping[str, float]
    accepted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that was just trained."""

    name: str
    arrays: Mapping[str, Array]
    judgement: Judgement
    parameters: Mapping[str, Any] = field(default_factory=dict)
    trained_on: Mapping[str, Any] = field(default_factory=dict)


def register_version(*, candidate: Candidate, at: datetime | None = None) -> ModelVersion:
    """Keep a trained model; the judgement decides whether it becomes the champion at once.

    Raises:
        OSError: the arrays could not be written; the champion goes on serving.
    """
    now = at or clock.now()
    version = f"{now:%Y%m%dT%H%M%S%f}"[:18]
    folder = f"{candidate.name}/{version}"
    checksums = write_arrays(folder=folder, arrays=candidate.arrays)
    judgement = candidate.judgement
    row = ModelVersion.objects.create(
        name=candidate.name,
        version=version,
        state=VersionState.CANDIDATE if judgement.accepted else VersionState.REFUSED,
        artifact=folder,
        checksums=checksums,
        parameters=dict(candidate.parameters),
        metrics=dict(judgement.metrics),
        baseline=dict(judgement.baseline),
        trained_on=dict(candidate.trained_on),
        reason=judgement.reason[:300],
        trained_at=now,
    )
    if judgement.accepted:
        row = promote(version=row, at=now)
    _forget_old(candidate.name)
    return row


@transaction.atomic
def promote(*, version: ModelVersion, at: datetime | None = None) -> ModelVersion:
    """Have a version serve; the one that did is kept for a rollback.

    Raises:
        NotPromotable: its files are gone.
        ArtifactDamaged: its files are not what was trained.
    """
    rows = {row.pk: row for row in _versions_locked(version.name)}
    version = rows[version.pk]
    if not version.checksums:
        raise NotPromotable(_("Its files were removed."))
    read_arrays(folder=version.artifact, checksums=version.checksums)
    for row in rows.values():
        if row.state == VersionState.CHAMPION and row.pk != version.pk:
            row.state = VersionState.RETIRED
            row.save(update_fields=["state"])
    version.state = VersionState.CHAMPION
    version.promoted_at = at or clock.now()
    version.save(update_fields=["state", "promoted_at"])
    return version


@transaction.atomic
def roll_back(*, name: str, at: datetime | None = None) -> ModelVersion:
    """Bring back the version that served before the champion.

    Raises:
        NotPromotable: there is none.
    """
    rows = _versions_locked(name)
    earlier = [
        row for row in rows if row.state == VersionState.RETIRED and row.promoted_at is not None
    ]
    if not earlier:
        raise NotPromotable(_("No earlier version is left."))
    previous = max(earlier, key=lambda row: row.promoted_at or row.trained_at)
    for row in rows:
        if row.state == VersionState.CHAMPION:
            # Set aside for good: the next rollback must not bring it back.
            row.state = VersionState.REFUSED
            row.reason = str(_("Rolled back by staff."))
            row.save(update_fields=["state", "reason"])
    return promote(version=previous, at=at)


def write_features(
    *, name: str, values: Mapping[str, Any], version: str = "", as_of: datetime | None = None
) -> int:
    """Put one feature of many subjects into the feature store, replacing what was there."""
    moment = as_of or clock.now()
    Feature.objects.bulk_create(
        [
            Feature(subject=subject, name=name, value=value, as_of=moment, version=version)
            for subject, value in values.items()
        ],
        update_conflicts=True,
        unique_fields=["subject", "name"],
        update_fields=["value", "as_of", "version"],
        batch_size=1000,
    )
    return len(values)


def _versions_locked(name: str) -> list[ModelVersion]:
    return list(ModelVersion.objects.select_for_update().filter(name=name).order_by("pk"))


def _forget_old(name: str) -> None:
    """Keep the files of the champion and the latest versions; the rows stay as history."""
    versions = ModelVersion.objects.filter(name=name).exclude(checksums={})
    old = versions.exclude(state=VersionState.CHAMPION).order_by("-trained_at")[KEPT_VERSIONS:]
    for row in old:
        remove_artifact(folder=row.artifact)
        row.checksums = {}
        row.save(update_fields=["checksums"])
