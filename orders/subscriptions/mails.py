"""Mails about subscriptions: each step once, in words for the buyer's language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.utils import translation

from events.outbox import Payload
from foundation.money import Money
from notifications.contexts import MailLine, SubscriptionNews, SubscriptionStep
from notifications.kinds import MailKind
from notifications.links import page
from notifications.services import send_mail
from orders.models import Interval, Renewal, Subscription
from orders.subscriptions.selectors import view_of


@dataclass(frozen=True, slots=True)
class _Told:
    """What a message of the outbox is about."""

    subscription: Subscription
    renewal: Renewal | None
    payload: Payload

    @property
    def key(self) -> str:
        """Names the mail, so that it goes out once."""
        parts = [self.subscription.public_id]
        if self.renewal is not None:
            parts.append(self.renewal.public_id)
        parts += [
            str(self.payload[name]) for name in ("round", "try", "at") if name in self.payload
        ]
        return ":".join(parts)


def _tell(step: SubscriptionStep, payloads: list[Payload]) -> None:
    rows = (
        Subscription.objects.select_related("customer")
        .prefetch_related("lines", "renewals")
        .in_bulk({payload["subscription"] for payload in payloads})
    )
    for payload in payloads:
        row = rows.get(payload["subscription"])
        if row is None or not row.details:
            continue
        wanted = payload.get("renewal")
        renewal = next((known for known in row.renewals.all() if known.pk == wanted), None)
        _send(_Told(row, renewal, payload), step)


def _send(told: _Told, step: SubscriptionStep) -> None:
    row = told.subscription
    language = row.language or settings.LANGUAGE_CODE
    with translation.override(language):
        context = _context(told, step, language)
    send_mail(
        kind=MailKind.SUBSCRIPTION,
        to=row.details["email"],
        language=language,
        context=context.as_json(),
        key=f"subscription.{step}:{told.key}",
        reference=row.public_id,
        customer_id=row.customer_id,
    )


def _context(told: _Told, step: SubscriptionStep, language: str) -> SubscriptionNews:
    row, renewal = told.subscription, told.renewal
    wanted = told.payload.get("lines")
    price = renewal.told_minor if renewal else None
    return SubscriptionNews(
        name=row.details.get("name", ""),
        page_url=page("storefront:subscription", row.public_id, language=language),
        step=step,
        how_often=str(Interval(row.interval).label),
        lines=tuple(
            MailLine(name=line.name, quantity=line.quantity)
            for line in row.lines.all()
            if wanted is None or line.pk in wanted
        ),
        total=Money(price, renewal.currency) if renewal and price is not None else None,
        day=renewal.try_on if renewal else view_of(row).next_on,
        note=str(told.payload.get("why", "")),
    )


tell_begun = partial(_tell, SubscriptionStep.BEGUN)
tell_coming = partial(_tell, SubscriptionStep.COMING)
tell_declined = partial(_tell, SubscriptionStep.DECLINED)
tell_unpaid = partial(_tell, SubscriptionStep.UNPAID)
tell_waiting = partial(_tell, SubscriptionStep.WAITING)
tell_unpriced = partial(_tell, SubscriptionStep.UNPRICED)
tell_left_out = partial(_tell, SubscriptionStep.LEFT_OUT)
tell_stopped = partial(_tell, SubscriptionStep.STOPPED)
tell_ended = partial(_tell, SubscriptionStep.ENDED)
