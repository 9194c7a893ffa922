"""Codes by e-mail, with which somebody proves at a door that they are who they say.

A code of six digits is good once, for minutes, for few guesses; few are sent within an hour. That
leaves 25 guesses an hour among a million codes: one is hit in 40,000 hours on average.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from foundation import clock
from foundation.refusals import Refusal
from notifications.contexts import LoginCode
from notifications.services import send_mail
from risk.algorithms.vocabulary import Door
from risk.models import Proof

DIGITS: Final = 6
GOOD_FOR: Final = timedelta(minutes=10)
MOST_GUESSES: Final = 5
MOST_SENT: Final = 5
"""Codes for one person at one door within ``SENT_WITHIN``."""
SENT_WITHIN: Final = timedelta(hours=1)
NOT_AGAIN_FOR: Final = timedelta(seconds=60)
_SALT: Final = "risk.proving"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who proves themselves, and where their code goes."""

    user: User
    email: str
    language: str


class TooManyCodes(Refusal):
    """No other code is sent for now; the last one may still be good."""


@transaction.atomic
def send_code(*, door: Door, subject: str, to: Recipient, at: datetime | None = None) -> Proof:
    """Send a new code; of several that were sent only the last one is good.

    Args:
        subject: what is proven, the same in ``check_code``.

    Raises:
        TooManyCodes: one was sent a moment ago, or many within the hour.
    """
    now = at or clock.now()
    # Whoever asks twice at once is told apart by the lock of their own row.
    User.objects.select_for_update(no_key=True).get(pk=to.user.pk)
    _ensure_may_send(door, to.user, now)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    proof = Proof(door=door, subject=subject, user=to.user, sent_at=now, expires_at=now + GOOD_FOR)
    proof.code_hash = _hash_of(proof, code)
    proof.save()
    mail = LoginCode(code=code, minutes=int(GOOD_FOR / timedelta(minutes=1)))
    send_mail(
        kind=mail.kind,
        to=to.email,
        language=to.language,
        context=mail.as_json(),
        key=f"proof:{proof.public_id}",
        at=now,
    )
    return proof


def check_code(*, door: Door, subject: str, code: str, at: datetime | None = None) -> Proof:
    """Use up a code; the proof that it was right.

    Each try counts before it is looked at, so that a hundred at once are no more than five.

    Raises:
        Refusal: at ``code``: it is wrong, too old, used, or was guessed at too often.
    """
    now = at or clock.now()
    proof = _latest(door, subject)
    if proof is None or not _count_guess(proof, now):
        raise Refusal(_("This code is not good any more. Have another one sent."), field="code")
    typed = "".join(code.split())
    if not constant_time_compare(_hash_of(proof, typed), proof.code_hash):
        raise Refusal(_wrong(MOST_GUESSES - proof.guesses), field="code")
    used = Proof.objects.filter(pk=proof.pk, passed_at=None).update(passed_at=now)
    if not used:
        raise Refusal(_("This code was used already."), field="code")
    proof.passed_at = now
    return proof


def is_waiting(*, door: Door, subject: str, at: datetime | None = None) -> bool:
    """Whether the last code that was sent can still be typed."""
    proof = _latest(door, subject)
    if proof is None or proof.passed_at is not None or proof.guesses >= MOST_GUESSES:
        return False
    return proof.expires_at > (at or clock.now())


def _latest(door: Door, subject: str) -> Proof | None:
    return Proof.objects.filter(door=door, subject=subject).order_by("-sent_at", "-pk").first()


def _count_guess(proof: Proof, now: datetime) -> bool:
    """Count a try, if it may be tried at all; the row says how many there were."""
    counted = Proof.objects.filter(
        pk=proof.pk, passed_at=None, expires_at__gt=now, guesses__lt=MOST_GUESSES
    ).update(guesses=F("guesses") + 1)
    proof.refresh_from_db(fields=["guesses"])
    return bool(counted)


def _ensure_may_send(door: Door, user: User, now: datetime) -> None:
    sent = Proof.objects.filter(door=door, user=user, sent_at__gt=now - SENT_WITHIN)
    times = list(sent.order_by("-sent_at").values_list("sent_at", flat=True))
    if times and now - times[0] < NOT_AGAIN_FOR:
        wait = int((NOT_AGAIN_FOR - (now - times[0])).total_seconds()) + 1
        raise TooManyCodes(
            ngettext(
                "A code was just sent. Another can be sent in %(count)d second.",
                "A code was just sent. Another can be sent in %(count)d seconds.",
                wait,
            )
            % {"count": wait}
        )
    if len(times) >= MOST_SENT:
        raise TooManyCodes(_("Many codes were sent within an hour. Use the last one, or wait."))


def _wrong(left: int) -> str:
    if left <= 0:
        return _("That was not the code, and it was the last try. Have another one sent.")
    return ngettext(
        "That is not the code. You can try once more.",
        "That is not the code. You can try %(count)d more times.",
        left,
    ) % {"count": left}


def _hash_of(proof: Proof, code: str) -> str:
    """64 hexadecimal digits; of each proof its own."""
    return salted_hmac(_SALT, f"{proof.public_id}:{code}", algorithm="sha256").hexdigest()
