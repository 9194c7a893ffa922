"""The words of each provider. Events that are of no interest here are passed over."""

from __future__ import annotations

import hashlib
import hmac
import logging
from typing import Any, Final

from foundation import clock
from foundation.signatures import TOLERANCE_SECONDS, WrongSignature, verify
from notifications.kinds import ReportKind
from notifications.reports.base import (
    LONGEST_STATUS,
    Headers,
    Read,
    Report,
    ReportRefused,
    address,
    check_password,
    loaded,
    moment,
    part,
    rows,
    word,
)

logger = logging.getLogger(__name__)
SIGNATURE_HEADER: Final = "X-Shelfwise-Signature"


def read_own(body: bytes, headers: Headers, secret: str) -> list[Report]:
    """Our own form, for a relay of one's own; signed as ``foundation.signatures`` signs.

    ``{"reports": [{"id": "…", "kind": "hard_bounce", "email": "…", "message_id": "<…>",
    "status": "5.1.1", "at": "2026-11-22T10:00:00Z"}]}``
    """
    try:
        verify(body, headers.get(SIGNATURE_HEADER, ""), secret)
    except WrongSignature as wrong:
        raise ReportRefused(str(wrong)) from wrong
    found = []
    for told in rows(loaded(body), "reports"):
        kind, key = word(told, "kind"), word(told, "id")
        if kind not in ReportKind.values or not key:
            raise ReportRefused("a report without kind or id")
        found.append(
            Report(
                key=key,
                kind=ReportKind(kind),
                email=address(told, "email"),
                message_id=word(told, "message_id"),
                status=word(told, "status", LONGEST_STATUS),
                at=moment(told, "at"),
            )
        )
    return found


_POSTMARK: Final = {
    "HardBounce": ReportKind.HARD_BOUNCE,
    "BadEmailAddress": ReportKind.HARD_BOUNCE,
    "SoftBounce": ReportKind.SOFT_BOUNCE,
    "Transient": ReportKind.SOFT_BOUNCE,
    "SpamComplaint": ReportKind.COMPLAINT,
}


def read_postmark(body: bytes, headers: Headers, secret: str) -> list[Report]:
    """Postmark: https://postmarkapp.com/developer/webhooks/bounce-webhook, by password."""
    check_password(headers, secret)
    told = loaded(body)
    kind = _POSTMARK.get(word(told, "Type"))
    if word(told, "RecordType") not in {"Bounce", "SpamComplaint"} or kind is None:
        return []
    return [
        Report(
            key=_key(word(told, "ID")),
            kind=kind,
            email=address(told, "Email"),
            message_id=word(part(told, "Metadata"), "message-id"),
            at=moment(told, "BouncedAt"),
        )
    ]


def read_mailgun(body: bytes, headers: Headers, secret: str) -> list[Report]:
    """Mailgun: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks, signed."""
    told = loaded(body)
    _check_mailgun(part(told, "signature"), secret)
    event = part(told, "event-data")
    kind = _mailgun_kind(word(event, "event"), word(event, "severity"))
    if kind is None:
        return []
    return [
        Report(
            key=_key(word(event, "id")),
            kind=kind,
            email=address(event, "recipient"),
            message_id=word(part(part(event, "message"), "headers"), "message-id"),
            status=word(part(event, "delivery-status"), "enhanced-code", LONGEST_STATUS),
            at=moment(event, "timestamp"),
        )
    ]


def _check_mailgun(told: dict[str, Any], secret: str) -> None:
    stamp, token, given = word(told, "timestamp"), word(told, "token"), word(told, "signature")
    right = hmac.new(secret.encode(), (stamp + token).encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given.encode(), right.encode()):
        raise ReportRefused("wrong signature")
    if not (stamp.isascii() and stamp.isdigit()):
        raise ReportRefused("no time")
    if abs(clock.now().timestamp() - int(stamp)) > TOLERANCE_SECONDS:
        raise ReportRefused("too old")


def _mailgun_kind(event: str, severity: str) -> ReportKind | None:
    if event == "complained":
        return ReportKind.COMPLAINT
    if event == "failed":
        return ReportKind.HARD_BOUNCE if severity == "permanent" else ReportKind.SOFT_BOUNCE
    return None


def read_amazon(body: bytes, headers: Headers, secret: str) -> list[Report]:
    """Amazon SES through SNS, whose address holds the password (https://name:secret@…).

    https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html. The first message asks
    for a confirmation: its link is in the log, for whoever set it up to open.
    """
    check_password(headers, secret)
    envelope = loaded(body)
    if word(envelope, "Type") == "SubscriptionConfirmation":
        logger.warning("mail webhook: confirm at %s", word(envelope, "SubscribeURL", 2_000))
        return []
    text = envelope.get("Message")
    told = loaded(text.encode()) if isinstance(text, str) else envelope
    name = word(told, "notificationType") or word(told, "eventType")
    if name == "Bounce":
        bounce = part(told, "bounce")
        kind = _amazon_bounce(word(bounce, "bounceType"))
        return _amazon_reports(told, bounce, "bouncedRecipients", kind)
    if name == "Complaint":
        complaint = part(told, "complaint")
        return _amazon_reports(told, complaint, "complainedRecipients", ReportKind.COMPLAINT)
    return []


def _amazon_bounce(kind: str) -> ReportKind:
    return ReportKind.HARD_BOUNCE if kind == "Permanent" else ReportKind.SOFT_BOUNCE


def _amazon_reports(
    told: dict[str, Any], about: dict[str, Any], readers: str, kind: ReportKind
) -> list[Report]:
    feedback = _key(word(about, "feedbackId", 100))
    message_id = word(part(part(told, "mail"), "commonHeaders"), "messageId")
    return [
        Report(
            key=f"{feedback}:{place}",
            kind=kind,
            email=address(reader, "emailAddress"),
            message_id=message_id,
            status=word(reader, "status", LONGEST_STATUS),
            at=moment(about, "timestamp"),
        )
        for place, reader in enumerate(rows(about, readers))
    ]


def _key(told: str) -> str:
    if not told:
        raise ReportRefused("a report without a number")
    return told


PROVIDERS: Final[dict[str, Read]] = {
    "shelfwise": read_own,
    "postmark": read_postmark,
    "mailgun": read_mailgun,
    "ses": read_amazon,
}
