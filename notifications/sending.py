"""Sending what is due: each mail at least once, by whoever holds its lease, outside transactions.

A worker that is killed between the server's "accepted" and our "sent" sends again: a repeat has
the same Message-ID, by which mail programs know it as the same mail.
"""

from __future__ import annotations

import logging
import os
import smtplib
import socket
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import transaction
from django.db.models import Q

from foundation import clock
from notifications import services
from notifications.attachments import attachments_of
from notifications.kinds import OPTIONAL_KINDS, MailKind, MailState
from notifications.models import Mail
from notifications.opt_outs import wants_none
from notifications.rendering import Rendered, render_mail, render_to_keep, unsubscribe_url
from notifications.suppression import is_suppressed, note_refused
from notifications.writers import NotYet, Unwanted, writer_of

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=4)
_LEAST_PERMANENT = 500


class ServerAway(Exception):
    """The mail server cannot be reached: what waits, waits."""


class Refused(Exception):
    """The server will never take this mail."""


def leaves_by_server() -> bool:
    """Whether mails leave the house; else they are written to files, and read in the admin."""
    return not str(settings.EMAIL_BACKEND).endswith("filebased.EmailBackend")


def send_due(*, limit: int = 200) -> int:
    """Send what is due, the oldest first; returns how many mails were sent.

    One connection serves all of them. Where the server cannot be reached the run ends, and the
    mail that found out waits longer each time.
    """
    owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:8]}"
    server = _Server()
    sent = 0
    try:
        for _turn in range(limit):
            mail = claim(owner)
            if mail is None:
                break
            sent += _send(mail, owner, server)
    except ServerAway as error:
        logger.warning("mail: %s", error)
    finally:
        server.close()
    return sent


def claim(owner: str, *, at: datetime | None = None) -> Mail | None:
    """Take the mail that has been due longest; None when there is none.

    Taken is also what another holds for longer than the lease: it died.
    """
    now = at or clock.now()
    due = Mail.objects.filter(
        Q(state=MailState.QUEUED, due_at__lte=now) | Q(state=MailState.SENDING, lease_until__lt=now)
    ).order_by("due_at", "id")
    with transaction.atomic():
        if database.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        mail = due.first()
        if mail is None:
            return None
        mail.state, mail.owner = MailState.SENDING, owner
        mail.lease_until = now + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
        mail.attempts += 1
        mail.save(update_fields=["state", "owner", "lease_until", "attempts"])
    return mail


def _send(mail: Mail, owner: str, server: _Server) -> bool:
    """Send one mail and write how it went; tells whether it was sent."""
    if mail.attempts > MOST_ATTEMPTS:  # not one failure was told: each time its worker died
        _fail(mail, owner, f"given up: its worker died {MOST_ATTEMPTS} times")
        return False
    try:
        _check_wanted(mail)
        rendered = render_mail(mail)
        server.deliver(_message(mail, rendered))
    except Unwanted as refusal:
        _suppress(mail, owner, refusal)
        return False
    except NotYet as wait:
        services.postpone(mail, owner=owner, due_at=wait.until, error="", attempts=0)
        return False
    except Refused as error:
        _fail(mail, owner, str(error))
        note_refused(mail, str(error))
        return False
    except (smtplib.SMTPException, ServerAway, OSError) as error:
        _try_later(mail, owner, error)
        if isinstance(error, ServerAway):
            raise
        return False
    except Exception as error:  # a template that fails is told in the row, the others go on
        logger.exception("mail %s: could not be written", mail.pk)
        _try_later(mail, owner, error)
        return False
    return _note_sent(mail, owner, rendered)


def _check_wanted(mail: Mail) -> None:
    """Ask again what was asked when it queued: it may have changed since.

    Raises:
        Unwanted: the reader is gone, or wants none.
        NotYet: its writer wants it to wait.
    """
    if services.is_erased(mail.customer_id):
        raise Unwanted("the customer was erased", code="erased")
    kind = MailKind(mail.kind)
    if kind in OPTIONAL_KINDS:
        if wants_none(email=mail.to, kind=kind):
            raise Unwanted("the reader declined this kind", code="unsubscribed")
        if is_suppressed(mail.to):
            raise Unwanted("the address is suppressed", code="suppressed")
    if writer := writer_of(kind):
        writer.check(mail, at=clock.now())


def _suppress(mail: Mail, owner: str, refusal: Unwanted) -> None:
    services.close(
        mail,
        owner=owner,
        state=MailState.SUPPRESSED,
        code=refusal.code,
        error=str(refusal),
        context={},
    )


def _message(mail: Mail, rendered: Rendered) -> EmailMultiAlternatives:
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    if url := unsubscribe_url(mail):
        headers["List-Unsubscribe"] = f"<{url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=rendered.subject, body=rendered.text, to=[mail.to], headers=headers
    )
    message.attach_alternative(rendered.html, "text/html")
    for file in attachments_of(mail):
        message.attach(file.name, file.content, file.media_type)
    return message


def _note_sent(mail: Mail, owner: str, rendered: Rendered) -> bool:
    kept = render_to_keep(mail) if mail.is_secret else rendered
    done = services.close(
        mail,
        owner=owner,
        state=MailState.SENT,
        sent_at=clock.now(),
        error="",
        subject=kept.subject,
        text=kept.text,
        html=kept.html,
    )
    if not done:
        logger.warning("mail %s was taken by another meanwhile", mail.pk)
    return done


def _try_later(mail: Mail, owner: str, error: Exception) -> None:
    """After twice the wait each time, at most hours; given up after half a day or so."""
    reason = f"{type(error).__name__}: {error}"
    if mail.attempts >= MOST_ATTEMPTS:
        _fail(mail, owner, reason)
        return
    first_wait = timedelta(seconds=settings.MAIL_FIRST_WAIT_SECONDS)
    wait = min(first_wait * 2 ** (mail.attempts - 1), LONGEST_WAIT)
    services.postpone(mail, owner=owner, due_at=clock.now() + wait, error=reason)


def _fail(mail: Mail, owner: str, reason: str) -> None:
    logger.error("mail %s failed: %s", mail.pk, reason)
    services.close(mail, owner=owner, state=MailState.FAILED, error=reason[:2000])


class _Server:
    """A connection that is opened with the first mail and anew after a failure."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def deliver(self, message: EmailMultiAlternatives) -> None:
        """Hand a mail over.

        Raises:
            ServerAway: no connection.
            Refused: the server will not take it, now or later.
        """
        backend = self._backend or self._open()
        try:
            backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            self.close()
            codes = [code for code, _text in error.recipients.values()]
            if codes and min(codes) >= _LEAST_PERMANENT:
                raise Refused(f"refused: {error}") from error
            raise
        except (smtplib.SMTPException, OSError):
            self.close()  # in what state it is, nobody knows
            raise

    def _open(self) -> BaseEmailBackend:
        backend = get_connection()
        try:
            backend.open()
        except (smtplib.SMTPException, OSError) as error:
            raise ServerAway(f"no mail server: {type(error).__name__}: {error}") from error
        self._backend = backend
        return backend

    def close(self) -> None:
        backend, self._backend = self._backend, None
        if backend is None:
            return
        try:
            backend.close()
        except (smtplib.SMTPException, OSError) as error:
            logger.info("mail: closing: %s", error)
