"""The learned order's champion in this process."""

from __future__ import annotations

import logging

from foundation.remembered import Remembered
from mlops.artifacts import ArtifactDamaged, read_arrays
from mlops.models import ModelVersion
from mlops.selectors import champion
from recommendations.algorithms.trees import Trees
from search.algorithms.learned_ranking import FEATURES

logger = logging.getLogger(__name__)

NAME = "search-ranking"


def trees_of(version: ModelVersion) -> Trees | None:
    """The trees of a version; None where they cannot be read, or were asked other things."""
    if version.parameters.get("features") != list(FEATURES):
        return None
    try:
        arrays = read_arrays(folder=version.artifact, checksums=version.checksums)
    except ArtifactDamaged:
        logger.exception("%s %s cannot be read", NAME, version.version)
        return None
    return Trees(arrays["trees"]) if "trees" in arrays else None


def current_trees() -> tuple[str, Trees] | None:
    """The champion's name with its trees, looked up every few seconds; None where none serves."""
    (answer,) = _held.get()
    return answer


def forget_champion() -> None:
    """Have nothing in memory, as a process that has just begun (tests)."""
    _champion.forget()
    _held.forget()


class _Champion:
    """The trees of this process: read once, and again only when another version serves."""

    def __init__(self) -> None:
        self._key: int | None = None
        self._answer: tuple[str, Trees] | None = None

    def look(self) -> tuple[tuple[str, Trees] | None]:
        """In a tuple, since what is remembered must be something."""
        version = champion(NAME)
        key = version.pk if version is not None else None
        if version is not None and key != self._key:
            trees = trees_of(version)
            self._answer = (f"{NAME}:{version.version}", trees) if trees is not None else None
        elif version is None:
            self._answer = None
        self._key = key
        return (self._answer,)

    def forget(self) -> None:
        self._key, self._answer = None, None


_champion = _Champion()
_held = Remembered(_champion.look)
