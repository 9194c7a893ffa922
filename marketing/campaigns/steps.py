"""Those whose turn it is take their next step: asked for consent, counted, and spoken to.

A chunk of enrolments is one transaction: that they moved on, the contact, the message and the mail
are written together or not at all, so that a killed worker neither loses nor doubles anything.
Nothing is sent here.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Max

from foundation import clock
from foundation.failpoints import fail_point
from foundation.refusals import Refusal
from marketing.campaigns.audience import of_audience
from marketing.campaigns.claiming import claim
from marketing.campaigns.personal import is_personal
from marketing.campaigns.saying import say
from marketing.campaigns.times import due_times
from marketing.contact.caps import free_from, take_contacts
from marketing.contact.gate import verdicts
from marketing.contact.policy import is_quiet
from marketing.flows.registry import triggers
from marketing.kinds import EnrolmentState, Medium, MessageState, Reason
from marketing.models import Campaign, Enrolment, Message, Step
from orders.models import Order, OrderState

logger = logging.getLogger(__name__)

MOST_A_RUN = 20_000
MOST_POSTPONED = 3
LONGEST_POSTPONED = timedelta(days=7)
"""What waits longer for its turn is not news any more: the step is passed over."""

STANDSTILL = timedelta(hours=1)
"""So long a campaign that cannot go on is left alone, for staff to put right."""

_ENDS_ALL = (Reason.ERASED, Reason.NO_CONSENT)
"""These hold for every medium: the customer leaves. Other reasons only pass over a step."""
_MOST_STATEMENTS = 10
_WRITTEN = ("state", "position", "due_at", "postponed", "ended_at", "reason")


def advance(*, at: datetime | None = None, limit: int = MOST_A_RUN) -> Counter[str]:
    """Give everybody who is due their next step; how many of each outcome.

    In the quiet hours nobody has a turn: who is due then waits for their end.
    """
    now, outcomes = at or clock.now(), Counter[str]()
    if is_quiet(now):
        return outcomes
    while outcomes.total() < limit and (done := _advance_chunk(now)):
        outcomes += done
        fail_point("marketing.advanced_chunk")
    return outcomes


@transaction.atomic
def _advance_chunk(at: datetime) -> Counter[str]:
    outcomes = Counter[str]()
    due = sorted(claim(at), key=lambda one: (one.campaign_id, one.position, one.pk))
    for _key, group in groupby(due, key=lambda one: (one.campaign_id, one.position)):
        outcomes += _taken(_Turn(list(group), at))
    _write(due)
    fail_point("marketing.advancing")
    return outcomes


def _taken(turn: _Turn) -> Counter[str]:
    """A turn; where the campaign's audience cannot be read any more, only this one stands still."""
    try:
        return turn.take()
    except Refusal as refusal:
        logger.error("campaign %s stands still: %s", turn.campaign.slug, refusal)
        return turn.stand_still()


def _write(enrolments: Sequence[Enrolment]) -> None:
    """Keep how far they are: most of a chunk went the same way, in one statement each."""
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for one in enrolments:
        alike[tuple(getattr(one, name) for name in _WRITTEN)].append(one.pk)
    if len(alike) > _MOST_STATEMENTS:
        Enrolment.objects.bulk_update(enrolments, _WRITTEN)
        return
    for values, keys in alike.items():
        changes = dict(zip(_WRITTEN, values, strict=True))
        Enrolment.objects.filter(pk__in=keys).update(**changes)


class _Turn:
    """Customers who come to the same step of the same campaign at the same moment."""

    def __init__(self, enrolments: list[Enrolment], at: datetime) -> None:
        self.waiting, self.at = enrolments, at
        self.campaign: Campaign = enrolments[0].campaign
        steps = self.campaign.steps.filter(position__gte=enrolments[0].position)
        ordered = steps.select_related("experiment__winner").prefetch_related(
            "variants__offer__promotion"
        )
        self.steps: list[Step] = list(ordered.order_by("position")[:2])
        self.outcomes = Counter[str]()

    def take(self) -> Counter[str]:
        """Move all of them on; nothing is saved of the enrolments yet."""
        if not self.steps:
            self._finish(self.waiting)
            return self.outcomes
        self._leave_who_ordered()
        self._leave_who_is_no_longer_meant()
        self._ask_the_gate()
        self._leave_what_no_longer_holds()
        self._speak()
        return self.outcomes

    def stand_still(self) -> Counter[str]:
        """Whoever still waits does so until later, without having been passed over."""
        for enrolment in self.waiting:
            enrolment.due_at = self.at + STANDSTILL
        self._outcome(self.waiting, "postponed")
        return self.outcomes

    def _leave_who_ordered(self) -> None:
        if not self.campaign.stops_at_order:
            return
        last = dict(
            Order.objects.filter(
                customer__in=[one.customer_id for one in self.waiting], state=OrderState.PLACED
            )
            .order_by()
            .values_list("customer")
            .annotate(Max("placed_at"))
        )
        never = datetime.min.replace(tzinfo=self.at.tzinfo)
        self._leave(
            [one for one in self.waiting if (last.get(one.customer_id) or never) > one.entered_at],
            Reason.ORDERED,
        )

    def _leave_who_is_no_longer_meant(self) -> None:
        if self.campaign.audience is None:
            return
        asked = [one.customer_id for one in self.waiting]
        meant = set(of_audience(self.campaign, asked).values_list("pk", flat=True))
        gone = [one for one in self.waiting if one.customer_id not in meant]
        self._leave(gone, Reason.NOT_IN_AUDIENCE)

    def _ask_the_gate(self) -> None:
        reasons = verdicts(
            [one.customer_id for one in self.waiting],
            medium=Medium(self.steps[0].medium),
            is_personal=is_personal(self.campaign),
            at=self.at,
        )
        for reason in set(reasons.values()) - {Reason.NONE}:
            barred = [one for one in self.waiting if reasons[one.customer_id] is reason]
            if reason in _ENDS_ALL:
                self._leave(barred, reason)
            else:
                self._pass_over(barred, reason)

    def _leave_what_no_longer_holds(self) -> None:
        finder = triggers.get(self.campaign.trigger) if self.campaign.is_flow else None
        if finder is not None:
            over = [one for one in self.waiting if not finder.still_holds(one, self.at)]
            self._leave(over, Reason.NOTHING_TO_SAY)

    def _speak(self) -> None:
        medium = Medium(self.steps[0].medium)
        customers = [one.customer_id for one in self.waiting]
        contacts = take_contacts(customer_ids=customers, medium=medium, at=self.at)
        spoken_to = [one for one in self.waiting if one.customer_id in contacts]
        self._wait([one for one in self.waiting if one.customer_id not in contacts])
        for enrolment in spoken_to:
            contact = contacts[enrolment.customer_id]
            message = say(step=self.steps[0], enrolment=enrolment, contact=contact, at=self.at)
            self.outcomes[message.reason or message.state] += 1
        self._move_on(spoken_to)

    def _wait(self, capped: Sequence[Enrolment]) -> None:
        """Whose caps are reached has the turn when they are free again, or not at all."""
        too_late = []
        for enrolment in capped:
            free = free_from(customer_id=enrolment.customer_id, at=self.at)
            enrolment.postponed += 1
            if enrolment.postponed > MOST_POSTPONED or free - self.at > LONGEST_POSTPONED:
                too_late.append(enrolment)
                continue
            again = due_times(self.campaign, self.steps[0], [enrolment.customer_id],
                              at=free - timedelta(hours=self.steps[0].wait_hours))  # fmt: skip
            enrolment.due_at = max(again[enrolment.customer_id], self.at + timedelta(minutes=1))
            self._outcome([enrolment], "postponed")
        self._pass_over(too_late, Reason.CAPPED)

    def _pass_over(self, enrolments: Sequence[Enrolment], reason: Reason) -> None:
        """This step is not for them; the next may be, by another medium or on another day."""
        Message.objects.bulk_create(
            Message(
                enrolment=enrolment,
                step=self.steps[0],
                medium=self.steps[0].medium,
                state=MessageState.SKIPPED,
                reason=reason,
                queued_at=self.at,
            )
            for enrolment in enrolments
        )
        self._outcome(enrolments, reason)
        self._move_on(enrolments)

    def _move_on(self, enrolments: Sequence[Enrolment]) -> None:
        if len(self.steps) == 1:
            self._finish(enrolments)
            return
        following = self.steps[1]
        customers = [one.customer_id for one in enrolments]
        due = due_times(self.campaign, following, customers, at=self.at)
        for enrolment in enrolments:
            enrolment.position, enrolment.postponed = following.position, 0
            enrolment.due_at = due[enrolment.customer_id]
        self._have_had_their_turn(enrolments)

    def _finish(self, enrolments: Sequence[Enrolment]) -> None:
        self._end(enrolments, EnrolmentState.DONE, Reason.NONE)

    def _leave(self, enrolments: Sequence[Enrolment], reason: Reason) -> None:
        self._outcome(enrolments, reason)
        self._end(enrolments, EnrolmentState.LEFT, reason)

    def _end(self, enrolments: Sequence[Enrolment], state: EnrolmentState, reason: Reason) -> None:
        for enrolment in enrolments:
            enrolment.state, enrolment.reason = state, reason
            enrolment.due_at, enrolment.ended_at = None, self.at
        self._have_had_their_turn(enrolments)

    def _outcome(self, enrolments: Sequence[Enrolment], outcome: str) -> None:
        if enrolments:
            self.outcomes[str(outcome)] += len(enrolments)

    def _have_had_their_turn(self, enrolments: Sequence[Enrolment]) -> None:
        had = {one.pk for one in enrolments}
        self.waiting = [one for one in self.waiting if one.pk not in had]
