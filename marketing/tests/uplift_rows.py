"""A shop whose campaign changes some customers and not others, as rows, and scores of uplift."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from accounts.models import Customer
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from foundation import clock
from marketing.models import (
    BudgetLine,
    BudgetPlan,
    Campaign,
    Enrolment,
    UpliftScore,
)
from marketing.tests.factories import make_campaign
from orders.models import Order, OrderState

GOAL_DAYS = 7
HOLDOUT = 3_000


def make_score(customer: Customer, **fields: Any) -> UpliftScore:
    values = {
        "effect": 0.04, "ordered": 0.1, "place": 0.1, "version": "20261101-1",
        "scored_at": clock.now(), "reasons": [{"fact": "clicks", "value": 3.0, "effect": 0.02}],
        **fields,
    }  # fmt: skip
    return UpliftScore.objects.create(customer=customer, **values)


def fill_uplift(customer: Customer, campaign: Campaign) -> None:
    """A score, and a budget that was divided, for tests of staff pages."""
    make_score(customer)
    today = clock.business_day()
    plan = BudgetPlan.objects.create(
        first=today, last=today + timedelta(days=29), budget_minor=100_000, left_minor=20_000
    )
    BudgetLine.objects.create(
        plan=plan, campaign=campaign, spent_before_minor=40_000, gain_before_minor=90_000,
        spend_minor=80_000, gain_minor=150_000,
    )  # fmt: skip


def played_campaign(
    people: int, *, seed: int, changes_readers: bool = True, consent: Consent = Consent.ALL
) -> Campaign:
    """A mailing that is over: who follows links of mails orders more by it, the others do not.

    Every customer is a clicker or not (told by past mails in the log), a regular or not (told by
    past orders); regulars order most, whatever is said.
    """
    draw = np.random.default_rng(seed)
    now = clock.now()
    campaign = make_campaign(
        holdout=HOLDOUT, goal_days=GOAL_DAYS, started_at=now - timedelta(days=60)
    )
    customers = Customer.objects.bulk_create(
        Customer(
            name=f"Reader {seed}-{number}",
            email=f"reader-{seed}-{number}@example.com",
            consent=consent,
            created_at=now - timedelta(days=300),
        )
        for number in range(people)
    )
    clicks, regular = draw.random(people) < 0.5, draw.random(people) < 0.4
    held_out = draw.random(people) < HOLDOUT / 10_000
    entered = [now - timedelta(days=float(days)) for days in draw.uniform(10, 55, people)]
    gain = 0.35 * clicks if changes_readers else 0.0
    ordered = draw.random(people) < 0.05 + 0.5 * regular + ~held_out * gain
    Enrolment.objects.bulk_create(
        Enrolment(
            campaign=campaign, customer=customer, key="once", entered_at=at, is_held_out=bool(out)
        )
        for customer, at, out in zip(customers, entered, held_out, strict=True)
    )
    _remember(customers, clicks, entered)
    past = [now - timedelta(days=float(days)) for days in draw.uniform(90, 200, people)]
    after = [at + timedelta(days=float(days)) for at, days in zip(
        entered, draw.uniform(0.1, GOAL_DAYS - 0.1, people), strict=True
    )]  # fmt: skip
    _order(f"P{seed}", customers, regular, past)
    _order(f"A{seed}", customers, ordered, after)
    return campaign


def _remember(customers: list[Customer], clicks: Any, entered: list[Any]) -> None:
    """Two mails long before; clickers followed the link of one."""
    for customer, does, at in zip(customers, clicks.tolist(), entered, strict=True):
        context = EventContext(customer=customer.pseudonym, consent=Consent.ALL)
        names = [EventName.MAIL_SENT] * 2 + [EventName.MAIL_CLICKED] * does
        for place, name in enumerate(names):
            when = at - timedelta(days=60 + place % 2)
            record(Fact(name, at=when, payload={"mail": "newsletter"}), context=context)


def _order(prefix: str, customers: list[Customer], who: Any, when: list[Any]) -> None:
    Order.objects.bulk_create(
        Order(
            number=f"{prefix}-{number}", customer=customer, state=OrderState.PLACED,
            currency="EUR", base_currency="EUR", subtotal_minor=5_000, total_minor=5_000,
            placed_at=at,
        )
        for number, (customer, does, at) in enumerate(zip(customers, who, when, strict=True))
        if does
    )  # fmt: skip
