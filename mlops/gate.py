"""The gate: which challenger may serve, and the reasons in words.

A challenger must not be worse than its rivals (the plain baseline, the champion) on the same cases
of the same window: the lower bound of the paired difference stays above minus a tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mlops.algorithms.bootstrap import Difference, Float64Array, paired_difference
from mlops.algorithms.quality import Fault, Finding

TOLERANCE_SHARE = 0.05
"""Part of the rival's figure that may be lost: less than a shop would notice in its sales."""
LEAST_TOLERANCE = 0.002


class Rival(models.TextChoices):
    """Whom a challenger is measured against."""

    BASELINE = "baseline", gettext_lazy("the plain baseline")
    CHAMPION = "champion", gettext_lazy("the champion")


@dataclass(frozen=True, slots=True)
class Contest:
    """A challenger beside one rival on one task; figures are means over the same cases."""

    task: str
    metric: str
    rival: Rival
    ours: float
    theirs: float
    difference: Difference
    tolerance: float

    @property
    def passed(self) -> bool:
        return self.difference.lower >= -self.tolerance

    def to_json(self) -> dict[str, Any]:
        return {
            "task": self.task,
            "metric": self.metric,
            "rival": str(self.rival),
            "ours": self.ours,
            "theirs": self.theirs,
            "difference": self.difference.mean,
            "lower": self.difference.lower,
            "upper": self.difference.upper,
            "cases": self.difference.cases,
            "tolerance": self.tolerance,
            "passed": self.passed,
        }


def compete(
    *, task: str, metric: str, rival: Rival, ours: Float64Array, theirs: Float64Array
) -> Contest:
    """Measure a challenger against a rival, case by case.

    Raises:
        ValueError: there are no cases, or not the same.
    """
    difference = paired_difference(ours, theirs)
    level = float(theirs.mean())
    return Contest(
        task=task,
        metric=metric,
        rival=rival,
        ours=float(ours.mean()),
        theirs=level,
        difference=difference,
        tolerance=tolerance(level),
    )


def tolerance(level: float) -> float:
    """How much worse than a rival of this level a challenger may be at the lower bound."""
    return max(TOLERANCE_SHARE * level, LEAST_TOLERANCE)


def verdict(contests: Iterable[Contest], notes: Sequence[str] = ()) -> str:
    """Every contest that was lost, in a sentence each, then the notes."""
    lost = [_sentence(contest) for contest in contests if not contest.passed]
    return " ".join([*lost, *notes])


def _sentence(contest: Contest) -> str:
    return _(
        "%(task)s: %(metric)s %(ours).3f against %(theirs).3f of %(rival)s on %(cases)d cases; "
        "it may be worse by %(worst).3f, and %(tolerance).3f is allowed."
    ) % {
        "task": contest.task,
        "metric": contest.metric,
        "ours": contest.ours,
        "theirs": contest.theirs,
        "rival": contest.rival.label,
        "cases": contest.difference.cases,
        "worst": -contest.difference.lower,
        "tolerance": contest.tolerance,
    }


def describe(finding: Finding) -> str:
    """What is wrong with a data set, in a sentence."""
    now, before = finding.now, finding.before
    numbers = {"now": round(now), "before": round(before)}
    shares = {"now": f"{now:.0%}", "before": f"{before:.0%}"}
    return {
        Fault.ROWS_LOST: _("The log has %(now)d events; the last training read %(before)d.")
        % numbers,
        Fault.ITEMS_LOST: _("The catalogue has %(now)d products; the last training saw %(before)d.")
        % numbers,
        Fault.PRICES_LOST: _("%(now)s of the products have a price; %(before)s were expected.")
        % shares,
        Fault.ONE_ITEM: _(
            "One product holds %(now)s of all signals; at most %(before)s is believed."
        )
        % shares,
        Fault.ONE_PERSON: _(
            "One person left %(now)s of all signals; at most %(before)s is believed."
        )
        % shares,
        Fault.HISTORY_CHANGED: _(
            "%(now)s of the purchases before the last training stand at other products now; "
            "at most %(before)s is believed."
        )
        % shares,
    }[finding.fault]
