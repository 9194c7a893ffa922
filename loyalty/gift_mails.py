"""Mails that carry gift cards: on the day that was wished for, each code once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from events.outbox import Payload, subscribe
from foundation import clock
from foundation.money import Money
from loyalty.gift_cards import CHANGED, ISSUED, code_of
from loyalty.models import GiftCard
from notifications.contexts import GiftCardMail
from notifications.kinds import MailKind
from notifications.links import page
from notifications.services import send_mail


def subscribe_all() -> None:
    """Called when the app is ready."""
    subscribe(ISSUED, "gift_mail", send_cards)
    subscribe(CHANGED, "gift_mail", send_cards)


def send_cards(payloads: list[Payload]) -> None:
    """Outbox consumer: cards that are to go out at once."""
    for card in _due().filter(pk__in=[payload["card"] for payload in payloads]):
        send_card(card=card)


def send_due_cards(*, at: datetime | None = None, limit: int = 500) -> int:
    """Cards whose day has come; returns how many mails were written."""
    return sum(send_card(card=card, at=at) for card in _due(at)[:limit])


@transaction.atomic
def send_card(*, card: GiftCard, again: bool = False, at: datetime | None = None) -> int:
    """Write the mail with a card's code, once for each code that it had; 1, or 0 where it is.

    ``again``: once more, since staff were asked to.
    """
    rows = GiftCard.objects.select_for_update(of=("self",)).select_related("account")
    card = rows.get(pk=card.pk)
    code = code_of(card)
    if not card.to_email or not code or not card.account.is_active:
        return 0
    language = card.language or settings.LANGUAGE_CODE
    mail = send_mail(
        kind=MailKind.GIFT_CARD,
        to=card.to_email,
        language=language,
        context=GiftCardMail(
            name=card.to_name,
            code=code,
            worth=Money(card.account.balance, card.account.currency),
            message=card.message,
            good_until=card.account.expires_on,
            check_url=page("storefront:gift-card", language=language),
        ).as_json(),
        key=f"gift_card:{card.account.public_id}:{card.code_number}{_time(again)}",
        reference=str(card),
        at=at,
    )
    GiftCard.objects.filter(pk=card.pk, sent_at__isnull=True).update(sent_at=at or clock.now())
    return int(mail is not None)


def _time(again: bool) -> str:
    return f":{clock.now().timestamp():.0f}" if again else ""


def _due(at: datetime | None = None) -> QuerySet[GiftCard]:
    """Cards with an address that were not sent, or have another code since."""
    today = clock.business_day(at)
    return (
        GiftCard.objects.filter(Q(send_on__isnull=True) | Q(send_on__lte=today))
        .filter(account__is_active=True, sent_at__isnull=True)
        .exclude(to_email="")
        .select_related("account")
        .order_by("pk")
    )
