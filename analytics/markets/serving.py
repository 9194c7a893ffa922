"""The sentiment model that serves, in this process."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.algorithms.sentiment import Sentiment
from mlops.artifacts import Array, ArtifactDamaged, read_arrays
from mlops.models import ModelVersion
from mlops.selectors import champion

logger = logging.getLogger(__name__)

NAME = "sentiment"


@dataclass(frozen=True, slots=True)
class ServedSentiment:
    """A model with the name of its version."""

    version: str
    model: Sentiment


def to_arrays(model: Sentiment) -> dict[str, Array]:
    """The model as plain arrays."""
    return {"terms": model.terms, "weights": model.weights, "offset": np.array([model.offset])}


def from_arrays(arrays: Mapping[str, Array]) -> Sentiment:
    """The inverse of ``to_arrays``.

    Raises:
        KeyError: an array is missing.
    """
    return Sentiment(
        terms=np.asarray(arrays["terms"], np.str_),
        weights=np.asarray(arrays["weights"], np.float64),
        offset=float(arrays["offset"][0]),
    )


def sentiment_of(version: ModelVersion) -> ServedSentiment | None:
    """The model of a version; None where it cannot be read."""
    try:
        arrays = read_arrays(folder=version.artifact, checksums=version.checksums)
        return ServedSentiment(version.version, from_arrays(arrays))
    except (ArtifactDamaged, KeyError):
        logger.exception("%s %s cannot be read", NAME, version.version)
        return None


def current_sentiment() -> ServedSentiment | None:
    """The champion; None where none serves."""
    version = champion(NAME)
    return sentiment_of(version) if version is not None else None
