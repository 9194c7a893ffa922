"""An answer of the staff by mail, to who is not looking any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from assistant.models import Conversation, Turn
from notifications.contexts import Answer
from notifications.links import page
from notifications.models import Mail
from notifications.services import send_mail

AWAY_AFTER: Final = timedelta(minutes=2)


def is_away(conversation: Conversation, *, at: datetime) -> bool:
    """Whether the shopper has not looked at it for a while."""
    seen = conversation.shopper_seen_at
    return seen is None or seen < at - AWAY_AFTER


def address_of(conversation: Conversation) -> str:
    """Where an answer goes: the address that was given for it, else the customer's; "" for none."""
    if conversation.email:
        return conversation.email
    return conversation.customer.email if conversation.customer else ""


def send_where_away(*, conversation: Conversation, turn: Turn, at: datetime) -> Mail | None:
    """Queue the mail of an answer; None where they look at it, or no address is known."""
    to = address_of(conversation)
    if not to or not is_away(conversation, at=at):
        return None
    customer = conversation.customer
    language = _page_language(conversation.language)
    answer = Answer(
        name=conversation.name or (customer.name if customer else ""),
        subject=conversation.subject,
        text=turn.text,
        talk_url=page("storefront:assistant-open", conversation.token, language=language),
    )
    return send_mail(
        kind=answer.kind,
        to=to,
        language=language,
        context=answer.as_json(),
        key=f"answer:{turn.pk}",
        customer_id=customer.pk if customer else None,
        at=at,
    )


def _page_language(language: str) -> str:
    """A language that pages and mails of the shop have; the assistant speaks more."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
