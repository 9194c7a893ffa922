"""The uplift model that serves."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from marketing.uplift.artifacts import UpliftModel, from_arrays
from mlops.artifacts import ArtifactDamaged, read_arrays
from mlops.models import ModelVersion
from mlops.selectors import champion

logger = logging.getLogger(__name__)

NAME = "uplift"


@dataclass(frozen=True, slots=True)
class Served:
    """A model with the name of its version."""

    version: str
    model: UpliftModel


def model_of(version: ModelVersion | None) -> Served | None:
    """The model of a version; None where there is none or it cannot be read."""
    if version is None:
        return None
    try:
        arrays = read_arrays(folder=version.artifact, checksums=version.checksums)
        return Served(version.version, from_arrays(arrays))
    except (ArtifactDamaged, KeyError, ValueError):
        logger.exception("%s %s cannot be read", version.name, version.version)
        return None


def current_uplift() -> Served | None:
    """The champion; None where none serves."""
    return model_of(champion(NAME))
