"""What stands between a campaign and its start, in sentences for staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from foundation.refusals import Refusal
from marketing.content.blocks import parse
from marketing.content.refused import ContentRefused
from marketing.content.words import check_line
from marketing.kinds import Medium
from marketing.media import sender_of
from marketing.models import Campaign, Step, Variant
from marketing.models.campaigns import LEAST_HOLDOUT
from marketing.offers.services import is_live
from marketing.variants import problem_of


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to be put right; ``field`` names the part of the campaign, ``step`` its place."""

    text: str
    field: str = ""
    step: int | None = None


def problems(campaign: Campaign, *, at: datetime) -> list[Problem]:
    """All that must be put right before a campaign can start; empty when it can."""
    steps = list(campaign.steps.order_by("position").prefetch_related("variants__offer__promotion"))
    found = list(_of_campaign(campaign, at))
    if not steps:
        found.append(Problem(_("It says nothing yet: add a first message."), "steps"))
    for step in steps:
        found.extend(_of_step(step, at))
    return found


def _of_campaign(campaign: Campaign, at: datetime) -> Iterator[Problem]:
    if campaign.holdout < LEAST_HOLDOUT:
        yield Problem(
            _("At least one customer in a hundred is held out: else nobody knows what it earned."),
            "holdout",
        )
    if campaign.ends_at is not None and campaign.ends_at <= at:
        yield Problem(_("Its end has passed already."), "ends_at")
    if campaign.is_flow:
        yield from _of_trigger(campaign)


def _of_trigger(campaign: Campaign) -> Iterator[Problem]:
    from marketing.flows.registry import finder_of

    try:
        finder_of(campaign).settings_of(campaign)
    except LookupError:
        yield Problem(_("Nothing can start this flow."), "trigger")
    except Refusal as refusal:
        yield Problem(refusal.message, "settings")


def _of_step(step: Step, at: datetime) -> Iterator[Problem]:
    place = step.position
    if sender_of(Medium(step.medium)) is None:
        yield Problem(_("Nothing can be sent by this medium."), "medium", place)
    if trouble := problem_of(step):
        yield Problem(trouble, "variants", place)
    variants = list(step.variants.all())
    if not variants:
        yield Problem(_("It says nothing yet: write its text."), "variants", place)
    for variant in variants:
        yield from _of_variant(variant, place, at)


def _of_variant(variant: Variant, place: int, at: datetime) -> Iterator[Problem]:
    if problem := subject_problem(variant.subject):
        yield Problem(problem, "subject", place)
    if not variant.blocks:
        yield Problem(_("It has a subject and nothing below it."), "blocks", place)
    elif problem := blocks_problem(variant.blocks):
        yield Problem(problem, "blocks", place)
    if variant.offer is not None and not is_live(variant.offer, at):
        yield Problem(_("Its offer is over or switched off."), "offer", place)


def subject_problem(subject: Mapping[str, str]) -> str:
    """Why a subject cannot stand above a message; empty if it can."""
    return line_problem(subject, where="subject", is_needed=True)


def line_problem(words: Mapping[str, str], *, where: str, is_needed: bool = False) -> str:
    """Why a line, such as the preview line, cannot be said; empty if it can."""
    try:
        check_line(words, where=where, is_needed=is_needed)
    except ContentRefused as refused:
        return refused.message
    return ""


def blocks_problem(blocks: list[object]) -> str:
    """Why blocks cannot be written; empty where they can."""
    try:
        parse(blocks)
    except ContentRefused as refused:
        return refused.message
    return ""
