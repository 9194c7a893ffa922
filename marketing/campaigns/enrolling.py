"""Who enters a campaign: set-wise, once an entry, holdouts by the same rule and in the same moment.

Entries come from a flow's trigger or, of one mailing, from its audience. The order of the
questions: may the customer be spoken to by the medium of the first step, are they in the audience,
were they in lately; only then the hash that holds some of them out. Whoever is held out passed the
same questions as the others: that is what makes the two comparable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction

from foundation import clock
from foundation.bulk import insert_rows
from foundation.failpoints import fail_point
from marketing.campaigns.audience import of_audience
from marketing.campaigns.holdouts import is_held_out
from marketing.campaigns.personal import is_personal
from marketing.campaigns.times import due_times
from marketing.contact.gate import verdicts
from marketing.contact.policy import policy
from marketing.kinds import CampaignState, EnrolmentState, Medium, Reason
from marketing.models import Campaign, Enrolment, Step

CHUNK = 5_000
"""Entries a transaction: SQLite lets nobody else write meanwhile."""

_FIELDS = (
    "campaign_id", "customer_id", "key", "is_held_out", "about", "entered_at", "state", "position",
    "due_at", "postponed", "ended_at", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody is to enter; ``key`` makes it known again, ``about`` is what it is about (JSON)."""

    customer_id: int
    key: str
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Enrolled:
    """How many entered, how many of these are held out, and why others did not enter.

    ``known``: they are in already or were lately; ``refused`` counts the others by reason. Not
    ``is_whole``: the campaign was stopped on the way, and the rest is still to enter.
    """

    entered: int = 0
    held_out: int = 0
    known: int = 0
    refused: dict[Reason, int] = field(default_factory=dict)
    is_whole: bool = True

    def add(self, other: Enrolled) -> None:
        self.entered += other.entered
        self.held_out += other.held_out
        self.known += other.known
        self.refused = dict(Counter(self.refused) + Counter(other.refused))
        self.is_whole = self.is_whole and other.is_whole


def enrol(*, campaign: Campaign, entries: Iterable[Entry], at: datetime | None = None) -> Enrolled:
    """Let customers into a running campaign; a repeat of the same entries changes nothing.

    In transactions of ``CHUNK`` entries: whoever is killed has lost at most the last of them, and
    the repeat brings it. Into a campaign that does not run nobody enters.
    """
    now, whole = at or clock.now(), Enrolled()
    iterator = iter(entries)
    while whole.is_whole and (chunk := list(islice(iterator, CHUNK))):
        whole.add(_enrol_chunk(campaign.pk, chunk, now))
        fail_point("marketing.enrolled_chunk")
    return whole


@transaction.atomic
def _enrol_chunk(campaign_id: int, chunk: Sequence[Entry], at: datetime) -> Enrolled:
    # Locked, so that two who enrol at once see each other's rows: nobody enters twice.
    campaign = Campaign.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "audience"
    ).get(pk=campaign_id)  # fmt: skip
    first = campaign.steps.order_by("position").first()
    if campaign.state != CampaignState.RUNNING or first is None:
        return Enrolled(is_whole=False)
    entries = {entry.customer_id: entry for entry in reversed(chunk)}  # the first of each counts
    known = _known(campaign, entries, at)
    outcome = Enrolled(known=len(known) + len(chunk) - len(entries))
    fresh = {pk: entry for pk, entry in entries.items() if pk not in known}
    people = _admitted(campaign, fresh, first, at, outcome)
    _replace_older(campaign, people, at)
    rows = list(_rows(campaign, first, [fresh[pk] for pk in people], people, at))
    insert_rows(Enrolment, _FIELDS, rows)
    outcome.entered = len(rows)
    outcome.held_out = sum(row[3] for row in rows)
    return outcome


def _known(campaign: Campaign, entries: Mapping[int, Entry], at: datetime) -> set[int]:
    """Who of them is not to enter: by the re-entry rule, or because the entry is an old one.

    The rule goes by time alone and so asks of those held out the same as of the others.
    """
    before = Enrolment.objects.filter(campaign=campaign, customer__in=entries).values_list(
        "customer_id", "key", "entered_at"
    )
    free_before = at - again_after(campaign)
    return {
        customer
        for customer, key, entered_at in before
        if not campaign.reentry_days or entered_at > free_before or key == entries[customer].key
    }


def again_after(campaign: Campaign) -> timedelta:
    """How long after entering somebody may enter again: never before the last step's turn."""
    hours = sum(campaign.steps.values_list("wait_hours", flat=True))
    return max(timedelta(days=campaign.reentry_days), timedelta(hours=hours))


def _admitted(
    campaign: Campaign, entries: Mapping[int, Entry], first: Step, at: datetime, outcome: Enrolled
) -> dict[int, UUID]:
    """Pseudonyms of those who may be spoken to and are of the audience; counts the others."""
    reasons = verdicts(
        entries, medium=Medium(first.medium), is_personal=is_personal(campaign), at=at
    )
    open_to = [pk for pk, reason in reasons.items() if reason is Reason.NONE]
    people = dict(of_audience(campaign, open_to).values_list("pk", "pseudonym"))
    refused = Counter[Reason](reason for reason in reasons.values() if reason is not Reason.NONE)
    refused[Reason.NOT_IN_AUDIENCE] += len(open_to) - len(people)
    outcome.refused = dict(+refused)
    return people


def _replace_older(campaign: Campaign, people: Mapping[int, UUID], at: datetime) -> None:
    """Who enters again leaves where they were: one cart is spoken of, the newer one."""
    Enrolment.objects.filter(
        campaign=campaign, customer__in=people, state=EnrolmentState.ACTIVE
    ).update(state=EnrolmentState.LEFT, reason=Reason.ENDED, due_at=None, ended_at=at)


def _rows(
    campaign: Campaign,
    first: Step,
    entries: Sequence[Entry],
    people: Mapping[int, UUID],
    at: datetime,
) -> Iterator[tuple[Any, ...]]:
    rules = policy()
    held_out = {pk for pk, name in people.items() if is_held_out(campaign, name, rules)}
    spoken_to = [entry.customer_id for entry in entries if entry.customer_id not in held_out]
    due = due_times(campaign, first, spoken_to, at=at)
    on_the_way = (EnrolmentState.ACTIVE, first.position)
    for entry in entries:
        who = (campaign.pk, entry.customer_id, entry.key)
        if entry.customer_id in held_out:
            yield (*who, True, entry.about, at, EnrolmentState.LEFT, first.position, None, 0, at,
                   Reason.HELD_OUT)  # fmt: skip
        else:
            yield (*who, False, entry.about, at, *on_the_way, due[entry.customer_id], 0, None,
                   Reason.NONE)  # fmt: skip
