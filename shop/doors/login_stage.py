"""The step of a login, after password and second factor, at which the door may ask for a code."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.stages import LoginStage, LoginStageController
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from risk.algorithms.vocabulary import Door, Outcome
from risk.proving import Recipient, TooManyCodes, is_waiting, send_code
from shop.doors.circumstances import circumstances_of
from shop.doors.login import judge_login, note_entered
from shop.doors.strangers import tell_of_new_login

_SUBJECT: Final = "subject"
_ELSEWHERE: Final = "elsewhere"


class ProveStage(LoginStage):
    """``handle`` is allauth's: a response and whether the login goes on, once that is answered."""

    key = "prove"
    urlname = "storefront:prove"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if not isinstance(user, User) or self.login.signup:
            return None, True  # nobody can have taken over what was opened a moment ago
        ruling = judge_login(user=user, circumstances=circumstances_of(self.request))
        self.state.update({_SUBJECT: ruling.subject, _ELSEWHERE: ruling.is_elsewhere})
        if ruling.outcome == Outcome.REFUSE:
            return _to_a_new_password(self.request), False
        if ruling.needs_proof:
            return self._ask()
        self.enter()
        return None, True

    def _ask(self) -> tuple[HttpResponse, bool]:
        try:
            send_code(door=Door.LOGIN, subject=self.proven, to=self.recipient)
        except TooManyCodes as refusal:
            if not is_waiting(door=Door.LOGIN, subject=self.proven):
                messages.error(self.request, refusal.message)
                return redirect(settings.LOGIN_URL), False
        return redirect(self.urlname), True

    def enter(self) -> None:
        """The login is through: its customer hears of it where it came from a new browser."""
        subject = self.state[_SUBJECT]
        note_entered(subject)
        if self.state[_ELSEWHERE]:
            tell_of_new_login(user=self.user, subject=subject, request=self.request)

    @property
    def user(self) -> User:
        user = self.login.user
        if not isinstance(user, User):
            raise TypeError("a login without its user comes to no door")
        return user

    @property
    def recipient(self) -> Recipient:
        language = get_language() or settings.LANGUAGE_CODE
        return Recipient(self.user, self.user.email, language)

    @property
    def proven(self) -> str:
        """What a code proves: that somebody reads this login's mail, in whichever window."""
        return f"user:{self.user.pk}"


def stage_of(request: HttpRequest) -> ProveStage | None:
    """The login of this browser that waits for its code."""
    stage: Any = LoginStageController.enter(request, ProveStage.key)
    return stage if isinstance(stage, ProveStage) else None


def _to_a_new_password(request: HttpRequest) -> HttpResponse:
    messages.info(
        request,
        _("For the safety of your account, please choose a new password. We send you a link."),
    )
    return redirect("account_reset_password")
