"""How much the crowd counts: raised until a personal list is not worse than the crowd's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from recommendations.algorithms.models import (
    Blend,
    Member,
    SegmentBlends,
    Surface,
    TrainedModels,
)

WEIGHTS = (0.1, 0.3, 0.6, 1.0, 2.0, 4.0, 16.0)
"""Weights of popularity among members that weigh about one; the last step is popularity alone."""


@dataclass(frozen=True, slots=True)
class Step:
    """One way to answer a surface: with its second stage, or by a blend with some of the crowd.

    ``by_segment`` are blends that stand in the blend's place for shoppers of each segment.
    """

    blend: Blend
    ranked: bool = False
    by_segment: SegmentBlends = field(default_factory=dict)


def ladder(models: TrainedModels, surface: Surface) -> tuple[Step, ...]:
    """From the second stage (where there is one) over the tuned blend to the crowd alone."""
    blend = models.blends[surface]
    tuned = blend.weights.get(Member.POPULARITY, 0.0)
    rungs = [tuned, *(weight for weight in WEIGHTS if weight > tuned)]
    leaning = [
        Step(replace(blend, weights={**blend.weights, Member.POPULARITY: weight}))
        for weight in rungs
    ]
    second_stage = [Step(blend, ranked=True)] if surface in models.rankers else []
    alone = Step(replace(blend, weights={Member.POPULARITY: 1.0}))
    return (*second_stage, *leaning, alone)


def at_step(models: TrainedModels, surface: Surface, step: Step) -> TrainedModels:
    """The same tables with one surface answered by this step."""
    others = {name: own for name, own in models.segment_blends.items() if name is not surface}
    found = replace(
        models,
        blends={**models.blends, surface: step.blend},
        segment_blends=others | ({surface: step.by_segment} if step.by_segment else {}),
    )
    return found if step.ranked else without_rankers(found, {surface})


def without_rankers(models: TrainedModels, surfaces: Collection[Surface]) -> TrainedModels:
    """The same models, some of whose surfaces are answered by their blends alone."""
    kept = {name: ranker for name, ranker in models.rankers.items() if name not in surfaces}
    return replace(models, rankers=kept)


def choose(
    *,
    found: Sequence[float],
    not_worse: Sequence[bool],
    incumbent: int | None,
    clearly_better: Callable[[int, int], bool],
) -> int:
    """The place of the step that finds most among those not worse than the crowd.

    The `incumbent` (of the champion) stays while it is not worse and no other is clearly better:
    a weight that wanders with the noise would make every night another shop. The last step is the
    crowd itself, so that there is always one.
    """
    fair = [place for place, passed in enumerate(not_worse) if passed]
    if not fair:
        return len(found) - 1
    best = max(fair, key=lambda place: found[place])
    if incumbent is not None and incumbent in fair and not clearly_better(best, incumbent):
        return incumbent
    return best


def place_of(earlier: TrainedModels, surface: Surface, steps: Sequence[Step]) -> int | None:
    """Which step an earlier version stands on; None where it is of another making.

    Weights by segment are learned anew by each training: to have any is the step.
    """
    ranked, wanted = surface in earlier.rankers, _rounded(earlier.blends[surface])
    by_segment = surface in earlier.segment_blends
    return next(
        (
            place
            for place, step in enumerate(steps)
            if (step.ranked, bool(step.by_segment)) == (ranked, by_segment)
            and (by_segment or _rounded(step.blend) == wanted)
        ),
        None,
    )


def _rounded(blend: Blend) -> dict[Member, float]:
    """Weights as they come back from an artifact, where they are kept in single precision."""
    return {member: round(weight, 5) for member, weight in blend.weights.items() if weight}
