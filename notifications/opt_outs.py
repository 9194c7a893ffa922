"""Who wants no mail of a kind. Addresses are kept as keyed digests: the list names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.utils.crypto import salted_hmac

from foundation import clock
from notifications.kinds import OPTIONAL_KINDS, MailKind
from notifications.models import OptOut

_SALT = "notifications.opt-out"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A kind of mail to one reader, as its unsubscribe link names it."""

    digest: str
    kind: MailKind


def wants_none(*, email: str, kind: MailKind) -> bool:
    return OptOut.objects.filter(digest=digest_of(email), kind=kind).exists()


def declined_kinds(email: str) -> frozenset[MailKind]:
    """The optional kinds that a reader declined."""
    kinds = OptOut.objects.filter(digest=digest_of(email)).values_list("kind", flat=True)
    return frozenset(MailKind(kind) for kind in kinds)


def decline(*, digest: str, kind: MailKind, at: datetime | None = None) -> None:
    """No more of this kind. What everybody needs (orders, passwords) cannot be declined."""
    if kind not in OPTIONAL_KINDS:
        raise ValueError(f"{kind} cannot be declined")
    OptOut.objects.get_or_create(
        digest=digest, kind=kind, defaults={"chosen_at": at or clock.now()}
    )


def accept(*, email: str, kind: MailKind) -> None:
    """This kind again."""
    OptOut.objects.filter(digest=digest_of(email), kind=kind).delete()


def digest_of(email: str) -> str:
    return salted_hmac(_SALT, email.strip().lower(), algorithm="sha256").hexdigest()


def token_for(*, email: str, kind: MailKind) -> str:
    """What the unsubscribe link of a mail carries: signed, and without the address."""
    return signing.dumps([digest_of(email), kind], salt=_SALT)


def read_token(token: str) -> Subscription | None:
    """Whom a link is about; None where we did not make it."""
    try:
        digest, kind = signing.loads(token, salt=_SALT)
        return Subscription(str(digest), MailKind(kind))
    except (signing.BadSignature, ValueError):
        return None
