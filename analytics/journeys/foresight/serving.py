"""The model of next steps that serves, and its answers."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.algorithms.next_steps import NextSteps
from analytics.journeys.sessions import STEPS
from analytics.models import ShoppingStep
from mlops.artifacts import Array, ArtifactDamaged, read_arrays
from mlops.models import ModelVersion
from mlops.selectors import champion

logger = logging.getLogger(__name__)

NAME = "next-step"


@dataclass(frozen=True, slots=True)
class ServedNextSteps:
    """A model with the name of its version."""

    version: str
    model: NextSteps


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A next step with its chance."""

    step: ShoppingStep
    chance: float


def to_arrays(model: NextSteps) -> dict[str, Array]:
    """The model as plain arrays."""
    return {
        "kinds": np.array([model.kinds]),
        "order": np.array([model.order]),
        "chances": model.chances,
    }


def from_arrays(arrays: Mapping[str, Array]) -> NextSteps:
    """The inverse of ``to_arrays``.

    Raises:
        KeyError: an array is missing.
        ValueError: the table is not that of so many kinds of steps and so long histories.
    """
    kinds, order = int(arrays["kinds"][0]), int(arrays["order"][0])
    chances = np.asarray(arrays["chances"], np.float64)
    if chances.shape != ((kinds + 1) ** order, kinds):
        raise ValueError(f"{chances.shape} chances of {kinds} kinds of steps")
    return NextSteps(kinds, order, chances)


def next_steps_of(version: ModelVersion) -> ServedNextSteps | None:
    """The model of a version; None where it cannot be read, or knows other steps than the shop."""
    try:
        arrays = read_arrays(folder=version.artifact, checksums=version.checksums)
        model = from_arrays(arrays)
    except (ArtifactDamaged, KeyError, ValueError):
        logger.exception("%s %s cannot be read", NAME, version.version)
        return None
    return ServedNextSteps(version.version, model) if model.kinds == len(STEPS) else None


def current_next_steps() -> ServedNextSteps | None:
    """The champion; None where none serves."""
    version = champion(NAME)
    return next_steps_of(version) if version is not None else None


def foresee(served: ServedNextSteps, steps: Sequence[ShoppingStep]) -> list[Foreseen]:
    """What comes after these steps of a session, likeliest first."""
    chances = served.model.after([STEPS.index(step) for step in steps])
    order = np.argsort(-chances, kind="stable").tolist()
    return [Foreseen(STEPS[place], float(chances[place])) for place in order]
