"""API tokens: made once, shown once, kept as a digest, limited to scopes, revoked at once.

The secret has 192 random bits, so that a plain SHA-256 is as good as a slow hash: there is nothing
to guess. Its beginning ``sw_`` lets scanners find tokens that were committed by mistake.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ApiToken, User
from events import audit
from events.audit import AuditAction
from foundation import clock
from foundation.ids import new_token
from foundation.refusals import Refusal

MARK = "sw_"
SHOWN = 9
MOST_TOKENS = 50
LONGEST_NAME = 80
USED_STEP = timedelta(minutes=1)


class Scope(models.TextChoices):
    """What a token may be used for. Names are kept in tokens: never rename one."""

    CATALOGUE_READ = "catalogue:read", gettext_lazy("Read the catalogue")
    CART_WRITE = "cart:write", gettext_lazy("Fill the owner's cart and order it")
    ORDERS_READ = "orders:read", gettext_lazy("Read orders")
    ORDERS_WRITE = "orders:write", gettext_lazy("Change orders")
    ACCOUNT_READ = "account:read", gettext_lazy("Read the owner's addresses, lists and reviews")
    ACCOUNT_WRITE = "account:write", gettext_lazy("Change the owner's addresses, lists and reviews")
    STOCK_READ = "stock:read", gettext_lazy("Read stock")
    STOCK_WRITE = "stock:write", gettext_lazy("Change stock")
    PRICES_READ = "prices:read", gettext_lazy("Read prices")
    PRICES_WRITE = "prices:write", gettext_lazy("Change prices")
    COUPONS_READ = "coupons:read", gettext_lazy("Read coupons")
    COUPONS_WRITE = "coupons:write", gettext_lazy("Change coupons")
    FORECASTS_READ = "forecasts:read", gettext_lazy("Read forecasts and plans")
    FORECASTS_WRITE = (
        "forecasts:write",
        gettext_lazy("Draft orders from the plan and tell outside series"),
    )
    CUSTOMERS_READ = "customers:read", gettext_lazy("Read customers")
    CATALOGUE_WRITE = "catalogue:write", gettext_lazy("Change products and variants")
    WEBHOOKS_READ = "webhooks:read", gettext_lazy("Read webhooks and what was sent")


CUSTOMER_SCOPES = frozenset(
    {
        Scope.CATALOGUE_READ,
        Scope.CART_WRITE,
        Scope.ORDERS_READ,
        Scope.ORDERS_WRITE,
        Scope.ACCOUNT_READ,
        Scope.ACCOUNT_WRITE,
    }
)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was made, with its secret: nobody can show that again."""

    token: ApiToken
    secret: str


def tokens_of(user: User) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user=user).order_by("-created_at", "-pk")


def scopes_for(user: User) -> list[Scope]:
    """The scopes that make sense for somebody: staff may have all, customers their own."""
    return [scope for scope in Scope if user.is_staff or scope in CUSTOMER_SCOPES]


@transaction.atomic
def create_token(
    *,
    user: User,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime | None = None,
    actor: User | None = None,
    at: datetime | None = None,
) -> NewToken:
    """Make a token for somebody.

    Raises:
        Refusal: no name, no scope, a scope that is not theirs, an end in the past, too many.
    """
    now = at or clock.now()
    chosen = sorted(set(scopes))
    check_token(user=user, name=name, scopes=chosen, expires_at=expires_at, at=now)
    secret = MARK + new_token()
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        prefix=secret[:SHOWN],
        digest=digest_of(secret),
        scopes=chosen,
        created_at=now,
        expires_at=expires_at,
    )
    audit.write(
        actor=actor or user,
        action=AuditAction.TOKEN_CREATED,
        target=token,
        changes={"owner": user.pk, "scopes": chosen},
        at=now,
    )
    return NewToken(token, secret)


def check_token(
    *,
    user: User,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime | None = None,
    at: datetime | None = None,
) -> None:
    """Whether such a token could be made, for forms that ask before they act.

    Raises:
        Refusal: as ``create_token``.
    """
    now = at or clock.now()
    chosen = set(scopes)
    if not name.strip():
        raise Refusal(_("Say what it is for."), field="name")
    if len(name.strip()) > LONGEST_NAME:
        raise Refusal(
            _("At most %(most)d characters fit here.") % {"most": LONGEST_NAME}, field="name"
        )
    if not chosen:
        raise Refusal(_("Choose what it may do."), field="scopes")
    if not chosen <= {scope.value for scope in scopes_for(user)}:
        raise Refusal(_("That is more than its owner may do."), field="scopes")
    if expires_at is not None and expires_at <= now:
        raise Refusal(_("Choose a day to come."), field="expires_at")
    if live_tokens(now).filter(user=user).count() >= MOST_TOKENS:
        raise Refusal(_("There are %(most)d tokens: that is the most.") % {"most": MOST_TOKENS})


def live_tokens(now: datetime) -> QuerySet[ApiToken]:
    """Neither revoked nor over."""
    return ApiToken.objects.filter(revoked_at__isnull=True).filter(
        models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=now)
    )


def find_token(secret: str, *, at: datetime | None = None) -> ApiToken | None:
    """The live token of a secret whose owner may log in; notes, at most once a minute, its use."""
    if not secret.startswith(MARK) or len(secret) > 80:
        return None
    now = at or clock.now()
    token = (
        live_tokens(now)
        .filter(digest=digest_of(secret), user__is_active=True)
        .select_related("user")
        .first()
    )
    if token is not None and (token.last_used_at is None or token.last_used_at < now - USED_STEP):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: User | None, at: datetime | None = None) -> None:
    """End a token at once; a second time does nothing."""
    now = at or clock.now()
    ended = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now)
    if ended:
        audit.write(
            actor=actor,
            action=AuditAction.TOKEN_REVOKED,
            target=token,
            changes={"owner": token.user_id},
            at=now,
        )


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
