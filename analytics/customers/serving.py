"""The models of customers that serve, in this process; the job that asks them runs at night."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from analytics.customers.artifacts import ChurnModel, ValueModel, churn_model, value_model
from mlops.artifacts import Array, ArtifactDamaged, read_arrays
from mlops.models import ModelVersion
from mlops.selectors import champion

logger = logging.getLogger(__name__)

CHURN, VALUE = "churn", "customer-value"
Model = TypeVar("Model")


@dataclass(frozen=True, slots=True)
class Served(Generic[Model]):
    """A model with the name of its version."""

    version: str
    model: Model


def churn_of(version: ModelVersion | None) -> Served[ChurnModel] | None:
    """The model of a version; None where there is none or it cannot be read."""
    return _read(version, churn_model)


def value_of(version: ModelVersion | None) -> Served[ValueModel] | None:
    """The model of a version; None where there is none or it cannot be read."""
    return _read(version, value_model)


def current_churn() -> Served[ChurnModel] | None:
    """The champion; None where none serves."""
    return churn_of(champion(CHURN))


def current_value() -> Served[ValueModel] | None:
    """The champion; None where none serves."""
    return value_of(champion(VALUE))


def _read(
    version: ModelVersion | None, build: Callable[[Mapping[str, Array]], Model]
) -> Served[Model] | None:
    if version is None:
        return None
    try:
        arrays = read_arrays(folder=version.artifact, checksums=version.checksums)
        return Served(version.version, build(arrays))
    except (ArtifactDamaged, KeyError, ValueError):
        logger.exception("%s %s cannot be read", version.name, version.version)
        return None
