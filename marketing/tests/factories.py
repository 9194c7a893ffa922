"""Campaigns, those who are in them and what was said, to test with."""

from __future__ import annotations

from itertools import count
from typing import Any

from accounts.models import Customer
from accounts.tests.factories import make_customer
from events.names import Consent
from experiments.algorithms.assignment import WHOLE
from foundation import clock
from marketing.contact.policy import policy
from marketing.kinds import CampaignKind, CampaignState, Medium, MessageState, Trigger
from marketing.models import (
    Audience,
    Campaign,
    Contact,
    Enrolment,
    Message,
    Offer,
    Step,
    Variant,
)
from pricing.tests.factories import make_promotion

_numbers = count(1)

WITH_ORDERS = {
    "match": "all",
    "rules": [{"field": "orders", "is": "at_least", "value": 1}],
}

BLOCKS = [{"kind": "text", "text": {"en": "We have news for you.", "de": "Es gibt Neues."}}]


def make_reader(name: str = "Ada Lovelace", **fields: Any) -> Customer:
    """A customer who agreed to marketing and to personalisation."""
    return make_customer(name, **{"consent": Consent.ALL, **fields})


def make_audience(**fields: Any) -> Audience:
    return Audience.objects.create(**{"name": f"Audience {next(_numbers)}", **fields})


def make_campaign(**fields: Any) -> Campaign:
    """A mailing that runs; with ``trigger`` a flow. Its holdout is the least that is allowed."""
    number = next(_numbers)
    trigger = fields.get("trigger", "")
    values = {
        "name": f"Campaign {number}",
        "slug": f"campaign-{number}",
        "kind": CampaignKind.FLOW if trigger else CampaignKind.ONE_OFF,
        "state": CampaignState.RUNNING,
        "holdout": 100,
        "uses_best_hour": False,
        "started_at": clock.now(),
        **fields,
    }
    return Campaign.objects.create(**values)


def make_flow(trigger: Trigger = Trigger.WELCOME, **fields: Any) -> Campaign:
    return make_campaign(trigger=trigger, **fields)


def make_step(campaign: Campaign, **fields: Any) -> Step:
    """The campaign's next step, with one variant."""
    step = Step.objects.create(
        campaign=campaign, **{"position": campaign.steps.count() + 1, **fields}
    )
    make_variant(step)
    return step


def make_variant(step: Step, **fields: Any) -> Variant:
    values = {
        "slug": "control" if not step.variants.exists() else f"variant-{next(_numbers)}",
        "share": WHOLE,
        "subject": {"en": "Something for you", "de": "Etwas für dich"},
        "blocks": BLOCKS,
        **fields,
    }
    return Variant.objects.create(step=step, **values)


def make_enrolment(
    campaign: Campaign, customer: Customer | None = None, **fields: Any
) -> Enrolment:
    """Somebody who is to hear the first step now; held out where ``is_held_out`` says so."""
    now = clock.now()
    values = {
        "customer": customer or make_reader(),
        "key": f"test:{next(_numbers)}",
        "entered_at": now,
        "due_at": None if fields.get("is_held_out") else now,
        **fields,
    }
    return Enrolment.objects.create(campaign=campaign, **values)


def make_message(enrolment: Enrolment, step: Step | None = None, **fields: Any) -> Message:
    """What a step said, sent a moment ago."""
    now = clock.now()
    step = step or enrolment.campaign.steps.first() or make_step(enrolment.campaign)
    values = {
        "variant": step.variants.first(),
        "medium": step.medium,
        "state": MessageState.SENT,
        "queued_at": now,
        "sent_at": now,
        **fields,
    }
    return Message.objects.create(enrolment=enrolment, step=step, **values)


def make_contact(customer: Customer, **fields: Any) -> Contact:
    values = {"medium": Medium.EMAIL, "at": clock.now(), **fields}
    return Contact.objects.create(customer=customer, **values)


def make_offer(**fields: Any) -> Offer:
    """Ten per cent off everything by a personal code, if nothing else is said."""
    promotion = fields.pop("promotion", None) or make_promotion()
    return Offer.objects.create(
        promotion=promotion, **{"name": f"Offer {next(_numbers)}", **fields}
    )


def fill_enrolments(customer: Customer, *, name: str) -> Enrolment:
    """A campaign with a customer in it to whom its step was said, for tests of staff pages."""
    campaign = make_campaign(name=f"Mailing {name}", slug=f"mailing-{name}")
    step = make_step(campaign)
    enrolment = make_enrolment(campaign, customer)
    make_message(enrolment, step)
    return enrolment


def fill_contacts(customer: Customer, *, name: str) -> None:
    """An audience, the policy and somebody who was spoken to, for tests of staff pages."""
    make_audience(name=f"Audience {name}", rule=WITH_ORDERS)
    policy()
    make_contact(customer)
