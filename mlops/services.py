"""The life of a model: registered as a candidate, judged, champion, retired, brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from mlops.artifacts import Array, read_arrays, remove_artifact, write_arrays
from mlops.catalogue import spec_of
from mlops.gate import Contest
from mlops.models import Feature, ModelVersion, VersionState

KEPT_VERSIONS = 5
KEPT_FOR_ROLLBACK = 2
LONGEST_REASON = 900


class NotPromotable(Exception):
    """A version that cannot serve, with the reason."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the backtest said, and whether the version may serve."""

    metrics: Mapping[str, Any]
    baseline: Mapping[str, Any]
    accepted: bool
    reason: str = ""
    contests: Sequence[Contest] = ()


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
    version = _version_name(now)
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
        gate=[contest.to_json() for contest in judgement.contests],
        reason=judgement.reason[:LONGEST_REASON],
        trained_at=now,
    )
    if judgement.accepted:
        row = promote(version=row, at=now)
    _forget_old(candidate.name)
    return row


def refuse_data(
    *, name: str, reason: str, trained_on: Mapping[str, Any], at: datetime | None = None
) -> ModelVersion:
    """Note that nothing was learned from a data set, and why; the champion goes on serving."""
    now = at or clock.now()
    return ModelVersion.objects.create(
        name=name,
        version=_version_name(now),
        state=VersionState.REFUSED,
        trained_on=dict(trained_on),
        reason=reason[:LONGEST_REASON],
        trained_at=now,
    )


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


@transaction.atomic
def start_shadow(*, version: ModelVersion) -> ModelVersion:
    """Have a version answer beside the champion, unseen; the shadow before it steps back.

    Raises:
        NotPromotable: it serves already, or its files are gone.
        ArtifactDamaged: its files are not what was trained.
    """
    rows = {row.pk: row for row in _versions_locked(version.name)}
    version = rows[version.pk]
    if version.state == VersionState.CHAMPION:
        raise NotPromotable(_("The champion cannot be its own shadow."))
    if not version.checksums:
        raise NotPromotable(_("Its files were removed."))
    read_arrays(folder=version.artifact, checksums=version.checksums)
    for row in rows.values():
        if row.state == VersionState.SHADOW and row.pk != version.pk:
            stop_shadow(version=row)
    version.state = VersionState.SHADOW
    version.save(update_fields=["state"])
    return version


@transaction.atomic
def stop_shadow(*, version: ModelVersion) -> ModelVersion:
    """Let a shadow be a mere candidate again; its reports stay.

    Raises:
        NotPromotable: it is none.
    """
    version = ModelVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != VersionState.SHADOW:
        raise NotPromotable(_("It is no shadow."))
    version.state = VersionState.CANDIDATE
    version.save(update_fields=["state"])
    return version


def write_features(
    *, name: str, values: Mapping[str, Any], version: str = "", as_of: datetime | None = None
) -> int:
    """Put one feature of many subjects into the feature store, replacing what was there.

    Raises:
        UnknownFeature: it does not stand in the catalogue.
    """
    spec_of(name)
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


def forget_features(*, name: str, before: datetime) -> int:
    """Take out a feature's values of before a moment: of subjects that were not written since."""
    gone, _by_model = Feature.objects.filter(name=name, as_of__lt=before).delete()
    return gone


def _version_name(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S%f}"[:18]


def _versions_locked(name: str) -> list[ModelVersion]:
    return list(ModelVersion.objects.select_for_update().filter(name=name).order_by("pk"))


def _forget_old(name: str) -> None:
    """Remove old files; the rows stay as history.

    Kept are the champion, its shadow, the versions to roll back to (many refused ones in a row
    must not push them out) and the latest few.
    """
    versions = ModelVersion.objects.filter(name=name).exclude(checksums={})
    served = versions.filter(state=VersionState.RETIRED, promoted_at__isnull=False)
    to_roll_back_to = served.order_by("-promoted_at")[:KEPT_FOR_ROLLBACK]
    spared = [row.pk for row in to_roll_back_to]
    old = versions.exclude(state__in=[VersionState.CHAMPION, VersionState.SHADOW]).order_by(
        "-trained_at"
    )[KEPT_VERSIONS:]
    for row in old:
        if row.pk in spared:
            continue
        remove_artifact(folder=row.artifact)
        row.checksums = {}
        row.save(update_fields=["checksums"])
