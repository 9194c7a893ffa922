"""Whom a campaign never speaks to, for ever: what it earned is told by what they do without it."""

from __future__ import annotations

from uuid import UUID

from experiments.algorithms.assignment import bucket
from marketing.models import Campaign, ContactPolicy

_PURPOSE = "holdout"


def is_held_out(campaign: Campaign, pseudonym: UUID, policy: ContactPolicy) -> bool:
    """By a hash of the customer's pseudonym: of this campaign, or of all of them by the policy."""
    subject = str(pseudonym)
    return (
        bucket(salt=campaign.salt, purpose=_PURPOSE, subject=subject) < campaign.holdout
        or bucket(salt=policy.salt, purpose=_PURPOSE, subject=subject) < policy.holdout
    )
