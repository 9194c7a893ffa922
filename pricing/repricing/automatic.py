"""What happens without anybody's click: what was scheduled, what has expired, what policies may.

A policy may act alone within two limits a business day: so many changes, and so much risk, which
is the sum of the chances to lose of what it changed. Both are counted and kept under the lock of
the policy's row, one family a transaction: however many workers run this, no limit is passed, and
switching the policy off stops it at the next family.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Count, Sum

from foundation import clock
from pricing.models import PricePolicy, PriceSuggestion, SuggestionState
from pricing.repricing.applying import apply_group
from pricing.repricing.outcomes import (
    Keys,
    Outcome,
    Refused,
    SuggestionRefused,
    close,
    each_group,
    expire,
    locked,
)

_ROUNDING = 1e-9
"""Chances are binary fractions: ten of .02 are a little more than .2."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a policy has changed alone on a business day, whether it was taken back or not."""

    changes: int
    risk: float


def apply_due(*, at: datetime | None = None) -> Outcome:
    """Change the prices whose moment has come, and close what nobody decided in time.

    What cannot be applied any more has expired; its note says why. Repeated or at the same time,
    it changes nothing twice.
    """
    now = at or clock.now()
    expire(at=now)
    due = PriceSuggestion.objects.filter(
        state=SuggestionState.SCHEDULED, scheduled_for__lte=now
    ).order_by("scheduled_for", "pk")
    outcome = each_group(due, partial(apply_group, by=None, at=at))
    for refused in outcome.refused:
        close((refused.suggestion.pk,), SuggestionState.EXPIRED, refused.message)
    return outcome


def apply_automatically(*, at: datetime | None = None) -> Outcome:
    """Apply what active policies may apply alone, what gains most first.

    A family whose members are under several policies, or not all waiting, is left to staff, as is
    whatever does not fit in what is left of the day's limits, or is refused as staff would be.
    """
    policies = PricePolicy.objects.filter(
        is_active=True, is_automatic=True, automatic_changes_a_day__gt=0
    )
    done: list[PriceSuggestion] = []
    refused: list[Refused] = []
    for pk in policies.order_by("pk").values_list("pk", flat=True):
        waiting = PriceSuggestion.objects.filter(policy=pk, state=SuggestionState.PROPOSED)
        # One by one and not all at once: the order is that of the gain, not of the keys.
        for suggestion in waiting.order_by("-gain_minor", "pk"):
            outcome = each_group([suggestion], partial(apply_alone, pk, at=at))
            done += outcome.done
            refused += [one for one in outcome.refused if one.message]
            if not outcome.done and _is_used_up(pk, at):
                break
    return Outcome(tuple(done), tuple(refused))


def spent_on(policy: PricePolicy, *, at: datetime | None = None) -> Spent:
    """What a policy has changed alone on the business day of a moment."""
    begin, end = clock.day_bounds(clock.business_day(at))
    alone = PriceSuggestion.objects.filter(
        policy=policy, automatic=True, applied_at__gte=begin, applied_at__lt=end
    )
    sums = alone.aggregate(changes=Count("pk"), risk=Sum("chance_to_lose"))
    return Spent(sums["changes"], sums["risk"] or 0.0)


class _NotAlone(SuggestionRefused):
    """What its policy does not cover today: it waits for staff."""


def apply_alone(policy_id: int, keys: Keys, *, at: datetime | None = None) -> list[PriceSuggestion]:
    """Apply those that move together if their policy may still do so today.

    Raises:
        SuggestionRefused: it may not, or see ``apply``.
    """
    policy = PricePolicy.objects.select_for_update(of=("self",)).get(pk=policy_id)
    rows = locked(keys)
    if not (policy.is_active and policy.is_automatic and _fits(policy, rows, at)):
        raise _NotAlone("")
    return apply_group(keys, by=None, at=at, automatic=True)


def _is_used_up(policy_id: int, at: datetime | None) -> bool:
    policy = PricePolicy.objects.get(pk=policy_id)
    return spent_on(policy, at=at).changes >= policy.automatic_changes_a_day


def _fits(policy: PricePolicy, rows: Sequence[PriceSuggestion], at: datetime | None) -> bool:
    if any(row.policy_id != policy.pk or row.state != SuggestionState.PROPOSED for row in rows):
        return False
    spent = spent_on(policy, at=at)
    risk = spent.risk + sum(row.chance_to_lose for row in rows)
    return (
        spent.changes + len(rows) <= policy.automatic_changes_a_day
        and risk <= policy.automatic_risk_a_day + _ROUNDING
    )
