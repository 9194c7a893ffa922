"""The models that serve, opened once in each process and looked for again every few seconds."""

from __future__ import annotations

import logging
from functools import lru_cache

from foundation.remembered import Remembered
from mlops.artifacts import ArtifactDamaged, read_arrays
from mlops.models import ModelVersion
from mlops.selectors import champion as champion_version
from risk.algorithms.scorers import Scorer, Scorers, from_arrays
from risk.algorithms.vocabulary import Door

logger = logging.getLogger(__name__)

NAME = "risk"
SECONDS = 10.0


def champion(door: Door) -> Scorer | None:
    """What scores a door; None where nothing was learned of it or it cannot be read.

    Raises:
        Error: the database does not answer.
    """
    return _champions.get().get(door)


def scorers_of(version: ModelVersion | None) -> Scorers:
    """What a version learned, by door; nothing without one, or where its files cannot be read."""
    if version is None or not version.checksums:
        return {}
    try:
        return _opened(version.artifact, tuple(sorted(version.checksums.items())), version.version)
    except (ArtifactDamaged, KeyError, ValueError):
        logger.exception("%s cannot be read; rules alone score", version)
        return {}


def forget() -> None:
    """Look for the champion at the next question in this process: another one serves."""
    _champions.forget()


@lru_cache(maxsize=2)
def _opened(folder: str, checksums: tuple[tuple[str, str], ...], version: str) -> Scorers:
    arrays = read_arrays(folder=folder, checksums=dict(checksums))
    return from_arrays(arrays, version=version)


def _read() -> Scorers:
    return scorers_of(champion_version(NAME))


_champions: Remembered[Scorers] = Remembered(_read, seconds=SECONDS)
