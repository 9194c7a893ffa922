"""A mail that a member of staff writes to one customer, with a coupon where they want offers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from events import audit
from events.names import Consent
from foundation import clock
from foundation.refusals import Refusal
from notifications.contexts import Message
from notifications.kinds import MailKind, MailState
from notifications.models import Mail
from notifications.services import send_mail
from pricing.models import Coupon
from pricing.selectors import coupons_for

MAIL_WRITTEN = "customer.mail_written"


class CannotWrite(Refusal):
    """Nobody can be written to so, with the reason."""


def offers_for(customer: Customer, *, at: datetime) -> list[Coupon]:
    """Coupons that may be sent to a customer: none to who did not agree to marketing."""
    if not customer.consent & Consent.MARKETING or customer.erased_at is not None:
        return []
    return coupons_for(customer.pk, at=at)


@transaction.atomic
def write_to_customer(
    *,
    customer: Customer,
    subject: str,
    text: str,
    key: UUID,
    author: User | None,
    coupon: Coupon | None = None,
    at: datetime | None = None,
) -> Mail | None:
    """Queue the mail; None where it was queued already under this ``key``.

    Raises:
        CannotWrite: no address, a coupon that is not for them, or a mail that cannot be sent.
    """
    now = at or clock.now()
    if not customer.email:
        raise CannotWrite(_("There is no address to write to."))
    if coupon is not None and coupon not in offers_for(customer, at=now):
        raise CannotWrite(_("This coupon is not for them, or not any more."), field="coupon")
    message = Message(
        name=customer.name or customer.email,
        title=subject.strip(),
        text=text.strip(),
        code=coupon.code if coupon else "",
        offer=str(coupon.promotion.label) if coupon else "",
    )
    mail = send_mail(
        kind=MailKind.MESSAGE,
        to=customer.email,
        language=customer.language,
        context=message.as_json(),
        key=f"message:{key.hex}",
        customer_id=customer.pk,
        at=now,
    )
    if mail is not None and mail.state != MailState.QUEUED:
        raise CannotWrite(_("This mail cannot be sent: %(why)s.") % {"why": mail.error})
    if mail is not None:
        changes = {"mail": mail.pk.hex, "coupon": bool(coupon)}
        audit.write(actor=author, action=MAIL_WRITTEN, target=customer, changes=changes, at=now)
    return mail
