"""Audiences, campaigns, who is in them, what was said, and what it changed."""

from marketing.models.audiences import Audience
from marketing.models.campaigns import Campaign, Offer, Step, Variant
from marketing.models.contact import Contact, ContactPolicy
from marketing.models.enrolments import Enrolment, Message
from marketing.models.results import CampaignDay, CampaignResult, ProgrammeResult

__all__ = [
    "Audience",
    "Campaign",
    "CampaignDay",
    "CampaignResult",
    "Contact",
    "ContactPolicy",
    "Enrolment",
    "Message",
    "Offer",
    "ProgrammeResult",
    "Step",
    "Variant",
]
