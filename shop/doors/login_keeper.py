"""Held logins as the review desk sees them. A login is not undone: its account can be closed to
whoever is in it, and is its owner's again by a new password.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.selectors import customer_of_user
from accounts.takeovers import shut_out
from foundation import clock
from notifications import links
from notifications.contexts import AccountNotice
from notifications.services import send_mail
from risk.decisions import Detail, Dossier
from risk.kinds import FraudKind
from risk.models import Assessment
from shop.doors.login import user_of_subject
from shop.doors.staff_pages import row_url


class LoginKeeper:
    """``risk.decisions.Keeper`` of logins."""

    def dossier(self, subject: str) -> Dossier | None:
        user = user_of_subject(subject)
        if user is None:
            return None
        customer = customer_of_user(user)
        details = [
            Detail(_("E-mail address"), user.email, row_url(user)),
            Detail(_("Staff"), _("Yes") if user.is_staff else _("No")),
        ]
        if customer is not None:
            details.append(Detail(_("Customer"), customer.name or "–", row_url(customer)))
        return Dossier(
            title=_("Login of %(name)s") % {"name": user.get_full_name()},
            url=row_url(user),
            details=tuple(details),
        )

    def release(self, subject: str, *, at: datetime | None = None) -> None:
        """Nothing was kept back: who could prove the login is in."""

    @transaction.atomic
    def refuse(self, subject: str, *, kind: FraudKind, at: datetime | None = None) -> None:
        """End all logins of the account, once."""
        user = user_of_subject(subject)
        key = f"shut-out:{subject}"
        if user is None or not _tell(user, key, at):
            return
        shut_out(user=user, since=_since(subject), at=at)


def _since(subject: str) -> datetime:
    """When the login was."""
    found = Assessment.objects.filter(subject=subject).values_list("occurred_at", flat=True)
    return found.first() or clock.now()


def _tell(user: User, key: str, at: datetime | None) -> bool:
    """Write to the owner; whether that was not done before."""
    customer = customer_of_user(user)
    language = (customer.language if customer else "") or settings.LANGUAGE_CODE
    with override(language):
        notice = AccountNotice(
            title=_("Please choose a new password"),
            text=_(
                "For the safety of your account we have ended all its logins. Choose a new "
                "password here: %(url)s"
            )
            % {"url": links.page("account_reset_password", language=language)},
        )
    mail = send_mail(
        kind=notice.kind,
        to=user.email,
        language=language,
        context=notice.as_json(),
        key=key,
        customer_id=customer.pk if customer else None,
        at=at,
    )
    return mail is not None
