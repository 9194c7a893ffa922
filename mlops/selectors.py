"""Reading the register and the feature store."""

from collections.abc import Iterable
from typing import Any

from mlops.models import Feature, ModelVersion, VersionState


def champion(name: str) -> ModelVersion | None:
    """The version of a model that serves."""
    return ModelVersion.objects.filter(name=name, state=VersionState.CHAMPION).first()


def read_features(*, name: str, subjects: Iterable[str]) -> dict[str, Any]:
    """A feature's value by subject; subjects that have none are absent."""
    rows = Feature.objects.filter(name=name, subject__in=list(subjects))
    return dict(rows.values_list("subject", "value"))
