"""One step says its word to one customer: the variant, the offer's code, and the medium's row."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from marketing.contact.caps import give_back
from marketing.kinds import Medium, MessageState, Reason
from marketing.media import sender_of
from marketing.models import Contact, Enrolment, Message, Step, Variant
from marketing.offers.services import OfferEnded, hand_out
from marketing.uplift.worth import worth_it
from marketing.variants import choose

logger = logging.getLogger(__name__)


class _Unsaid(Exception):
    """Nothing can be said, for a reason: what was written on the way is taken back."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def say(*, step: Step, enrolment: Enrolment, contact: Contact, at: datetime) -> Message:
    """Queue what a step says to who is at it, whose contact was taken.

    What cannot be said is a message too, with its reason, and gives the contact back; so does one
    whose content or medium failed, which holds up nobody else.
    """
    message = Message(
        enrolment=enrolment, step=step, medium=step.medium, contact=contact, queued_at=at
    )
    try:
        with transaction.atomic():
            _queue(message, at)
    except _Unsaid as unsaid:
        return _keep_unsaid(message, unsaid.reason)
    except Exception:  # whatever a medium raises, the others must be spoken to
        logger.exception("campaign %s: step %s failed", enrolment.campaign, step.position)
        return _keep_unsaid(message, Reason.FAILED)
    return message


def _queue(message: Message, at: datetime) -> None:
    """Write the message with its code and its medium's row.

    Raises:
        _Unsaid: it cannot be said.
    """
    customer = message.enrolment.customer
    variant = message.variant = choose(message.step, customer, at=at)
    if not _is_offer_worth_it(variant, customer.pk, at):
        raise _Unsaid(Reason.NO_UPLIFT)
    sender = sender_of(Medium(message.medium))
    if sender is None:
        raise LookupError(f"nobody sends by {message.medium!r}")
    message.save(force_insert=True)
    _hand_out_offer(message, variant, at)
    reason = sender.queue(message=message, customer=customer, variant=variant, at=at)
    if reason is not Reason.NONE:
        raise _Unsaid(reason)


def _is_offer_worth_it(variant: Variant, customer_id: int, at: datetime) -> bool:
    offer = variant.offer
    if offer is None or not offer.needs_uplift:
        return True
    return worth_it(offer, customer_id, at=at)


def _hand_out_offer(message: Message, variant: Variant, at: datetime) -> None:
    if variant.offer is None:
        return
    try:
        hand_out(offer=variant.offer, message=message, at=at)
    except OfferEnded as ended:
        raise _Unsaid(Reason.NOTHING_TO_SAY) from ended


def _keep_unsaid(message: Message, reason: Reason) -> Message:
    """A row that says why, in place of the one that was taken back with all it led to."""
    if message.contact is not None:
        give_back(contact=message.contact)
    message.contact, message.mail, message.coupon_code = None, None, ""
    message.state = MessageState.FAILED if reason is Reason.FAILED else MessageState.SKIPPED
    message.reason = reason
    message.save(force_insert=True)
    return message
