"""What the account library (allauth) asks of the shop: how mails leave, who must prove more."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils.translation import get_language

from accounts.selectors import customer_of_user
from notifications.contexts import AccountNotice, AddressConfirmation, PasswordReset
from notifications.services import send_mail


class AccountAdapter(DefaultAccountAdapter):
    """Anyone may open an account. Mails are queued with all others instead of sent at once.

    So a mail server that is away neither loses one nor keeps anybody from signing up.
    """

    def get_login_stages(self) -> list[str]:
        """After the library's own, its second factor among them, the shop's door."""
        return [*super().get_login_stages(), "shop.doors.login_stage.ProveStage"]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail = self._known(template_prefix, context) or self._notice(
            template_prefix, email, context
        )
        customer = customer_of_user(context.get("user"))
        send_mail(
            kind=mail.kind,
            to=email,
            language=get_language() or settings.LANGUAGE_CODE,
            context=mail.as_json(),
            key=f"account:{uuid4().hex}",
            customer_id=customer.pk if customer else None,
        )

    def _known(
        self, template_prefix: str, context: dict[str, Any]
    ) -> PasswordReset | AddressConfirmation | None:
        """The mails that have a template of the shop's own."""
        match template_prefix.rpartition("/")[2]:
            case "password_reset_key":
                return PasswordReset(reset_url=context["password_reset_url"])
            case "email_confirmation" if "activate_url" in context:
                return AddressConfirmation(confirm_url=context["activate_url"])
            case "email_confirmation_signup" if "activate_url" in context:
                return AddressConfirmation(confirm_url=context["activate_url"], is_signup=True)
            case _:
                return None

    def _notice(self, template_prefix: str, email: str, context: dict[str, Any]) -> AccountNotice:
        """Whatever else the library says, in its own words and the shop's frame."""
        message = self.render_mail(
            template_prefix, email, {"request": self.request, "email": email, **context}
        )
        return AccountNotice(title=str(message.subject), text=str(message.body))

    def format_email_subject(self, subject: str) -> str:
        """Without the site's name in brackets: the sender says it."""
        return str(subject)
