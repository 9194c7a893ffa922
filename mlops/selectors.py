"""Reading the register and the feature store."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from foundation import clock
from mlops.models import DriftReport, Feature, ModelVersion, VersionState


def champion(name: str) -> ModelVersion | None:
    """The version of a model that serves."""
    return ModelVersion.objects.filter(name=name, state=VersionState.CHAMPION).first()


def shadow(name: str) -> ModelVersion | None:
    """The version of a model that answers unseen."""
    return ModelVersion.objects.filter(name=name, state=VersionState.SHADOW).first()


def served_at(name: str, moment: datetime) -> ModelVersion | None:
    """The version that served at a moment, where its files are still there."""
    served = ModelVersion.objects.filter(name=name, promoted_at__lte=moment).exclude(checksums={})
    return served.order_by("-promoted_at").first()


def drift_course(*, name: str, figure: str, days: int = 60) -> list[DriftReport]:
    """The reports of one figure over the last days, oldest first."""
    latest = DriftReport.objects.filter(name=name, figure=figure).order_by("-day")[:days]
    return list(reversed(latest))


def drift_alarms(*, days: int = 2) -> list[DriftReport]:
    """What has shifted by the latest look, the largest shift first; old alarms are history."""
    since = clock.business_day() - timedelta(days=days - 1)
    found = DriftReport.objects.filter(is_alarm=True, day__gte=since).order_by("-day", "-psi")
    latest: dict[tuple[str, str], DriftReport] = {}
    for report in found:
        latest.setdefault((report.name, report.figure), report)
    return sorted(latest.values(), key=lambda report: -report.psi)


def read_features(*, name: str, subjects: Iterable[str]) -> dict[str, Any]:
    """A feature's value by subject; subjects that have none are absent."""
    rows = Feature.objects.filter(name=name, subject__in=list(subjects))
    return dict(rows.values_list("subject", "value"))
