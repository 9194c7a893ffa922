"""The login door: wrong passwords are remembered, strange logins are asked for a code by e-mail.

Who has a second factor has proven enough and is asked nothing. Nobody is ever shut out because the
scorer is down: whatever its policy says, a login can still be proven.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from accounts.models import Customer, User
from accounts.selectors import customer_of_user
from foundation import clock
from risk.algorithms.vocabulary import Door, Mark, Outcome, Result, Signal
from risk.decisions import Decision, Knock
from risk.marks import disposable, mark_of
from risk.scoring.serving import judge, note_result, remember
from risk.selectors import is_from_elsewhere
from shop.doors.circumstances import Circumstances, circumstances_of, known, mark_of_person
from shop.doors.people import days_between

_FACTORS: Final = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


@dataclass(frozen=True, slots=True)
class LoginRuling:
    """What is to be done with a login whose password was right.

    ``is_elsewhere``: its browser is new to the customer, who should hear of it.
    """

    subject: str
    outcome: Outcome = Outcome.ALLOW
    is_elsewhere: bool = False

    @property
    def needs_proof(self) -> bool:
        """A login cannot wait for a reviewer: what would be held is proven instead."""
        return self.outcome in (Outcome.STEP_UP, Outcome.HOLD)


def new_subject(user: User) -> str:
    return f"login:{user.pk}:{secrets.token_hex(8)}"


def user_of_subject(subject: str) -> User | None:
    """Whose login it was."""
    parts = subject.split(":")
    if len(parts) != 3 or not parts[1].isdigit():
        return None
    return User.objects.filter(pk=int(parts[1])).first()


def judge_login(
    *, user: User, circumstances: Circumstances, at: datetime | None = None
) -> LoginRuling:
    """Judge a login whose password was right."""
    knock = _knock(user, circumstances, at or clock.now())
    if is_mfa_enabled(user, _FACTORS):
        remember(knock, result=Result.PASSED, at=at)
        return LoginRuling(knock.subject)
    decision = judge(knock)
    return LoginRuling(knock.subject, _heeded(decision), is_from_elsewhere(decision.assessment_id))


def note_entered(subject: str, *, at: datetime | None = None) -> None:
    note_result(door=Door.LOGIN, subject=subject, result=Result.PASSED, at=at)


def note_wrong_password(
    sender: object, credentials: Mapping[str, Any], request: HttpRequest | None, **_kwargs: Any
) -> None:
    """Heard from Django where a password was wrong, at whichever form of ours."""
    email = str(credentials.get("email") or credentials.get("username") or "").lower()
    if request is None or not email:
        return
    user = User.objects.filter(email=email).first()
    customer = customer_of_user(user)
    marks = {
        Mark.CUSTOMER: mark_of_person(customer=customer, user=user),
        Mark.EMAIL: mark_of(Mark.EMAIL, email),
        **circumstances_of(request).marks,
    }
    knock = Knock(
        door=Door.LOGIN,
        marks=known(marks),
        customer_id=customer.pk if customer else None,
        at=clock.now(),
    )
    remember(knock, result=Result.FAILED)


def _heeded(decision: Decision) -> Outcome:
    if decision.failure is not None and decision.outcome == Outcome.REFUSE:
        return Outcome.STEP_UP
    return decision.outcome


def _knock(user: User, circumstances: Circumstances, now: datetime) -> Knock:
    customer = customer_of_user(user)
    marks = {
        Mark.CUSTOMER: mark_of_person(customer=customer, user=user),
        Mark.EMAIL: mark_of(Mark.EMAIL, user.email),
        **circumstances.marks,
    }
    return Knock(
        door=Door.LOGIN,
        subject=new_subject(user),
        marks=known(marks),
        facts=_facts(user, customer, circumstances, now),
        customer_id=customer.pk if customer else None,
        at=now,
    )


def _facts(
    user: User, customer: Customer | None, circumstances: Circumstances, now: datetime
) -> dict[Signal, float]:
    since = customer.created_at if customer else user.date_joined
    facts = {
        Signal.ACCOUNT_DAYS: days_between(since, now),
        Signal.DISPOSABLE_MAIL: float(disposable(user.email)),
    }
    home = customer.country if customer else ""
    if home and circumstances.country:
        facts[Signal.NETWORK_ABROAD] = float(home != circumstances.country)
    return facts
