"""Where it is told from what a part of the AI earned; higher floors register theirs here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.registries import Registry


class Work(models.TextChoices):
    """What the AI does for money."""

    RECOMMENDATIONS = "recommendations", _("Recommendations and ranking")
    PRICES = "prices", _("Prices")
    REPLENISHMENT = "replenishment", _("Replenishment")
    CAMPAIGNS = "campaigns", _("Campaigns")


class Earned(models.TextChoices):
    """What is counted. The two are never added up."""

    REVENUE = "revenue", _("Revenue")
    MARGIN = "margin", _("Margin")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one experiment, price test or holdout says of the days that were asked for.

    Money is in minor units of the base currency, with the ends of its 95 % interval; ``first``
    and ``last`` are the days on which it ran. ``row`` is its model and key, such as
    ``("experiments.experiment", 7)``.
    """

    name: str
    first: date
    last: date | None
    counted: Earned
    minor: float
    low: float
    high: float
    row: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Findings:
    """All evidence of a part of the AI, and sentences on what was looked at and does not count."""

    evidence: tuple[Evidence, ...] = ()
    beside: tuple[str, ...] = ()


ReturnSource = Callable[[date, date], Findings]
"""Gets the first and the last business day, both included."""

return_sources: Registry[ReturnSource] = Registry("returns on AI")

UNTOLD: dict[Work, str | Promise] = {
    Work.RECOMMENDATIONS: _(
        "Not yet known: in these days no experiment held a list that learns against a plain one. "
        "Begin one under Experiments, judged by revenue."
    ),
    Work.PRICES: _("Not yet known: no price test that has ended ran in these days."),
    Work.REPLENISHMENT: _(
        "Not yet known: no goods were held out to be ordered as before. Replays of the past show "
        "what might have been, which is no experiment."
    ),
    Work.CAMPAIGNS: _(
        "Not yet known: no campaign left a part of its audience out. What promotions did beside "
        "other goods is measured without an experiment."
    ),
}
