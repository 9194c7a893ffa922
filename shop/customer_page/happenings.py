"""What happened between the shop and a customer, newest first, from the rows that tell of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Customer
from assistant.kinds import Author
from assistant.privacy import conversations_of_person
from catalog.models import Review
from foundation.admin import money_text
from marketing.kinds import EnrolmentState, MessageState
from marketing.models import Enrolment, Message
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.models import Order, OrderState, Refund, ReturnRequest, Shipment
from orders.privacy import orders_of_person
from shop.customer_page.visits import may_tell_behaviour, visits_of

PAGE = 25


class Kind(StrEnum):
    """What an entry is about; also what the page may be narrowed to."""

    ORDER = "order"
    RETURN = "return"
    MAIL = "mail"
    CAMPAIGN = "campaign"
    CONVERSATION = "conversation"
    VISIT = "visit"
    NOTE = "note"
    CONSENT = "consent"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened; ``who`` is the member of staff, where one did it."""

    at: datetime
    kind: Kind
    text: str
    detail: str = ""
    who: str = ""
    url: str = ""
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of it; ``older`` is the moment before which the next page begins."""

    entries: list[Happening] = field(default_factory=list)
    older: datetime | None = None


Read = Callable[[Customer, datetime, int], Iterator[Happening]]


def timeline(
    customer: Customer, *, before: datetime, kinds: Collection[Kind], limit: int = PAGE
) -> Timeline:
    """The latest ``limit`` happenings of some kinds before a moment; a few queries a kind.

    What happened in the same moment as the last of them stands on the same page.
    """
    sources = dict(_SOURCES)
    if Kind.CAMPAIGN in kinds:
        # A campaign tells of its mails itself, and also of those that were never sent.
        sources[Kind.MAIL] = _mails_besides_campaigns
    reads = [read for about, read in sources.items() if about in kinds]
    found = (entry for read in reads for entry in read(customer, before, limit + 1))
    latest = sorted(found, key=attrgetter("at"), reverse=True)
    if len(latest) <= limit:
        return Timeline(latest)
    last = latest[limit - 1].at
    entries = [entry for entry in latest if entry.at >= last]
    return Timeline(entries, last if len(latest) > len(entries) else None)


def _orders(customer: Customer, before: datetime, limit: int) -> Iterator[Happening]:
    placed = orders_of_person(customer.pk).filter(placed_at__lt=before).order_by("-placed_at")
    for order in placed[:limit]:
        yield _of_order(order, order.placed_at, _("Order %(number)s placed"), _worth(order))
    cancelled = orders_of_person(customer.pk).filter(
        state=OrderState.CANCELLED, cancelled_at__lt=before
    )
    for order in cancelled.order_by("-cancelled_at")[:limit]:
        told = _("Order %(number)s cancelled")
        yield _of_order(order, order.cancelled_at, told, order.cancel_reason)
    sent = Shipment.objects.filter(
        order__in=orders_of_person(customer.pk), shipped_at__lt=before
    ).select_related("order")
    for shipment in sent.order_by("-shipped_at")[:limit]:
        yield _of_order(shipment.order, shipment.shipped_at, _("Parcel of order %(number)s sent"))


def _returns(customer: Customer, before: datetime, limit: int) -> Iterator[Happening]:
    theirs = orders_of_person(customer.pk)
    asked = ReturnRequest.objects.filter(order__in=theirs, requested_at__lt=before)
    for request in asked.select_related("order").order_by("-requested_at")[:limit]:
        told = _("Return of order %(number)s")
        yield _of_order(
            request.order, request.requested_at, told, request.get_state_display(), Kind.RETURN
        )
    paid_back = Refund.objects.filter(payment__order__in=theirs, created_at__lt=before)
    for refund in paid_back.select_related("payment__order").order_by("-created_at")[:limit]:
        order = refund.payment.order
        worth = money_text(refund.amount_minor, order.currency) or ""
        yield _of_order(
            order, refund.created_at, _("Refund of order %(number)s"), worth, Kind.RETURN
        )


def _mails(customer: Customer, before: datetime, limit: int) -> Iterator[Happening]:
    yield from _told_mails(Mail.objects.filter(customer=customer), before, limit)


def _mails_besides_campaigns(
    customer: Customer, before: datetime, limit: int
) -> Iterator[Happening]:
    theirs = Mail.objects.filter(customer=customer).exclude(kind=MailKind.CAMPAIGN)
    yield from _told_mails(theirs, before, limit)


def _told_mails(found: QuerySet[Mail], before: datetime, limit: int) -> Iterator[Happening]:
    mails = found.annotate(at=Coalesce("sent_at", "queued_at"))
    for mail in mails.filter(at__lt=before).order_by("-at")[:limit]:
        yield Happening(
            at=mail.sent_at or mail.queued_at,
            kind=Kind.MAIL,
            text=_("Mail: %(what)s") % {"what": str(mail)},
            detail=mail.get_state_display(),
            url=reverse("admin:notifications_mail_change", args=[mail.pk]),
        )


def _campaigns(customer: Customer, before: datetime, limit: int) -> Iterator[Happening]:
    """What was said and what was not, with the reason; who is held out is told so as well."""
    theirs = Enrolment.objects.filter(customer=customer).select_related("campaign")
    for entry in theirs.filter(entered_at__lt=before).order_by("-entered_at")[:limit]:
        told = _("Held out of %(campaign)s") if entry.is_held_out else _("Entered %(campaign)s")
        detail = _("Nothing is said to them: they show what it earns.") if entry.is_held_out else ""
        yield _of_campaign(entry, entry.entered_at, told, detail)
    left = theirs.filter(state=EnrolmentState.LEFT, is_held_out=False, ended_at__lt=before)
    for entry in left.order_by("-ended_at")[:limit]:
        yield _of_campaign(
            entry, entry.ended_at, _("Left %(campaign)s"), entry.get_reason_display()
        )
    said = Message.objects.filter(enrolment__customer=customer, queued_at__lt=before)
    latest = said.select_related("enrolment__campaign", "step").order_by("-queued_at")
    tells_behaviour = may_tell_behaviour(customer)
    for message in latest[:limit]:
        yield _of_campaign(
            message.enrolment,
            message.queued_at,
            _("%(campaign)s, message %(number)s"),
            _became_of(message, tells_behaviour=tells_behaviour),
            number=message.step.position,
        )


def _became_of(message: Message, *, tells_behaviour: bool) -> str:
    """As far as it may be told: opens and clicks only while the customer agrees to that."""
    if message.state != MessageState.SENT:
        reason = message.get_reason_display() if message.reason else ""
        return ": ".join(filter(None, (message.get_state_display(), reason)))
    parts = [f"{message.get_state_display()} ({message.get_medium_display()})"]
    if tells_behaviour and message.opened_at:
        parts.append(_("opened"))
    if tells_behaviour and message.clicked_at:
        parts.append(_("link followed"))
    return ", ".join(parts)


def _of_campaign(
    entry: Enrolment, at: datetime | None, told: str, detail: str = "", *, number: int = 0
) -> Happening:
    return Happening(
        at=at or entry.entered_at,
        kind=Kind.CAMPAIGN,
        text=told % {"campaign": entry.campaign, "number": number},
        detail=detail,
        url=reverse("admin:marketing_enrolment_change", args=[entry.pk]),
    )


def _conversations(customer: Customer, before: datetime, limit: int) -> Iterator[Happening]:
    talks = conversations_of_person(customer.pk).filter(started_at__lt=before)
    spoken = talks.filter(turns__author=Author.SHOPPER).distinct()
    for talk in spoken.order_by("-started_at")[:limit]:
        yield Happening(
            at=talk.started_at,
            kind=Kind.CONVERSATION,
            text=_("Asked the shop: %(subject)s") % {"subject": talk},
            detail=talk.get_state_display(),
            url=reverse("admin:assistant_conversation_change", args=[talk.pk]),
        )


def _visits(customer: Customer, before: datetime, limit: int) -> Iterator[Happening]:
    for visit in visits_of(customer, before=before, limit=limit):
        yield Happening(visit.began, Kind.VISIT, visit.title, visit.told)


def _notes(customer: Customer, before: datetime, limit: int) -> Iterator[Happening]:
    notes = customer.staff_notes.filter(written_at__lt=before).select_related("author")
    for note in notes.order_by("-written_at")[:limit]:
        who = note.author.get_full_name() if note.author else ""
        yield Happening(note.written_at, Kind.NOTE, _("Note"), note.text, who, note=note.pk)


def _consents(customer: Customer, before: datetime, limit: int) -> Iterator[Happening]:
    for consent in customer.consents.filter(given_at__lt=before).order_by("-given_at")[:limit]:
        yield Happening(
            at=consent.given_at,
            kind=Kind.CONSENT,
            text=_("Privacy choice: %(level)s") % {"level": consent.get_level_display()},
            detail=_("On the wording %(wording)s") % {"wording": consent.wording},
        )


def _reviews(customer: Customer, before: datetime, limit: int) -> Iterator[Happening]:
    written = Review.objects.filter(customer=customer, written_at__lt=before)
    for review in written.select_related("product").order_by("-written_at")[:limit]:
        stars = ngettext("%(stars)s star", "%(stars)s stars", review.rating) % {
            "stars": review.rating
        }
        yield Happening(
            at=review.written_at,
            kind=Kind.REVIEW,
            text=_("Review of %(product)s: %(stars)s")
            % {"product": review.product, "stars": stars},
            detail=review.title,
            url=reverse("admin:catalog_review_change", args=[review.pk]),
        )


def _of_order(
    order: Order, at: datetime | None, told: str, detail: str = "", kind: Kind = Kind.ORDER
) -> Happening:
    return Happening(
        at=at or order.created_at,
        kind=kind,
        text=told % {"number": order.number or order.public_id},
        detail=detail,
        url=reverse("admin:orders_order_change", args=[order.pk]),
    )


def _worth(order: Order) -> str:
    return money_text(order.total_minor, order.currency) or ""


_SOURCES: tuple[tuple[Kind, Read], ...] = (
    (Kind.ORDER, _orders),
    (Kind.RETURN, _returns),
    (Kind.MAIL, _mails),
    (Kind.CAMPAIGN, _campaigns),
    (Kind.CONVERSATION, _conversations),
    (Kind.VISIT, _visits),
    (Kind.NOTE, _notes),
    (Kind.CONSENT, _consents),
    (Kind.REVIEW, _reviews),
)
