"""Which campaigns read what somebody did, or what a model says of them."""

from __future__ import annotations

from marketing.audiences.asking import is_personal as reads_behaviour
from marketing.kinds import PERSONAL_TRIGGERS
from marketing.models import Campaign


def is_personal(campaign: Campaign) -> bool:
    """Whether consent to marketing is not enough: who is spoken to follows from their behaviour.

    By the trigger, by its settings or by the audience's rule. What the content alone reads is left
    out at the moment of filling for whoever did not agree to it.
    """
    if campaign.trigger in PERSONAL_TRIGGERS or _looks_at_views(campaign):
        return True
    if campaign.audience is None:
        return False
    return reads_behaviour(campaign.audience)


def _looks_at_views(campaign: Campaign) -> bool:
    """A flow that is about goods may be told to count those who only looked at them."""
    return bool(campaign.settings.get("viewed_days"))
