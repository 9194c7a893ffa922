"""Somebody else got into an account: they are put out, and its owner gets it back by mail."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import User
from accounts.tokens import live_tokens, revoke_token
from events import audit
from foundation import clock


@transaction.atomic
def shut_out(
    *, user: User, since: datetime, owners_email: str = "", at: datetime | None = None
) -> None:
    """End every login and key of an account; it opens again only by a password reset by mail.

    Sessions end with the password, whose hash each of them carries. Second factors that were set
    up since are removed: they would keep the owner out.

    Args:
        since: when the stranger came.
        owners_email: the address that the owner has proven just now, by a link that was sent
            there; it becomes the only one of the account. Where another account has it by now,
            this one is closed: staff open it again. Without it addresses stay as they are.
    """
    now = at or clock.now()
    kept = User.objects.select_for_update().get(pk=user.pk)
    kept.set_unusable_password()
    kept.save(update_fields=["password"])
    for token in live_tokens(now).filter(user=kept):
        revoke_token(token=token, actor=None, at=now)
    Authenticator.objects.filter(user=kept, created_at__gte=since).delete()
    if owners_email:
        _give_back_address(kept, owners_email.lower())
    audit.write(actor=None, action="account.shut_out", target=kept, at=now)


def _give_back_address(user: User, email: str) -> None:
    """The owner's address alone; none is taken from somebody else's account.

    A stranger who put an account of their own in its place keeps neither: the address that they
    left here would open this one to them by a password reset.
    """
    of_others = EmailAddress.objects.filter(email__iexact=email, verified=True).exclude(user=user)
    taken = User.objects.filter(email__iexact=email).exclude(pk=user.pk)
    if of_others.exists() or taken.exists():
        user.is_active = False
        user.save(update_fields=["is_active"])
        return
    EmailAddress.objects.filter(user=user).exclude(email__iexact=email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    if user.email != email:
        user.email = email
        user.save(update_fields=["email"])
