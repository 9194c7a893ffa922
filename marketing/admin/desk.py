"""What a campaign's own page shows: its messages in their order, what it lacks, what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from experiments.models import ExperimentState
from foundation.admin import label, state_label
from foundation.refusals import Refusal
from marketing.admin.desk_words import (
    COLOURS,
    effect_text,
    share_text,
    signed,
    wait_text,
    words_in,
)
from marketing.audiences.asking import rule_of
from marketing.audiences.counting import count
from marketing.audiences.rules import Group
from marketing.audiences.words import sentence
from marketing.campaigns.services import problems
from marketing.kinds import CampaignState, Medium
from marketing.models import Campaign, Step, Variant


@dataclass(frozen=True, slots=True)
class VariantLine:
    """A variant beside the others, in a line."""

    slug: str
    subject: str
    share: str
    offer: str
    url: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message of a campaign as the desk shows it."""

    step: Step
    when: str
    variants: tuple[VariantLine, ...]
    test: SafeString | str
    url: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to be put right before the start, and where."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    value: str
    note: str = ""


def desk_context(campaign: Any, *, at: datetime) -> dict[str, Any]:
    """``campaign`` comes from ``desk_figures.with_figures``."""
    steps = list(
        campaign.steps.order_by("position")
        .select_related("experiment__winner")
        .prefetch_related("variants__offer")
    )
    is_draft = campaign.state == CampaignState.DRAFT
    return {
        "campaign": campaign,
        "state": state_label(campaign, colours=COLOURS),
        "kind": campaign.get_trigger_display() or campaign.get_kind_display(),
        "is_draft": is_draft,
        "messages_of_it": message_rows(campaign, steps),
        "media": Medium.choices,
        "checks": _checks(campaign, steps, at) if is_draft else [],
        "facts": _plan_facts(campaign, is_draft=is_draft),
        "audience_words": _audience_words(campaign),
        "figures": [] if is_draft else _figures(campaign),
        "result_url": "" if is_draft else reverse("admin:campaign_result", args=[campaign.pk]),
    }


def message_rows(campaign: Campaign, steps: Sequence[Step]) -> list[MessageRow]:
    return [
        MessageRow(
            step=step,
            when=wait_text(step.wait_hours, is_first=index == 0),
            variants=tuple(variant_line(campaign, each) for each in step.variants.all()),
            test=test_label(step),
            url=reverse("admin:marketing_campaign_message", args=[campaign.pk, step.pk]),
            is_first=index == 0,
            is_last=index == len(steps) - 1,
        )
        for index, step in enumerate(steps)
    ]


def variant_line(campaign: Campaign, variant: Variant) -> VariantLine:
    return VariantLine(
        slug=variant.slug,
        subject=words_in(variant.subject),
        share=share_text(variant.share),
        offer=variant.offer.name if variant.offer else "",
        url=reverse(
            "admin:marketing_campaign_variant", args=[campaign.pk, variant.step_id, variant.pk]
        ),
    )


def test_label(step: Step) -> SafeString | str:
    """How far the test of a step's variants is; empty where nothing is tested."""
    test = step.experiment
    if test is None:
        return label(_("Test, once started"), "info") if len(step.variants.all()) > 1 else ""
    if test.state == ExperimentState.CONCLUDED and test.winner:
        return label(_("“%(arm)s” was kept") % {"arm": test.winner.slug}, "success")
    if test.state == ExperimentState.RUNNING:
        return label(_("Test: %(verdict)s") % {"verdict": test.get_verdict_display()}, "info")
    return label(_("Test stopped"))


def _checks(campaign: Campaign, steps: Sequence[Step], at: datetime) -> list[Check]:
    plan = reverse("admin:marketing_campaign_change", args=[campaign.pk])
    places = {
        step.position: reverse("admin:marketing_campaign_message", args=[campaign.pk, step.pk])
        for step in steps
    }
    found = []
    for problem in problems(campaign, at=at):
        if problem.step is None:
            found.append(Check(problem.text, "" if problem.field == "steps" else plan))
            continue
        text = _("Message %(number)d: %(problem)s") % {
            "number": problem.step, "problem": problem.text,
        }  # fmt: skip
        found.append(Check(text, places.get(problem.step, "")))
    return found


def _plan_facts(campaign: Campaign, *, is_draft: bool) -> list[Fact]:
    audience = campaign.audience
    days = campaign.reentry_days
    again = _("after %(days)d days") % {"days": days} if days else _("never")
    goal = _("%(days)d days") % {"days": campaign.goal_days}
    return [
        Fact(_("Audience"), audience.name if audience else _("Everybody who agreed")),
        *([_reach(campaign)] if is_draft else []),
        Fact(_("Held out"), share_text(campaign.holdout), _("and the shop's global holdout")),
        Fact(_("Judged by orders within"), goal, _("of entering")),
        Fact(_("Enters again"), again),
    ]


def _reach(campaign: Campaign) -> Fact:
    """How many may be written to as of now."""
    try:
        head = count(rule_of(campaign.audience) if campaign.audience else Group())
    except Refusal as refusal:
        return Fact(_("May be written to"), "–", refusal.message)
    of_all = _("of %(customers)s") % {"customers": head.customers_told}
    return Fact(_("May be written to"), head.writable_told, of_all)


def _audience_words(campaign: Campaign) -> str:
    """Whom the audience describes, in a sentence; empty where it is everybody."""
    if campaign.audience is None:
        return ""
    try:
        return sentence(rule_of(campaign.audience))
    except Refusal as refusal:
        return refusal.message


def _figures(campaign: Any) -> list[Fact]:
    bounds = effect_text(campaign)
    return [
        Fact(_("Entered"), _count(campaign.entered_total)),
        Fact(_("Sent"), _count(campaign.sent_total)),
        Fact(_("Opened"), _count(campaign.opened_total), _of(campaign, campaign.opened_total)),
        Fact(_("Clicked"), _count(campaign.clicked_total), _of(campaign, campaign.clicked_total)),
        Fact(
            _("More orders by it"),
            signed(campaign.result_orders) if bounds else _("not yet known"),
            bounds,
        ),
    ]


def _count(number: int | None) -> str:
    return str(number_format(number or 0, force_grouping=True))


def _of(campaign: Any, number: int | None) -> str:
    """What part of the mails sent, where any were."""
    if not campaign.sent_total:
        return ""
    return f"{number_format((number or 0) * 100 / campaign.sent_total, 1)}%"
