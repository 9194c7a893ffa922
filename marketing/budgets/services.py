"""Proposing how a budget is divided, and approving it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from foundation import clock
from foundation.refusals import Refusal
from marketing.algorithms.allocation import Division, divide
from marketing.algorithms.curves import Returns
from marketing.budgets.past import Past, past_of, returns_of
from marketing.kinds import RUNNABLE
from marketing.models import BudgetLine, BudgetPlan, BudgetState, Campaign

LEARNING_SHARE = 0.1
"""Of the budget, for all campaigns together that were never measured: to learn what they bring."""
PER_CENT = 100


@dataclass(frozen=True, slots=True)
class _Candidate:
    campaign: Campaign
    past: Past
    curve: Returns | None


@transaction.atomic
def propose(
    *,
    first: date,
    last: date,
    budget_minor: int,
    worth: int = PER_CENT,
    at: datetime | None = None,
) -> BudgetPlan:
    """Divide a budget over the campaigns that run, by what each brought beside its holdout.

    Args:
        budget_minor: minor units of the base currency.
        worth: per cent; money that brings less than this share of itself is better kept.

    Raises:
        Refusal: a period or budget that is none, or no campaign that costs anything runs.
    """
    now = at or clock.now()
    check(first=first, last=last, budget_minor=budget_minor, at=now)
    days = (last - first).days + 1
    candidates = _candidates(days, now)
    division = _divide(candidates, budget_minor, worth)
    plan = BudgetPlan.objects.create(
        first=first,
        last=last,
        budget_minor=budget_minor,
        worth=worth,
        left_minor=division.left,
        next_return=division.next_return,
        made_at=now,
    )
    BudgetLine.objects.bulk_create(_lines(plan, candidates, division, days))
    return plan


@transaction.atomic
def approve(*, plan: BudgetPlan, actor: User | None, at: datetime | None = None) -> BudgetPlan:
    """Make a proposal the plan of its days; others that overlap are replaced by it.

    Raises:
        Refusal: it was decided on already.
    """
    # Two plans of the same days approved at once take their turns.
    rows = BudgetPlan.objects.filter(first__lte=plan.last, last__gte=plan.first).order_by("pk")
    locked = {row.pk: row for row in rows.select_for_update()}
    kept = locked[plan.pk]
    if kept.state != BudgetState.PROPOSED:
        raise Refusal(_("This plan was decided on already."))
    approved = [row.pk for row in locked.values() if row.state == BudgetState.APPROVED]
    BudgetPlan.objects.filter(pk__in=approved).update(state=BudgetState.REPLACED)
    kept.state, kept.decided_at = BudgetState.APPROVED, at or clock.now()
    kept.decided_by = actor
    kept.save(update_fields=["state", "decided_at", "decided_by"])
    return kept


def check(*, first: date, last: date, budget_minor: int, at: datetime | None = None) -> None:
    """Whether a budget can be divided.

    Raises:
        Refusal: a period or budget that is none, or no campaign that costs anything runs.
    """
    if last < first:
        raise Refusal(_("It must not end before it starts."), field="last")
    if budget_minor < 1:
        raise Refusal(_("There is nothing to divide."), field="budget_minor")
    if not _candidates((last - first).days + 1, at or clock.now()):
        raise Refusal(_("No campaign that costs anything runs: there is nothing to divide."))


def _candidates(days: int, at: datetime) -> list[_Candidate]:
    """Campaigns that cost money; what is free needs no budget."""
    found = []
    for campaign in Campaign.objects.filter(state__in=RUNNABLE).order_by("pk"):
        past = past_of(campaign, at=at)
        if past.costs_something:
            found.append(_Candidate(campaign, past, returns_of(past, days=days)))
    return found


def _divide(candidates: Sequence[_Candidate], budget: int, worth: int) -> Division:
    unknown = [one.curve is None for one in candidates]
    each = int(budget * LEARNING_SHARE / sum(unknown)) if any(unknown) else 0
    nothing = Returns(np.zeros(1), np.zeros(1))
    return divide(
        [one.curve or nothing for one in candidates],
        budget,
        at_least=[each if is_unknown else 0 for is_unknown in unknown],
        worth=worth / PER_CENT,
    )


def _lines(
    plan: BudgetPlan, candidates: Sequence[_Candidate], division: Division, days: int
) -> list[BudgetLine]:
    return [
        BudgetLine(
            plan=plan,
            campaign=one.campaign,
            spent_before_minor=round(one.past.spent_in(days)),
            gain_before_minor=_rounded(one.past.gain_in(days)),
            spend_minor=int(spend),
            gain_minor=round(gain) if one.curve else None,
        )
        for one, spend, gain in zip(candidates, division.spent, division.gain, strict=True)
    ]


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)
