"""Who wants no mail of a kind. Addresses are kept as keyed digests: the list names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from foundation import clock
from notifications.kinds import OPTIONAL_KINDS, MailKind
from notifications.models import OptOut
from notifications.writers import writer_of

_SALT = "notifications.opt-out"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A kind of mail to one reader, as the unsubscribe link of a mail names it."""

    digest: str
    kind: MailKind
    mail_id: UUID | None = None


def wants_none(*, email: str, kind: MailKind) -> bool:
    return OptOut.objects.filter(digest=digest_of(email), kind=kind).exists()


def declined_kinds(email: str) -> frozenset[MailKind]:
    """The optional kinds that a reader declined."""
    kinds = OptOut.objects.filter(digest=digest_of(email)).values_list("kind", flat=True)
    return frozenset(MailKind(kind) for kind in kinds)


@transaction.atomic
def decline(
    *, digest: str, kind: MailKind, mail_id: UUID | None = None, at: datetime | None = None
) -> None:
    """No more of this kind. What everybody needs (orders, passwords) cannot be declined.

    ``mail_id`` is the mail whose link was followed; its writer is told, once.
    """
    if kind not in OPTIONAL_KINDS:
        raise ValueError(f"{kind} cannot be declined")
    now = at or clock.now()
    _row, is_new = OptOut.objects.get_or_create(
        digest=digest, kind=kind, defaults={"chosen_at": now}
    )
    if is_new and mail_id and (writer := writer_of(kind)):
        writer.declined(mail_id, at=now)


def accept(*, email: str, kind: MailKind) -> None:
    """This kind again."""
    OptOut.objects.filter(digest=digest_of(email), kind=kind).delete()


def digest_of(email: str) -> str:
    return salted_hmac(_SALT, email.strip().lower(), algorithm="sha256").hexdigest()


def digest_key() -> bytes:
    """The key that ``salted_hmac`` derives for the digests, for who reckons them elsewhere."""
    return sha256(f"{_SALT}{settings.SECRET_KEY}".encode()).digest()


def token_for(*, email: str, kind: MailKind, mail_id: UUID | None = None) -> str:
    """What the unsubscribe link of a mail carries: signed, and without the address."""
    return signing.dumps([digest_of(email), kind, mail_id.hex if mail_id else ""], salt=_SALT)


def read_token(token: str) -> Subscription | None:
    """Whom a link is about; None where we did not make it."""
    try:
        digest, kind, *rest = signing.loads(token, salt=_SALT)  # older ones name no mail
        mail_id = UUID(rest[0]) if rest and rest[0] else None
        return Subscription(str(digest), MailKind(kind), mail_id)
    except (signing.BadSignature, ValueError):
        return None
