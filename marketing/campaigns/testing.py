"""Variants beside each other: a second subject, text or offer, to be tested against the first."""

from __future__ import annotations

from string import ascii_lowercase
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from experiments.algorithms.assignment import WHOLE
from experiments.services import MOST_ARMS
from marketing.campaigns.drafting import CampaignRefused, locked
from marketing.campaigns.drafting import remove_variant as _remove
from marketing.kinds import CampaignState
from marketing.models import Step, Variant

_SLUGS: Final = ascii_lowercase[1 : MOST_ARMS + 1]


@transaction.atomic
def add_variant(*, step: Step) -> Variant:
    """A copy of the step's first variant, to be changed in what is tested; shares become even.

    Raises:
        CampaignRefused: the campaign has started, or there are too many variants.
    """
    if locked(step.campaign).state != CampaignState.DRAFT:
        raise CampaignRefused(_("It has started: no further variant can be tested."))
    variants = list(step.variants.order_by("pk"))
    if len(variants) >= MOST_ARMS:
        raise CampaignRefused(_("A test has %(most)d variants at most.") % {"most": MOST_ARMS})
    taken = {variant.slug for variant in variants}
    first = variants[0]
    made = Variant.objects.create(
        step=step,
        slug=next(slug for slug in _SLUGS if slug not in taken),
        subject=first.subject,
        preheader=first.preheader,
        blocks=first.blocks,
        offer=first.offer,
    )
    even_shares(step=step)
    made.refresh_from_db(fields=["share"])
    return made


@transaction.atomic
def remove_variant(*, variant: Variant) -> None:
    """Take a variant out of a draft's test; the others share evenly.

    Raises:
        CampaignRefused: it is the first, against which the others are tested, or the campaign has
            started.
    """
    if variant.step.variants.order_by("pk").first() == variant:
        raise CampaignRefused(_("The others are compared with this one: it stays."))
    step = variant.step
    _remove(variant=variant)
    even_shares(step=step)


def even_shares(*, step: Step) -> None:
    """Each variant gets as much as the others; what is left over goes to the first."""
    variants = list(step.variants.order_by("pk"))
    each, over = divmod(WHOLE, len(variants))
    for index, variant in enumerate(variants):
        variant.share = each + (over if index == 0 else 0)
    Variant.objects.bulk_update(variants, ["share"])
