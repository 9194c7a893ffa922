"""Who wants to hear that something can be bought again.

A customer who is logged in is believed about the own address; any other address is asked first
(it gets one mail with a link). Each wish is served once, by the outbox.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Customer
from catalog.models import Variant
from catalog.selectors import VariantCard, variant_cards
from events.outbox import Payload
from foundation import clock
from inventory.models import AlertState, StockAlert
from inventory.selectors import availability
from notifications.contexts import AlertConfirmation, BackInStock
from notifications.kinds import MailKind
from notifications.links import page, picture
from notifications.services import send_mail

MOST_AN_HOUR = 10
MOST_WAITING = 50
TOLD_AT_ONCE = 1_000
OPEN = (AlertState.UNCONFIRMED, AlertState.WAITING)


class TooManyAlerts(Exception):
    """An address asked for more than a person would."""


@transaction.atomic
def ask_for_alert(
    *,
    variant: Variant,
    email: str,
    customer: Customer | None = None,
    language: str = "",
    at: datetime | None = None,
) -> StockAlert:
    """Tell an address once when a variant can be bought again; asking twice is asking once.

    Raises:
        TooManyAlerts: the address asked for too many lately, or waits for too many.
    """
    address, now = email.strip(), at or clock.now()
    own = StockAlert.objects.filter(email__iexact=address)
    if waiting := own.filter(variant=variant, state__in=OPEN).first():
        return waiting
    if (
        own.filter(created_at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR
        or own.filter(state__in=OPEN).count() >= MOST_WAITING
    ):
        raise TooManyAlerts(_("You asked for many of these. Please try again later."))
    is_known = customer is not None and customer.email.lower() == address.lower()
    alert = StockAlert.objects.create(
        variant=variant,
        customer=customer,
        email=address,
        language=language,
        state=AlertState.WAITING if is_known else AlertState.UNCONFIRMED,
        created_at=now,
    )
    if not is_known:
        _ask_address(alert, now)
    return alert


def find_alert(*, token: str) -> StockAlert | None:
    """The alert that a link is about; None where no link of ours holds this token."""
    return StockAlert.objects.filter(token=token).select_related("variant__product").first()


def confirm_alert(*, token: str) -> bool:
    """The address said yes; whether there was something to say it to."""
    return bool(
        StockAlert.objects.filter(token=token, state=AlertState.UNCONFIRMED).update(
            state=AlertState.WAITING
        )
    )


def cancel_alert(*, token: str) -> bool:
    """The wish is taken back; whether there was one."""
    return bool(
        StockAlert.objects.filter(token=token, state__in=OPEN).update(state=AlertState.CANCELLED)
    )


def tell_waiting(payloads: list[Payload]) -> None:
    """Outbox consumer of ``stock.available``: a mail for each who waits, if it still is there."""
    variant_ids = {payload["variant"] for payload in payloads}
    cards = variant_cards(variant_ids)
    there = [
        pk
        for pk, units in availability(variant_ids).items()
        if units > 0 and (card := cards.get(pk)) and card.is_for_sale
    ]
    while alerts := list(
        StockAlert.objects.filter(variant_id__in=there, state=AlertState.WAITING)
        .select_for_update(of=("self",))
        .order_by("created_at", "pk")[:TOLD_AT_ONCE]
    ):
        _tell(alerts, clock.now())


def export_alerts(customer_id: int) -> list[dict[str, object]]:
    """What a customer asked to be told, for the export of their data."""
    alerts = StockAlert.objects.filter(customer_id=customer_id).select_related("variant")
    return [
        {
            "sku": alert.variant.sku,
            "email": alert.email,
            "state": alert.state,
            "asked_at": alert.created_at.isoformat(),
            "told_at": alert.sent_at and alert.sent_at.isoformat(),
        }
        for alert in alerts.order_by("created_at", "pk")
    ]


def erase_alerts(customer_id: int) -> int:
    """Forget a customer's alerts, and those of their address from before they had a login."""
    email = Customer.objects.filter(pk=customer_id).values_list("email", flat=True).first()
    count, _by_model = StockAlert.objects.filter(customer_id=customer_id).delete()
    if email:
        count += StockAlert.objects.filter(email__iexact=email).delete()[0]
    return count


def open_alerts(customer_id: int) -> QuerySet[StockAlert]:
    """What a customer waits for, the newest first."""
    return (
        StockAlert.objects.filter(customer_id=customer_id, state__in=OPEN)
        .select_related("variant__product")
        .order_by("-created_at", "-pk")
    )


def _ask_address(alert: StockAlert, now: datetime) -> None:
    language = _language(alert)
    card = _cards(language, [alert.variant_id])[alert.variant_id]
    send_mail(
        kind=MailKind.ALERT_CONFIRMATION,
        to=alert.email,
        language=language,
        context=AlertConfirmation(
            product_name=card.name,
            product_url=page("storefront:product", card.slug, language=language),
            confirm_url=page("storefront:alert-confirm", alert.token, language=language),
            options=card.options,
        ).as_json(),
        key=f"stock.alert:{alert.pk}",
        customer_id=alert.customer_id,
        at=now,
    )


def _tell(alerts: list[StockAlert], now: datetime) -> None:
    cards = {
        language: _cards(language, [a.variant_id for a in alerts if _language(a) == language])
        for language in {_language(alert) for alert in alerts}
    }
    for alert in alerts:
        card = cards[_language(alert)][alert.variant_id]
        send_mail(
            kind=MailKind.BACK_IN_STOCK,
            to=alert.email,
            language=_language(alert),
            context=_back_in_stock(card, _language(alert)),
            key=f"stock.available:{alert.pk}",
            reference=card.sku,
            customer_id=alert.customer_id,
            at=now,
        )
    StockAlert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(
        state=AlertState.SENT, sent_at=now
    )


def _cards(language: str, variant_ids: list[int]) -> dict[int, VariantCard]:
    with translation.override(language):
        return variant_cards(variant_ids)


def _back_in_stock(card: VariantCard, language: str) -> dict[str, object]:
    return BackInStock(
        product_name=card.name,
        product_url=page("storefront:product", card.slug, language=language),
        options=card.options,
        picture_url=picture(card.picture),
    ).as_json()


def _language(alert: StockAlert) -> str:
    known = dict(settings.LANGUAGES)
    return alert.language if alert.language in known else settings.LANGUAGE_CODE
