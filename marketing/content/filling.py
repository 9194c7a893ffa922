"""A message as its reader gets it: subject and both bodies of a mail, or a short note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Customer
from events.names import Consent
from foundation import clock
from marketing.content.block_filling import Filling
from marketing.content.blocks import parse
from marketing.content.links import Links, Trace
from marketing.content.pieces import ButtonPiece, GoodsPiece, HeadingPiece, Piece, TextPiece
from marketing.content.reading import Reader, language_of
from marketing.kinds import Medium
from marketing.models import Message, Variant
from marketing.offers.services import code_ends_at
from notifications.links import page
from notifications.rendering import one_line, tidy

HTML, TEXT = "marketing/mail/letter.html", "marketing/mail/letter.txt"
LONGEST_NOTE = 240
EXAMPLE_CODE = "EXAMPLE-CODE"


@dataclass(frozen=True, slots=True)
class Filled:
    """``html`` and ``text`` are a mail's; ``title``, ``line`` and ``url`` a push's or a note's."""

    subject: str
    preheader: str
    text: str
    html: str
    title: str
    line: str
    url: str


def fill(message: Message, *, at: datetime, unsubscribe_url: str = "") -> Filled:
    """What a message says to its reader now.

    Raises:
        NothingToSay: what it was about is gone.
        ContentRefused: its content was never checked.
    """
    variant = message.variant
    if variant is None:
        raise ValueError(f"message {message.pk} has no variant")
    customer = message.enrolment.customer
    campaign = message.enrolment.campaign
    reader = Reader(
        language=language_of(customer),
        links=Links(Medium(message.medium), campaign.slug, _trace(message, customer)),
        customer=customer,
        about=message.enrolment.about,
        code=message.coupon_code,
        until=_last_day(message),
    )
    return compose(variant, reader, at=at, unsubscribe_url=unsubscribe_url)


def preview(
    variant: Variant,
    *,
    customer: Customer | None,
    language: str,
    at: datetime,
    about: dict[str, Any] | None = None,
) -> Filled:
    """What a variant would say to a customer, or to nobody in particular; nothing is counted.

    Raises:
        NothingToSay: there is nothing of what it would be about.
        ContentRefused: the content cannot stand as it is.
    """
    step = variant.step
    reader = Reader(
        language=language,
        links=Links(Medium(step.medium), step.campaign.slug),
        customer=customer,
        about=about or {},
        code=EXAMPLE_CODE if variant.offer_id else "",
        until=_valid_until(variant, at) if variant.offer_id else None,
    )
    return compose(variant, reader, at=at)


def compose(variant: Variant, reader: Reader, *, at: datetime, unsubscribe_url: str = "") -> Filled:
    """A variant's content for a reader.

    Raises:
        NothingToSay, ContentRefused: see ``fill``.
    """
    filling = Filling(reader, at)
    subject = one_line(filling.say(variant.subject))
    preheader = one_line(filling.say(variant.preheader))
    pieces = filling.pieces(parse(variant.blocks))
    is_mail = reader.links.medium is Medium.EMAIL
    context = _mail_context(subject, preheader, pieces, reader, unsubscribe_url) if is_mail else {}
    with translation.override(reader.language):
        return Filled(
            subject=subject,
            preheader=preheader,
            text=tidy(render_to_string(TEXT, context)) if is_mail else "",
            html=render_to_string(HTML, context) if is_mail else "",
            title=subject,
            line=_note(preheader, pieces),
            url=_main_address(pieces, reader),
        )


def _mail_context(
    subject: str, preheader: str, pieces: Sequence[Piece], reader: Reader, unsubscribe_url: str
) -> dict[str, Any]:
    return {
        "subject": subject,
        "preheader": preheader,
        "pieces": pieces,
        "language": reader.language,
        "shop_name": settings.SHOP_NAME,
        "shop_email": settings.SHOP_EMAIL,
        "shop_url": reader.links.plain("/"),
        "imprint": [settings.SHOP_LEGAL_NAME, *settings.SHOP_LEGAL_ADDRESS],
        "unsubscribe_url": unsubscribe_url,
        "preferences_url": page("storefront:preferences", language=reader.language) + "#mail",
        "pixel": reader.links.pixel,
    }


def _note(preheader: str, pieces: Sequence[Piece]) -> str:
    """One line for a push or a note: the preview line, else the first words of the content."""
    words = [preheader]
    for piece in pieces:
        if isinstance(piece, HeadingPiece):
            words.append(piece.text)
        elif isinstance(piece, TextPiece):
            words += piece.paragraphs
    line = next((one for one in words if one), "")
    line = " ".join(line.split())
    return line if len(line) <= LONGEST_NOTE else line[: LONGEST_NOTE - 1].rstrip() + "…"


def _main_address(pieces: Sequence[Piece], reader: Reader) -> str:
    """Where a touch leads: the first button, else the first product, else the shop."""
    for piece in pieces:
        if isinstance(piece, ButtonPiece):
            return piece.url
    for piece in pieces:
        if isinstance(piece, GoodsPiece):
            return piece.goods[0].url
    return reader.links.counted("/")


def _trace(message: Message, customer: Customer) -> Trace:
    """Who agreed to be known is counted by the message, everybody else by its step alone."""
    may_be_known = customer.consent & Consent.PERSONALISATION
    return Trace(message.step_id, message.pk if may_be_known else None)


def _last_day(message: Message) -> date | None:
    if not message.coupon_code or message.variant is None:
        return None
    return _valid_until(message.variant, message.queued_at)


def _valid_until(variant: Variant, at: datetime) -> date | None:
    """The last day on which a code that was handed out then can be used."""
    if variant.offer is None:
        return None
    return clock.business_day(code_ends_at(variant.offer, at) - timedelta(microseconds=1))
