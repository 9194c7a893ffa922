"""Mails about quotes: each step once, in words for the buyer's language."""

from __future__ import annotations

from functools import partial

from django.conf import settings

from events.outbox import Payload
from foundation.money import Money
from notifications.contexts import MailLine, QuoteStep, QuoteUpdate
from notifications.kinds import MailKind
from notifications.links import page
from notifications.services import send_mail
from orders.models import Quote, QuoteVersion
from orders.quotes.facts import last_day

_WITH_SUM = (QuoteStep.OFFERED, QuoteStep.ENDS)


def _tell(step: QuoteStep, payloads: list[Payload]) -> None:
    quotes = Quote.objects.select_related("customer").in_bulk({p["quote"] for p in payloads})
    for payload in payloads:
        if quote := quotes.get(payload["quote"]):
            _send(quote, step, payload.get("version", quote.version))


def _send(quote: Quote, step: QuoteStep, number: int) -> None:
    """A mail to whoever asked; one whose data were erased gets none."""
    email = quote.details.get("email", "")
    version = quote.versions.filter(number=number).prefetch_related("lines").first()
    if not email or version is None:
        return
    send_mail(
        kind=MailKind.QUOTE_UPDATE,
        to=email,
        language=quote.language or settings.LANGUAGE_CODE,
        context=_context(quote, version, step).as_json(),
        key=f"quote.{step}:{quote.public_id}:{number}",
        reference=str(quote),
        customer_id=quote.customer_id,
    )


def _context(quote: Quote, version: QuoteVersion, step: QuoteStep) -> QuoteUpdate:
    language = quote.language or settings.LANGUAGE_CODE
    is_priced = step in _WITH_SUM
    ends = version.valid_until
    return QuoteUpdate(
        number=str(quote),
        name=quote.details.get("name", ""),
        quote_url=page("storefront:quote", quote.public_id, language=language),
        step=step,
        version=version.number,
        lines=tuple(
            MailLine(
                name=line.name,
                quantity=line.quantity,
                total=Money(line.total_minor, quote.currency) if is_priced else None,
            )
            for line in version.lines.all()
        ),
        total=Money(version.total_minor, quote.currency) if is_priced else None,
        valid_until=last_day(ends) if is_priced and ends else None,
        note=_note(quote, version, step),
    )


def _note(quote: Quote, version: QuoteVersion, step: QuoteStep) -> str:
    if step is QuoteStep.OFFERED:
        return version.note
    return quote.reason if step is QuoteStep.WITHDRAWN else ""


tell_received = partial(_tell, QuoteStep.RECEIVED)
tell_offered = partial(_tell, QuoteStep.OFFERED)
tell_ending = partial(_tell, QuoteStep.ENDS)
tell_expired = partial(_tell, QuoteStep.EXPIRED)
tell_withdrawn = partial(_tell, QuoteStep.WITHDRAWN)
