"""Writes of mail: queue one, try a failed one again, send one once more."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Customer
from foundation import clock
from notifications.contexts import check_context
from notifications.kinds import OPTIONAL_KINDS, MailKind, MailState
from notifications.models import Mail
from notifications.opt_outs import wants_none
from notifications.suppression import is_suppressed
from notifications.writers import writer_of

logger = logging.getLogger(__name__)


class MailRuleBroken(Exception):
    """A mail cannot be sent again as asked; the message says why."""


def send_mail(
    *,
    kind: MailKind,
    to: str,
    language: str,
    context: Mapping[str, Any],
    key: str,
    reference: str = "",
    customer_id: int | None = None,
    at: datetime | None = None,
) -> Mail | None:
    """Queue a mail in the caller's transaction; None if there is one with that key already.

    Nothing is rendered or sent here. A mail that cannot or may not be sent (no valid address, an
    erased customer, a kind that the reader declined) is kept with its reason and harms nobody.

    Args:
        context: plain JSON, as ``as_json`` of the kind's class in ``notifications.contexts``.
        key: what makes a repeat known, such as ``order.placed:7f3a``.
        reference: what it is about, such as the number of an order.

    Raises:
        ContextIncomplete: the context lacks a field of its kind.
    """
    check_context(kind, context)
    now = at or clock.now()
    state, reason = _verdict(kind, to, customer_id)
    is_refused = state is not MailState.QUEUED
    mail, created = Mail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": "" if state is MailState.FAILED else to,
            "language": _known_language(language),
            "reference": reference,
            "customer_id": customer_id,
            "context": {} if is_refused else dict(context),
            "state": state,
            "error": reason,
            "queued_at": now,
            "due_at": now,
        },
    )
    if not created:
        return None
    if not is_refused:
        _poke_once()
    return mail


def _verdict(kind: MailKind, to: str, customer_id: int | None) -> tuple[MailState, str]:
    """Whether a mail is queued, else why not."""
    try:
        validate_email(to)
    except ValidationError:
        return MailState.FAILED, "not an e-mail address"
    if is_erased(customer_id):
        return MailState.SUPPRESSED, "the customer was erased"
    if kind in OPTIONAL_KINDS and wants_none(email=to, kind=kind):
        return MailState.SUPPRESSED, "the reader declined this kind"
    if kind in OPTIONAL_KINDS and is_suppressed(to):
        return MailState.SUPPRESSED, "the address is suppressed"
    return MailState.QUEUED, ""


def is_erased(customer_id: int | None) -> bool:
    return (
        customer_id is not None
        and Customer.objects.filter(pk=customer_id, erased_at__isnull=False).exists()
    )


def _known_language(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _poke_once() -> None:
    """Poke the workers when the transaction commits, once for all of its mails."""
    connection = transaction.get_connection()
    if not any(hook is _poke for _savepoints, hook, *_rest in connection.run_on_commit):
        transaction.on_commit(_poke, robust=True)


def _poke() -> None:
    # Only a hint: the beat finds the row anyway, should the broker be away.
    from notifications.tasks import send_due_mail

    send_due_mail.apply_async(retry=False, ignore_result=True)


def retry_mail(*, mail_id: UUID, at: datetime | None = None) -> None:
    """Queue a failed mail once more, with its attempts at zero.

    Raises:
        MailRuleBroken: it has not failed, or its content is gone.
    """
    changed = (
        Mail.objects.filter(pk=mail_id, state=MailState.FAILED, swept_at__isnull=True)
        .exclude(to="")
        .exclude(context={})
        .update(state=MailState.QUEUED, due_at=at or clock.now(), attempts=0, error="")
    )
    if not changed:
        raise MailRuleBroken("Only a failed mail whose content is still kept can be tried again.")
    transaction.on_commit(_poke, robust=True)


@transaction.atomic
def resend_mail(*, mail_id: UUID, at: datetime | None = None) -> Mail:
    """Send what was sent once more, as a mail of its own to the same reader.

    Raises:
        MailRuleBroken: it was not sent, it held a secret, or its content is gone.
    """
    mail = Mail.objects.get(pk=mail_id)
    if mail.state != MailState.SENT:
        raise MailRuleBroken("Only a mail that was sent can be sent again.")
    if not may_be_sent_again(mail):
        raise MailRuleBroken("What this mail said is not kept; it cannot be sent again.")
    again = send_mail(
        kind=MailKind(mail.kind),
        to=mail.to,
        language=mail.language,
        context=mail.context,
        key=f"again:{uuid4().hex}",
        reference=mail.reference,
        customer_id=mail.customer_id,
        at=at,
    )
    if again is None:  # a random key that was there before
        raise MailRuleBroken("This mail was sent again already.")
    return again


def may_be_sent_again(mail: Mail) -> bool:
    """Whether what it said is kept and may be said twice: what others write is said once."""
    return bool(mail.context and mail.to) and not mail.is_secret and not writer_of(mail.kind)


def postpone(
    mail: Mail, *, owner: str, due_at: datetime, error: str, attempts: int | None = None
) -> bool:
    """Back into the queue, if ``owner`` still holds it; ``attempts`` starts them anew."""
    counted = mail.attempts if attempts is None else attempts
    return bool(
        _held(mail, owner).update(
            state=MailState.QUEUED,
            due_at=due_at,
            lease_until=None,
            error=error[:2000],
            attempts=counted,
        )
    )


@transaction.atomic
def close(mail: Mail, *, owner: str, state: MailState, code: str = "", **changes: Any) -> bool:
    """The end of a mail, if ``owner`` still holds it: a holder that was only slow ends nothing.

    Its kind's writer is told in the same transaction; ``code`` is why it was not wanted.
    """
    if mail.is_secret:
        changes["context"] = {}
    is_closed = bool(_held(mail, owner).update(state=state, lease_until=None, **changes))
    if is_closed and (writer := writer_of(mail.kind)):
        writer.closed(mail, state=state, code=code, at=changes.get("sent_at") or clock.now())
    return is_closed


def _held(mail: Mail, owner: str) -> QuerySet[Mail]:
    return Mail.objects.filter(pk=mail.pk, owner=owner, state=MailState.SENDING)
