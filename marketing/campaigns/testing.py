"""How many get each variant of a step that is to be tested."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from experiments.algorithms.assignment import WHOLE
from marketing.campaigns.drafting import CampaignRefused, draft_of
from marketing.models import Step, Variant


@transaction.atomic
def set_shares(*, step: Step, shares: Mapping[int, int]) -> None:
    """Say how many of ten thousand get each variant of a draft's step, by primary key.

    Whether they add up to all is asked before the start: they are typed one by one.

    Raises:
        CampaignRefused: the campaign has started, or a share is out of range.
    """
    draft_of(step.campaign)
    variants = [variant for variant in step.variants.all() if variant.pk in shares]
    for variant in variants:
        variant.share = shares[variant.pk]
        if not 1 <= variant.share <= WHOLE:
            raise CampaignRefused(_("A share lies between 0.01% and 100%."), field="shares")
    Variant.objects.bulk_update(variants, ["share"])
