"""What speaking to a customer changes, learned from who was spoken to and who was held out.

Three learners: one model that knows the arm (S) and one for each arm (T), after Künzel et al.
(2019), "Metalearners for estimating heterogeneous treatment effects"; and the class transformation
(Jaskowski and Jaroszewicz, 2012, "Uplift modeling for clinical trial data") in the form for any
share of the holdout (Athey and Imbens, 2016): a regression on each customer's own noisy effect.
The response model, which only asks who orders when spoken to, is the plain baseline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from analytics.algorithms.boosting import Aim, Text, answer, contributions, grow
from marketing.algorithms.qini import BoolArray, FloatArray, effect_cases, qini_cases

FOLDS = 4
SEED = 11
IntArray = npt.NDArray[np.int64]


class Learner(StrEnum):
    S = "s"
    T = "t"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Cases:
    """Customers who entered campaigns.

    Attributes:
        facts: shape (n, k), what was known when they entered; NaN where it was not.
        treated: shape (n,), false for those held out.
        chance: shape (n,), of being treated, as it was drawn: between 0 and 1.
        outcome: shape (n,), such as 1.0 for whoever ordered.
        person: shape (n,), numbers of customers: one may stand here more than once.
    """

    facts: FloatArray
    treated: BoolArray
    chance: FloatArray
    outcome: FloatArray
    person: IntArray

    def __post_init__(self) -> None:
        if not (
            len(self.facts) == len(self.treated) == len(self.chance)
            == len(self.outcome) == len(self.person)
        ):  # fmt: skip
            raise ValueError("each case needs its facts, arm, chance, outcome and person")

    def __len__(self) -> int:
        return len(self.treated)

    def take(self, rows: IntArray | BoolArray) -> Cases:
        return Cases(
            self.facts[rows],
            self.treated[rows],
            self.chance[rows],
            self.outcome[rows],
            self.person[rows],
        )

    @property
    def is_chance(self) -> bool:
        """Whether outcomes are yes and no."""
        return bool(np.isin(self.outcome, (0.0, 1.0)).all())


@dataclass(frozen=True, slots=True)
class Uplift:
    """One learner's trees: S has one, T those of the spoken to and the held out, CLASS one."""

    learner: Learner
    trees: tuple[Text, ...]

    def effects(self, facts: FloatArray) -> FloatArray:
        """Expected change of the outcome by speaking to each, shape (n,), of facts (n, k)."""
        if self.learner is Learner.CLASS:
            return answer(self.trees[0], facts)
        if self.learner is Learner.T:
            return answer(self.trees[0], facts) - answer(self.trees[1], facts)
        (trees,) = self.trees
        return answer(trees, _with_arm(facts, 1.0)) - answer(trees, _with_arm(facts, 0.0))


@dataclass(frozen=True, slots=True)
class Blend:
    """The mean of several learners' effects, each on the scale of the outcome."""

    members: tuple[Uplift, ...]

    def effects(self, facts: FloatArray) -> FloatArray:
        """Shape (n,), of facts (n, k)."""
        return np.asarray(np.mean([one.effects(facts) for one in self.members], axis=0))

    def reasons(self, facts: FloatArray) -> FloatArray:
        """What each fact adds to the effect by the class transformation, shape (n, k)."""
        member = next(one for one in self.members if one.learner is Learner.CLASS)
        return contributions(member.trees[0], facts)


def fit_uplift(cases: Cases, learner: Learner) -> Uplift:
    """Learn one learner.

    Raises:
        ValueError: nobody was spoken to, or nobody held out.
    """
    if cases.treated.all() or not cases.treated.any():
        raise ValueError("nobody to compare with")
    aim = Aim.CHANCE if cases.is_chance else Aim.MEAN
    if learner is Learner.S:
        facts = _with_arm(cases.facts, cases.treated.astype(np.float64))
        return Uplift(learner, (grow(facts, cases.outcome, aim=aim),))
    if learner is Learner.T:
        arms = (cases.take(cases.treated), cases.take(~cases.treated))
        return Uplift(learner, tuple(grow(arm.facts, arm.outcome, aim=aim) for arm in arms))
    return Uplift(learner, (grow(cases.facts, own_effects(cases), aim=Aim.MEAN),))


def fit_blend(cases: Cases, learners: Sequence[Learner] = tuple(Learner)) -> Blend:
    """Learn several and take their mean.

    Raises:
        ValueError: nobody was spoken to, or nobody held out.
    """
    return Blend(tuple(fit_uplift(cases, learner) for learner in learners))


def fit_response(cases: Cases) -> Text:
    """Who orders when spoken to: what shops target by that do not hold anybody out."""
    told = cases.take(cases.treated)
    aim = Aim.CHANCE if cases.is_chance else Aim.MEAN
    return grow(told.facts, told.outcome, aim=aim)


def own_effects(cases: Cases) -> FloatArray:
    """Each customer's own noisy effect, shape (n,), less what was expected of them anyway.

    What is expected of a customer was learned from other customers, whatever was done to them.
    """
    aim = Aim.CHANCE if cases.is_chance else Aim.MEAN
    expected = np.empty(len(cases))
    fold = folds(cases.person)
    for number in range(FOLDS):
        asked = fold == number
        if not asked.any():
            continue
        learns = cases.take(~asked)
        if learns.outcome.min() == learns.outcome.max():
            expected[asked] = learns.outcome[0]
            continue
        expected[asked] = answer(grow(learns.facts, learns.outcome, aim=aim), cases.facts[asked])
    return effect_cases(cases.outcome, cases.treated, cases.chance, expected)


def folds(person: IntArray) -> IntArray:
    """Which fold each case is in, shape (n,): all of one person in the same."""
    people, place = np.unique(person, return_inverse=True)
    numbers = np.arange(len(people)) % FOLDS
    np.random.default_rng(SEED).shuffle(numbers)
    return np.asarray(numbers[place], np.int64)


def areas(cases: Cases, scores: Sequence[FloatArray]) -> list[FloatArray]:
    """Each case's part of the Qini area of each ranking, shape (n,) each."""
    effects = own_effects(cases)
    return [qini_cases(each, effects) for each in scores]


def _with_arm(facts: FloatArray, arm: FloatArray | float) -> FloatArray:
    return np.column_stack([facts, np.broadcast_to(arm, len(facts))])
