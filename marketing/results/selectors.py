"""Reading what campaigns did and changed: for pages, proposals and floors above.

What tells of fewer than ten customers in an arm is not told.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum

from analytics.small_groups import is_shown
from marketing.kinds import MessageState
from marketing.models import (
    Campaign,
    CampaignDay,
    CampaignResult,
    Message,
    ProgrammeResult,
    Step,
    Variant,
)


@dataclass(frozen=True, slots=True)
class Said:
    """Messages, and what became of them."""

    sent: int = 0
    opened: int = 0
    clicked: int = 0
    unsubscribed: int = 0
    skipped: int = 0
    failed: int = 0
    bounced: int = 0
    complained: int = 0

    @property
    def open_rate(self) -> float | None:
        return _rate(self.opened, self.sent)

    @property
    def click_rate(self) -> float | None:
        return _rate(self.clicked, self.sent)

    @property
    def unsubscribe_rate(self) -> float | None:
        return _rate(self.unsubscribed, self.sent)


@dataclass(frozen=True, slots=True)
class VariantFigures:
    """Messages of one variant; opens and clicks are of readers who agreed to personalisation."""

    variant: Variant | None
    said: Said


@dataclass(frozen=True, slots=True)
class StepFigures:
    """Messages of a step, and of each of its variants."""

    step: Step
    said: Said
    variants: tuple[VariantFigures, ...]


def result_of(campaign: Campaign) -> CampaignResult | None:
    """The newest result of a campaign; None while nothing was judged."""
    return CampaignResult.objects.filter(campaign=campaign).order_by("-day").first()


def results_of(campaigns: list[int]) -> dict[int, CampaignResult]:
    """The newest result of each campaign, by its key, in one query."""
    newest = CampaignResult.objects.filter(campaign=OuterRef("campaign")).order_by("-day")
    rows = CampaignResult.objects.filter(
        campaign__in=campaigns, pk=Subquery(newest.values("pk")[:1])
    )
    return {row.campaign_id: row for row in rows.select_related("campaign")}


def results(first: date, last: date) -> list[CampaignResult]:
    """Of each campaign judged in these business days, both included, its newest result of them.

    Those that speak to most customers first.
    """
    rows = CampaignResult.objects.filter(day__range=(first, last))
    newest = dict(rows.order_by().values_list("campaign").annotate(newest=Max("day")))
    found = [
        row
        for row in rows.select_related("campaign")
        if newest[row.campaign_id] == row.day and _is_told(row)
    ]
    return sorted(found, key=lambda row: (-row.treated, row.campaign.name))


def course_of(campaign: Campaign) -> list[CampaignResult]:
    """A campaign's results by day, oldest first, from when they tell of enough customers."""
    rows = CampaignResult.objects.filter(campaign=campaign).order_by("day")
    return [row for row in rows if _is_told(row)]


def programme_result(last: date) -> ProgrammeResult | None:
    """What all campaigns together changed, as last known on a business day."""
    row = ProgrammeResult.objects.filter(day__lte=last).order_by("-day").first()
    return row if row is not None and _is_told(row) else None


def said_by_campaign(first: date, last: date) -> dict[int, Said]:
    """What each campaign said on business days, both included, by its key."""
    rows = (
        CampaignDay.objects.filter(day__range=(first, last))
        .order_by()
        .values("campaign")
        .annotate(**{name: Sum(name) for name in Said.__dataclass_fields__})
    )
    return {row.pop("campaign"): Said(**row) for row in rows}


def said_by_day(first: date, last: date, *, campaign: Campaign | None = None) -> dict[date, Said]:
    """What all campaigns, or one, said on each business day on which they said anything."""
    days = CampaignDay.objects.filter(day__range=(first, last))
    if campaign is not None:
        days = days.filter(campaign=campaign)
    rows = (
        days.order_by()
        .values("day")
        .annotate(**{name: Sum(name) for name in Said.__dataclass_fields__})
    )
    return {row.pop("day"): Said(**row) for row in rows}


def step_figures(campaign: Campaign) -> list[StepFigures]:
    """What each step said by its variants, in the order of the steps; two queries beside them."""
    by_step: dict[int, list[VariantFigures]] = defaultdict(list)
    variants = {variant.pk: variant for variant in Variant.objects.filter(step__campaign=campaign)}
    for row in _message_counts(campaign):
        step, variant = row.pop("step"), row.pop("variant")
        by_step[step].append(VariantFigures(variants.get(variant), Said(**row)))
    return [
        StepFigures(
            step, _together([one.said for one in by_step[step.pk]]), _of_tests(by_step[step.pk])
        )
        for step in campaign.steps.order_by("position")
    ]


def _message_counts(campaign: Campaign) -> list[dict[str, int]]:
    sent = Q(state=MessageState.SENT)
    return list(
        Message.objects.filter(step__campaign=campaign)
        .order_by()
        .values("step", "variant")
        .annotate(
            sent=Count("pk", filter=sent),
            opened=Count("pk", filter=sent & Q(opened_at__isnull=False)),
            clicked=Count("pk", filter=sent & Q(clicked_at__isnull=False)),
            skipped=Count("pk", filter=Q(state=MessageState.SKIPPED)),
            failed=Count("pk", filter=Q(state=MessageState.FAILED)),
        )
    )


def _of_tests(rows: list[VariantFigures]) -> tuple[VariantFigures, ...]:
    """Only variants that said something; a message that was skipped may have none."""
    told = [row for row in rows if row.variant is not None and row.said.sent]
    return tuple(sorted(told, key=lambda row: row.variant.pk if row.variant else 0))


def _together(parts: list[Said]) -> Said:
    return Said(*(sum(getattr(part, name) for part in parts) for name in Said.__dataclass_fields__))


def _is_told(row: CampaignResult | ProgrammeResult) -> bool:
    return is_shown(row.treated) and is_shown(row.held_out)


def _rate(part: int, whole: int) -> float | None:
    """None where so few were written to that it would tell of one of them."""
    return min(part / whole, 1.0) if whole and is_shown(whole) else None
