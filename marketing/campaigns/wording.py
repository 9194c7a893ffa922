"""What the steps of a campaign say: their variants, in the words of each language."""

from __future__ import annotations

from itertools import count
from string import ascii_lowercase

from django.db import transaction
from django.utils.translation import gettext as _

from experiments.algorithms.assignment import WHOLE
from experiments.models import CONTROL
from experiments.services import MOST_ARMS
from marketing.campaigns.checks import blocks_problem, line_problem, subject_problem
from marketing.campaigns.drafting import CampaignRefused, check_row, draft_of, locked
from marketing.kinds import CampaignState
from marketing.models import Campaign, Step, Variant


@transaction.atomic
def add_variant(*, step: Step) -> Variant:
    """A copy of a draft step's control, to be tested against it; shares are made even.

    Raises:
        CampaignRefused: it has started, or it has as many variants as a test can have.
    """
    draft_of(step.campaign)
    variants = list(step.variants.order_by("pk"))
    if len(variants) >= MOST_ARMS:
        raise CampaignRefused(_("A test has %(most)d variants at most.") % {"most": MOST_ARMS})
    control = next((one for one in variants if one.slug == CONTROL), variants[0])
    control.pk, control.slug = None, _free_slug({one.slug for one in variants} | {"a"})
    control._state.adding = True
    control.save()
    _make_even(step)
    control.refresh_from_db()
    return control


def _free_slug(taken: set[str]) -> str:
    for number in count():
        tens, ones = divmod(number, len(ascii_lowercase))
        slug = ascii_lowercase[ones] + (str(tens) if tens else "")
        if slug not in taken:
            return slug
    raise AssertionError("count ends never")


@transaction.atomic
def save_variant(*, variant: Variant) -> Variant:
    """Keep a variant of a step. After the start only the words of a step that is not tested.

    A draft may be unfinished; what is written must be sound, and after the start complete.

    Raises:
        CampaignRefused: it is frozen, or its content cannot be written.
    """
    campaign = locked(variant.step.campaign)
    if campaign.state != CampaignState.DRAFT:
        _refuse_frozen(campaign, variant)
    if any(variant.subject.values()) and (problem := subject_problem(variant.subject)):
        raise CampaignRefused(problem, field="subject")
    if problem := line_problem(variant.preheader, where="preheader"):
        raise CampaignRefused(problem, field="preheader")
    if variant.blocks and (problem := blocks_problem(variant.blocks)):
        raise CampaignRefused(problem, field="blocks")
    check_row(variant, besides=("subject",))
    variant.save()
    return variant


def _refuse_frozen(campaign: Campaign, variant: Variant) -> None:
    if campaign.state == CampaignState.ENDED:
        raise CampaignRefused(_("It has ended: make a copy to use it again."))
    kept = variant.step.variants.filter(pk=variant.pk).first()
    if kept is None or variant.step.experiment_id is not None:
        raise CampaignRefused(_("It has started: what is tested cannot be changed any more."))
    frozen = ("slug", "share", "offer_id")
    if any(getattr(kept, name) != getattr(variant, name) for name in frozen):
        raise CampaignRefused(_("It has started: only words can be changed."))
    if not any(variant.subject.values()) or not variant.blocks:
        raise CampaignRefused(_("It has started: it cannot say nothing."))


@transaction.atomic
def remove_variant(*, variant: Variant) -> None:
    """Take a variant, but not the control, out of a draft's step; shares are made even.

    Raises:
        CampaignRefused: it has started, or it is the control.
    """
    draft_of(variant.step.campaign)
    if variant.slug == CONTROL or variant.step.variants.count() == 1:
        raise CampaignRefused(_("The control stays: the others are compared with it."))
    variant.delete()
    _make_even(variant.step)


def _make_even(step: Step) -> None:
    """Equal shares that add up to the whole; what does not divide is the first one's."""
    variants = list(step.variants.order_by("pk"))
    share, rest = divmod(WHOLE, len(variants))
    for index, variant in enumerate(variants):
        variant.share = share + (rest if index == 0 else 0)
    Variant.objects.bulk_update(variants, ["share"])
