"""What the market's campaigns did, as rows of the shop: who was in them and what was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min

from accounts.history import StoredCustomer
from events.names import Consent
from foundation import clock
from marketing.campaigns.running import end_what_is_over
from marketing.history import PastEnrolment, PastMessage, record_history
from marketing.kinds import EnrolmentState, Reason, Trigger
from marketing.models import Campaign, Enrolment
from marketing.results.days import count_days
from marketing.results.judging import judge
from marketing.results.programme import judge_programme
from notifications.kinds import MailKind
from notifications.opt_outs import decline, digest_of
from shop.demo.campaigns import DemoCampaigns, Running
from shop.demo.past import Past
from simulation import Ending, Entry, FlowDesk, Sending

ENTERS_AT = 6 * 3600
WEEKS_TOLD = 12
"""Of the results' course; further back a page would not be read."""
_ENDINGS = {
    Ending.THROUGH: (EnrolmentState.DONE, Reason.NONE),
    Ending.ORDERED: (EnrolmentState.LEFT, Reason.ORDERED),
    Ending.UNSUBSCRIBED: (EnrolmentState.LEFT, Reason.UNSUBSCRIBED),
}


def write_campaigns(past: Past, campaigns: DemoCampaigns, desk: FlowDesk) -> None:
    """Write who was in the campaigns; what is still on its way is left to the worker."""
    record_history(enrolments=list(_enrolments(past, campaigns, desk)))
    _write_unsubscribed(past, desk)
    for running in campaigns.running.values():
        campaign = running.campaign
        if campaign.is_flow:
            campaign.looked_at = past.now
        else:
            campaign.enrolled_at = campaign.started_at
        campaign.save(update_fields=["looked_at", "enrolled_at"])
    end_what_is_over(at=past.now)


def judge_campaigns(*, last: date) -> None:
    """Count the campaigns' days and judge each as the nightly job did: weekly, then the last."""
    entered = Enrolment.objects.aggregate(first=Min("entered_at"))["first"]
    if entered is None:
        return
    first = clock.business_day(entered)
    count_days(first=first, last=last)
    weeks = min(WEEKS_TOLD, (last - first).days // 7)
    for back in range(weeks, -1, -1):
        judge(day=last - timedelta(days=7 * back))
    judge_programme(day=last)


def _enrolments(past: Past, campaigns: DemoCampaigns, desk: FlowDesk) -> Iterator[PastEnrolment]:
    for entry in desk.entries:
        running = campaigns.running.get(desk.plans[entry.flow].name)
        known = past.customers.get(entry.customer)
        entered = _entered(past, entry)
        if running is not None and known is not None and entered <= past.now:
            yield _enrolment(past, running, known, entry)


def _entered(past: Past, entry: Entry) -> datetime:
    return past.moment(_date(past, entry.day), ENTERS_AT)


def _enrolment(past: Past, running: Running, known: StoredCustomer, entry: Entry) -> PastEnrolment:
    base = PastEnrolment(
        campaign=running.campaign,
        customer_id=known.id,
        key=_key(past, running.campaign, entry),
        entered_at=_entered(past, entry),
        is_held_out=entry.is_held_out,
        is_remembered=bool(known.consent & Consent.PERSONALISATION),
        about=_about(past, running.campaign, entry),
    )
    if entry.is_held_out:
        return replace(
            base, state=EnrolmentState.LEFT, reason=Reason.HELD_OUT, ended_at=base.entered_at
        )
    messages = tuple(_messages(past, running, entry))
    base = replace(base, messages=messages, position=len(messages) + 1)
    if entry.ending is Ending.NOT_YET or len(messages) < len(entry.sendings) + len(entry.skipped):
        due = past.moment(_date(past, entry.due), ENTERS_AT)
        return replace(base, state=EnrolmentState.ACTIVE, due_at=max(due, past.now))
    state, reason = _ENDINGS[entry.ending]
    ended = past.moment(_date(past, entry.ended), 23 * 3600)
    return replace(base, state=state, reason=reason, ended_at=min(ended, past.now))


def _messages(past: Past, running: Running, entry: Entry) -> Iterator[PastMessage]:
    """What was said until now, in the order of the steps."""
    told: list[tuple[int, PastMessage]] = [
        (sending.position, _message(past, running, sending)) for sending in entry.sendings
    ]
    for position, day in entry.skipped:
        at = past.moment(_date(past, day), ENTERS_AT)
        step, variant = running.steps[position], running.variants[position]
        told.append((position, PastMessage(step, variant, at, Reason.CAPPED)))
    for _position, message in sorted(told, key=lambda pair: pair[0]):
        if message.at <= past.now:
            yield message


def _message(past: Past, running: Running, sending: Sending) -> PastMessage:
    day = _date(past, sending.day)
    read = past.moment(day, sending.read)
    was_read = sending.opened and read <= past.now
    return PastMessage(
        step=running.steps[sending.position],
        variant_id=running.variants[sending.position],
        at=past.moment(day, sending.sent),
        opened_at=read if was_read else None,
        clicked_at=read + timedelta(seconds=25) if sending.clicked and was_read else None,
        has_unsubscribed=sending.unsubscribed and was_read,
    )


def _key(past: Past, campaign: Campaign, entry: Entry) -> str:
    """As the finders of the flows name it, so that nobody enters again for the same reason."""
    if campaign.trigger == Trigger.WIN_BACK:
        return f"silent_since:{_date(past, entry.since)}"
    return f"past:{_date(past, entry.day)}"


def _about(past: Past, campaign: Campaign, entry: Entry) -> dict[str, Any]:
    if campaign.trigger != Trigger.ABANDONED_CART or entry.variant < 0:
        return {}
    return {"variants": [past.variants[entry.variant].id]}


def _write_unsubscribed(past: Past, desk: FlowDesk) -> None:
    """Who followed a mail's link to be left in peace is written to by no campaign any more."""
    for entry in desk.entries:
        for sending in entry.sendings:
            read = past.moment(_date(past, sending.day), sending.read)
            if sending.unsubscribed and entry.customer in past.customers and read <= past.now:
                digest = digest_of(past.emails[entry.customer])
                decline(digest=digest, kind=MailKind.CAMPAIGN, at=read)


def _date(past: Past, day: int) -> date:
    return past.world.market.config.start + timedelta(days=day)
