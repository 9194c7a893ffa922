"""Audiences, campaigns, who is in them, what was said, and what it changed."""

from marketing.models.audiences import Audience
from marketing.models.campaigns import Campaign, Offer, Step, Variant
from marketing.models.contact import Contact, ContactPolicy
from marketing.models.enrolments import Enrolment, Message
from marketing.models.inbox import InboxNote
from marketing.models.pages import HomeHero, LandingPage, LandingSection
from marketing.models.push import PushDelivery, PushSubscription
from marketing.models.results import CampaignDay, CampaignResult, ProgrammeResult
from marketing.models.uplift import BudgetLine, BudgetPlan, BudgetState, UpliftScore

__all__ = [
    "Audience",
    "BudgetLine",
    "BudgetPlan",
    "BudgetState",
    "Campaign",
    "CampaignDay",
    "CampaignResult",
    "Contact",
    "ContactPolicy",
    "Enrolment",
    "HomeHero",
    "InboxNote",
    "LandingPage",
    "LandingSection",
    "Message",
    "Offer",
    "ProgrammeResult",
    "PushDelivery",
    "PushSubscription",
    "Step",
    "UpliftScore",
    "Variant",
]
