"""Campaigns by e-mail: queued as a row of ``notifications``, written when a worker sends it.

At that moment everything is asked again: the campaign, the enrolment, consent and addresses. What
is not sent after all gives its contact back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from accounts.models import Customer
from events.context import EventContext
from events.names import EventName
from events.services import Fact, record
from marketing.campaigns.messages import note_failed, note_sent, note_skipped
from marketing.campaigns.personal import is_personal
from marketing.contact.caps import count_on_day_of_leaving, take_contact
from marketing.contact.gate import verdict
from marketing.contact.policy import next_allowed
from marketing.content.counting import count_up
from marketing.content.filling import fill, preview
from marketing.content.links import SOURCES
from marketing.content.reading import language_of
from marketing.content.refused import ContentRefused, NothingToSay
from marketing.kinds import CampaignState, EnrolmentState, Medium, MessageState, Reason
from marketing.models import Message, Variant
from notifications.contexts import CampaignMail
from notifications.kinds import MailKind, MailState, ReportKind
from notifications.models import Mail
from notifications.rendering import Rendered, unsubscribe_url
from notifications.services import send_mail
from notifications.writers import NotYet, Unwanted

PAUSE: Final = timedelta(minutes=10)
"""How long a queued mail of a paused campaign waits until it is looked at again."""

_WITH: Final = (
    "enrolment__customer",
    "enrolment__campaign__audience",
    "variant__offer__promotion",
    "contact",
)


class EmailSender:
    """The ``Sender`` of ``Medium.EMAIL``."""

    def queue(
        self, *, message: Message, customer: Customer, variant: Variant, at: datetime
    ) -> Reason:
        mail = send_mail(
            kind=MailKind.CAMPAIGN,
            to=customer.email,
            language=language_of(customer),
            context=CampaignMail(message=str(message.pk)).as_json(),
            key=f"campaign:{message.pk}",
            reference=message.step.campaign.slug,
            customer_id=customer.pk,
            at=at,
        )
        if mail is None:  # it was queued before
            return Reason.NONE
        if mail.state != MailState.QUEUED:
            return _refusal(mail)
        message.mail = mail
        message.save(update_fields=["mail"])
        return Reason.NONE


class CampaignWriter:
    """The ``Writer`` of ``MailKind.CAMPAIGN``."""

    def check(self, mail: Mail, *, at: datetime) -> None:
        if _is_test(mail):
            return
        message = _message_of(mail)
        enrolment, campaign = message.enrolment, message.enrolment.campaign
        if campaign.state == CampaignState.PAUSED:
            raise NotYet(at + PAUSE)
        if enrolment.state == EnrolmentState.LEFT:
            raise _unwanted(Reason(enrolment.reason or Reason.ENDED))
        if campaign.state != CampaignState.RUNNING and campaign.is_flow:
            raise _unwanted(Reason.ENDED)
        reason = verdict(
            enrolment.customer, medium=Medium.EMAIL, is_personal=is_personal(campaign), at=at
        )
        if reason is not Reason.NONE:
            raise _unwanted(reason)
        if (allowed := next_allowed(at)) > at:
            raise NotYet(allowed)
        _reopen(message, at)
        if not count_on_day_of_leaving(message=message, at=at):
            raise _unwanted(Reason.CAPPED)

    def write(self, mail: Mail, *, at: datetime) -> Rendered:
        stop = unsubscribe_url(mail)
        try:
            if _is_test(mail):
                variant = Variant.objects.select_related("step__campaign", "offer__promotion").get(
                    pk=mail.context["variant"]
                )
                filled = preview(variant, customer=None, language=mail.language, at=at)
            else:
                filled = fill(_message_of(mail), at=at, unsubscribe_url=stop)
        except NothingToSay as nothing:
            raise Unwanted(str(nothing), code=Reason.NOTHING_TO_SAY) from nothing
        except ContentRefused as refusal:
            raise Unwanted(f"{refusal.where}: {refusal}", code=Reason.FAILED) from refusal
        return Rendered(subject=filled.subject, text=filled.text, html=filled.html)

    def closed(self, mail: Mail, *, state: MailState, code: str, at: datetime) -> None:
        message_id = _message_id(mail)
        if message_id is None:
            return
        if state is MailState.SENT:
            if note_sent(message_id=message_id, at=at):
                _record_sent(message_id, at)
        elif state is MailState.FAILED:
            note_failed(message_id=message_id)
        else:
            note_skipped(message_id=message_id, reason=_reason(code))

    def declined(self, mail_id: UUID, *, at: datetime) -> None:
        _count(mail_id, "unsubscribed", at)

    def reported(self, mail_id: UUID, *, kind: ReportKind, at: datetime) -> None:
        column = "complained" if kind is ReportKind.COMPLAINT else "bounced"
        _count(mail_id, column, at)


def send_test(*, variant: Variant, to: str, language: str, key: str, at: datetime) -> Mail | None:
    """Mail a variant to a member of staff, filled for nobody in particular; counted nowhere.

    ``key`` makes a repeat known. None where it was queued before.
    """
    return send_mail(
        kind=MailKind.CAMPAIGN,
        to=to,
        language=language,
        context=CampaignMail(variant=variant.pk).as_json(),
        key=f"campaign.test:{key}",
        reference=variant.step.campaign.slug,
        at=at,
    )


def _is_test(mail: Mail) -> bool:
    return not mail.context.get("message")


def _message_id(mail: Mail) -> UUID | None:
    told = mail.context.get("message")
    return UUID(told) if told else None


def _message_of(mail: Mail) -> Message:
    """The message that a mail says.

    Raises:
        Unwanted: it is not there any more, or another mail said it.
    """
    rows = Message.objects.select_related(*_WITH)
    message = rows.filter(mail_id=mail.pk).first()
    if message is None:
        raise Unwanted("the message is gone, or was said already", code=Reason.ENDED)
    return message


def _reopen(message: Message, at: datetime) -> None:
    """A mail that failed and is tried again by hand counts against the caps anew.

    Raises:
        Unwanted: the caps are reached meanwhile.
    """
    if message.state != MessageState.FAILED:
        return
    customer_id = message.enrolment.customer_id
    contact = take_contact(customer_id=customer_id, medium=Medium.EMAIL, at=at)
    if contact is None:
        raise _unwanted(Reason.CAPPED)
    message.state, message.reason, message.contact = MessageState.QUEUED, "", contact
    message.save(update_fields=["state", "reason", "contact"])


def _unwanted(reason: Reason) -> Unwanted:
    return Unwanted(str(reason.label), code=reason)


def _reason(code: str) -> Reason:
    return Reason(code) if code in Reason.values and code else Reason.ENDED


def _refusal(mail: Mail) -> Reason:
    """Why a mail was not even queued."""
    if mail.state == MailState.FAILED:
        return Reason.NO_ADDRESS
    if mail.error.startswith("the customer"):
        return Reason.ERASED
    return Reason.SUPPRESSED if "suppressed" in mail.error else Reason.UNSUBSCRIBED


def _record_sent(message_id: UUID, at: datetime) -> None:
    """The log's word for it, without a name unless the customer agreed to be known."""
    message = Message.objects.select_related("enrolment__customer", "step__campaign").get(
        pk=message_id
    )
    customer = message.enrolment.customer
    source, medium = SOURCES[Medium.EMAIL]
    context = EventContext(
        customer=customer.pseudonym,
        source=source,
        medium=medium,
        campaign=message.step.campaign.slug,
        country=customer.country,
        consent=customer.consent,
    )
    payload = {"mail": str(MailKind.CAMPAIGN), "step": message.step_id}
    record(Fact(EventName.MAIL_SENT, payload=payload, at=at), context=context)


def _count(mail_id: UUID, column: str, at: datetime) -> None:
    campaign_id = (
        Message.objects.filter(mail_id=mail_id)
        .values_list("enrolment__campaign_id", flat=True)
        .first()
    )
    if campaign_id is not None:
        count_up(campaign_id=campaign_id, column=column, at=at)
