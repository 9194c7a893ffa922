"""What all campaigns together earn: customers held out of everything beside all the others.

A customer counts from their first entry into any campaign, when nothing had been said to them yet,
for a quarter. Who is held out of a single campaign is among those who are spoken to: the shop as it
is, is compared with the shop without campaigns.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.db.models import Exists, OuterRef

from accounts.models import Customer
from analytics.rollups.statements import moment
from foundation import clock
from marketing.campaigns.holdouts import is_held_out_of_everything
from marketing.contact.policy import policy
from marketing.models import Campaign, Enrolment, ProgrammeResult
from marketing.results.costs import spent_on
from marketing.results.judging import columns_of
from marketing.results.measuring import Entries, measure

DAYS: Final = 91

_LISTED = {
    "postgresql": "customer_id IN (SELECT CAST(jsonb_array_elements_text(CAST(%(left_out)s AS"
    " jsonb)) AS BIGINT))",
    "sqlite": "customer_id IN (SELECT value FROM json_each(%(left_out)s))",
}
_FIRST_OF_ALL = """
SELECT customer_id, MIN(entered_at) AS entered_at, {held_out} AS is_held_out
FROM marketing_enrolment WHERE entered_at < %(until)s GROUP BY customer_id
"""


def judge_programme(*, day: date, at: datetime | None = None) -> ProgrammeResult:
    """Write what all campaigns changed, as known at the end of a business day."""
    until = min(clock.day_bounds(day)[1], at or clock.now())
    left_out = json.dumps(_left_out(until))
    entries = Entries(
        _FIRST_OF_ALL.format(held_out=_LISTED[connection.vendor]),
        {"left_out": left_out, "until": moment(until)},
    )
    spent = [spent_on(campaign, until=until) for campaign in _begun(until)]
    return ProgrammeResult.objects.update_or_create(
        day=day,
        defaults={
            **columns_of(measure(entries, days=DAYS, until=until)),
            "cost_minor": sum(one.cost_minor for one in spent),
            "discount_minor": sum(one.discount_minor for one in spent),
        },
    )[0]


def _begun(until: datetime) -> list[Campaign]:
    return list(Campaign.objects.filter(started_at__lt=until).order_by("pk"))


def _left_out(until: datetime) -> list[int]:
    """Customers of all who ever entered anything whom the policy holds out of everything."""
    rules = policy()
    people = Customer.objects.filter(
        Exists(Enrolment.objects.filter(customer=OuterRef("pk"), entered_at__lt=until))
    ).values_list("pk", "pseudonym")
    return [
        key
        for key, pseudonym in people.iterator(chunk_size=10_000)
        if is_held_out_of_everything(pseudonym, rules)
    ]
