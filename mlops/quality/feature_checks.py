"""What the feature store holds beside what its catalogue says: coverage, age and ranges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from mlops.catalogue import FeatureSpec, features
from mlops.models import CheckKind, CheckState, Feature
from mlops.quality.measuring import Measured, age_found, share_found

SOURCE = "feature:"
"""Before the name of a feature, where a check tells its source."""
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Stored:
    """One feature as the store holds it."""

    name: str
    subjects: int
    oldest: datetime
    newest: datetime


def stored_features() -> dict[str, Stored]:
    """All names in the store, in one query; those of the catalogue and any others."""
    rows = Feature.objects.order_by().values_list("name")
    counted = rows.annotate(Count("pk"), Min("as_of"), Max("as_of"))
    return {row[0]: Stored(*row) for row in counted}


def measure_feature(
    name: str, spec: FeatureSpec, stored: Stored | None, *, at: datetime
) -> list[Measured]:
    """Coverage, age and range of one feature."""
    found = [_coverage(spec, stored)]
    if spec.fresh_for is not None:
        newest = stored.newest if stored else None
        found.append(age_found(name="age", newest=newest, until=at, within=spec.fresh_for))
    if spec.is_bounded:
        found.append(_range(name, spec))
    return found


def measure_strangers(stored: dict[str, Stored]) -> list[Measured]:
    """Values under names that nobody explained: they are read by nobody who knows what they are."""
    known = sum(one.subjects for one in stored.values() if features.get(one.name))
    everything = sum(one.subjects for one in stored.values())
    return [
        share_found(
            kind=CheckKind.LINEAGE, name="explained", fits=known, rows=everything, target=1.0
        )
    ]


def _coverage(spec: FeatureSpec, stored: Stored | None) -> Measured:
    """Of the subjects that could have it; where only some are meant to, just how many do."""
    subjects = stored.subjects if stored else 0
    if spec.everybody is None:
        state = CheckState.PASSED if subjects else CheckState.EMPTY
        return Measured(CheckKind.COVERAGE, "subjects", state, rows=subjects)
    everybody = max(spec.everybody(), subjects)
    return share_found(
        kind=CheckKind.COVERAGE, name="subjects", fits=subjects, rows=everybody, target=None
    )


def _range(name: str, spec: FeatureSpec) -> Measured:
    values = Feature.objects.filter(name=name).values_list("value", flat=True)
    rows = fits = 0
    for value in values.iterator(chunk_size=CHUNK):
        rows += 1
        fits += spec.holds(value)
    return share_found(kind=CheckKind.RANGE, name="range", fits=fits, rows=rows, target=1.0)
