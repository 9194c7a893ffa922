"""The uplift model as plain arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.algorithms.boosting import Text, answer
from marketing.algorithms.qini import FloatArray
from marketing.algorithms.uplift import Blend, Cases, Learner, Uplift, fit_blend, fit_response
from marketing.algorithms.uplift_facts import Fact
from mlops.artifacts import Array


@dataclass(frozen=True, slots=True)
class UpliftModel:
    """What being spoken to changes, and who orders when spoken to."""

    blend: Blend
    response: Text

    def effects(self, facts: FloatArray) -> FloatArray:
        return self.blend.effects(facts)

    def ordered(self, facts: FloatArray) -> FloatArray:
        return answer(self.response, facts)

    @classmethod
    def learned(cls, cases: Cases) -> UpliftModel:
        """
        Raises:
            ValueError: nobody was spoken to, or nobody held out.
        """
        return cls(fit_blend(cases), fit_response(cases))


def to_arrays(model: UpliftModel) -> dict[str, Array]:
    """``from_arrays`` is the inverse."""
    arrays: dict[str, Array] = {"response": model.response, "facts": np.array(list(Fact))}
    for member in model.blend.members:
        for place, trees in enumerate(member.trees):
            arrays[f"{member.learner}_{place}"] = trees
    return arrays


def from_arrays(arrays: Mapping[str, Array]) -> UpliftModel:
    """The inverse of ``to_arrays``.

    Raises:
        KeyError: an array is missing.
        ValueError: it was learned from other facts than those of today.
    """
    if arrays["facts"].tolist() != [str(fact) for fact in Fact]:
        raise ValueError("learned from other facts")
    return UpliftModel(
        Blend(
            (
                Uplift(Learner.S, (arrays["s_0"],)),
                Uplift(Learner.T, (arrays["t_0"], arrays["t_1"])),
                Uplift(Learner.CLASS, (arrays["class_0"],)),
            )
        ),
        arrays["response"],
    )
