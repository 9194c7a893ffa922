"""Whom a campaign never speaks to, for ever: what it earned is told by what they do without it."""

from __future__ import annotations

from uuid import UUID

from experiments.algorithms.assignment import bucket
from marketing.models import Campaign, ContactPolicy

_PURPOSE = "holdout"


def is_held_out(campaign: Campaign, pseudonym: UUID, policy: ContactPolicy) -> bool:
    """By a hash of the customer's pseudonym: of this campaign, or of all of them by the policy."""
    own = bucket(salt=campaign.salt, purpose=_PURPOSE, subject=str(pseudonym))
    return own < campaign.holdout or is_held_out_of_everything(pseudonym, policy)


def is_held_out_of_everything(pseudonym: UUID, policy: ContactPolicy) -> bool:
    """Whether no campaign at all speaks to them: they show what all campaigns together earn."""
    return bucket(salt=policy.salt, purpose=_PURPOSE, subject=str(pseudonym)) < policy.holdout
