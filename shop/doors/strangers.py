"""A login from a new browser is told to the customer, who may say that it was not them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from allauth.account.forms import ResetPasswordForm
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language

from accounts.models import User
from accounts.selectors import customer_of_user
from accounts.takeovers import shut_out
from foundation import clock
from notifications import links
from notifications.contexts import NewLogin
from notifications.services import send_mail
from risk.algorithms.vocabulary import Door, Verdict
from risk.kinds import FraudKind, LabelSource
from risk.models import Label
from risk.reviewing.services import label
from shop.storefront.browsers import browser_name

GOOD_FOR: Final = timedelta(days=30)
_SALT: Final = "shop.doors.not_me"


@dataclass(frozen=True, slots=True)
class StrangeLogin:
    """A login that its customer was told of: whose, which, when, and at which address."""

    user_id: int
    subject: str
    since: datetime
    email: str


def tell_of_new_login(
    *, user: User, subject: str, request: HttpRequest, at: datetime | None = None
) -> None:
    now = at or clock.now()
    language = get_language() or settings.LANGUAGE_CODE
    token = _token(StrangeLogin(user.pk, subject, now, user.email))
    mail = NewLogin(
        when=date_format(localtime(now), "DATETIME_FORMAT"),
        not_me_url=links.page("storefront:not-me", token, language=language),
        browser=browser_name(request.headers.get("User-Agent", "")),
    )
    customer = customer_of_user(user)
    send_mail(
        kind=mail.kind,
        to=user.email,
        language=language,
        context=mail.as_json(),
        key=f"login:{subject}",
        customer_id=customer.pk if customer else None,
        at=now,
    )


def read_token(token: str) -> StrangeLogin | None:
    """What a link of ours is about; None for any other text, and for one that is too old."""
    try:
        told = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
        return StrangeLogin(told[0], told[1], datetime.fromisoformat(told[2]), told[3])
    except (signing.BadSignature, ValueError, IndexError, TypeError):
        return None


def is_disowned(login: StrangeLogin) -> bool:
    """Whether its customer has said already that it was not them: of this login, or since then of
    an earlier one.

    Whoever came after a stranger may be the stranger, and their link may have gone to an address
    that the stranger had put in place of the owner's: it must not take back what the owner got.
    """
    said = Label.objects.filter(door=Door.LOGIN, source=LabelSource.CUSTOMER)
    earlier = Q(
        subject__startswith=f"login:{login.user_id}:",
        assessment__occurred_at__lte=login.since,
        labelled_at__gte=login.since,
    )
    return said.filter(Q(subject=login.subject) | earlier).exists()


@transaction.atomic
def disown(*, login: StrangeLogin, at: datetime | None = None) -> bool:
    """It was not them: all logins of the account end, and it is theirs alone by a new password.

    Only once, so that the same link does not end logins that came after it; once one was disowned,
    the links of later logins end nothing either. Returns whether it was this time.
    """
    user = User.objects.select_for_update(no_key=True).filter(pk=login.user_id).first()
    if user is None or is_disowned(login):
        return False
    label(
        door=Door.LOGIN,
        subject=login.subject,
        verdict=Verdict.FRAUD,
        kind=FraudKind.TAKEOVER,
        source=LabelSource.CUSTOMER,
        at=at,
    )
    shut_out(user=user, since=login.since, owners_email=login.email, at=at)
    return True


def send_reset(request: HttpRequest, email: str) -> None:
    """The library's own mail with which a new password is chosen."""
    form = ResetPasswordForm({"email": email})
    if form.is_valid():
        form.save(request)


def _token(login: StrangeLogin) -> str:
    told = [login.user_id, login.subject, login.since.isoformat(), login.email]
    return signing.dumps(told, salt=_SALT, compress=True)
