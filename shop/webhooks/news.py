"""The owners of the shop hear that a receiver was switched off."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Role
from events.outbox import Payload
from events.webhooks.delivering import OFF_AFTER
from events.webhooks.models import DeliveryState, WebhookEndpoint
from notifications.contexts import Message
from notifications.kinds import MailKind
from notifications.links import absolute
from notifications.services import send_mail


def tell_owners(payloads: list[Payload]) -> None:
    """Outbox consumer of ``webhook.switched_off``: one mail for each owner and switching off."""
    found = WebhookEndpoint.objects.in_bulk([payload["endpoint"] for payload in payloads])
    for endpoint in found.values():
        if endpoint.switched_off_at is None:  # on again since
            continue
        moment = int(endpoint.switched_off_at.timestamp())
        for user in owners():
            send_mail(
                kind=MailKind.MESSAGE,
                to=user.email,
                language=settings.LANGUAGE_CODE,
                context=_notice(endpoint, user).as_json(),
                key=f"webhook.off:{endpoint.public_id}:{moment}:{user.pk}",
                reference=endpoint.public_id,
            )


def owners() -> list[User]:
    """Those who run the shop: who has the role of owner, else the superusers."""
    staff = User.objects.filter(is_active=True, is_staff=True).order_by("pk")
    named = list(staff.filter(groups__name=Role.OWNER.value))
    return named or list(staff.filter(is_superuser=True))


def _notice(endpoint: WebhookEndpoint, user: User) -> Message:
    waiting = endpoint.deliveries.filter(state=DeliveryState.WAITING).count()
    page = absolute(reverse("admin:events_webhookendpoint_change", args=[endpoint.pk]))
    told = {"name": endpoint.name, "url": endpoint.url, "days": OFF_AFTER.days}
    with translation.override(settings.LANGUAGE_CODE):
        text = "\n\n".join(
            [
                _(
                    "“%(name)s” (%(url)s) has taken no message for %(days)d days, "
                    "so it was switched off."
                )
                % told,
                ngettext(
                    "%d message waits for it, and what happens from now on waits too.",
                    "%d messages wait for it, and what happens from now on waits too.",
                    waiting,
                )
                % waiting,
                _("When it works again, go on here: all of it is sent, in order."),
                page,
            ]
        )
        title = _("Webhooks to “%(name)s” are switched off") % told
    return Message(name=user.name or user.email, title=title, text=text)
