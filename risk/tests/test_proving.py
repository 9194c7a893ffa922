"""Codes by e-mail: good once, for minutes, for few guesses, and few of them an hour."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from accounts.models import User
from foundation import clock
from foundation.refusals import Refusal
from notifications.kinds import MailKind
from notifications.models import Mail
from risk.algorithms.vocabulary import Door
from risk.models import Proof
from risk.proving import (
    GOOD_FOR,
    MOST_GUESSES,
    MOST_SENT,
    NOT_AGAIN_FOR,
    SENT_WITHIN,
    Recipient,
    TooManyCodes,
    _hash_of,
    check_code,
    is_waiting,
    send_code,
)

pytestmark = pytest.mark.django_db
SUBJECT = "login:1:abc"


@pytest.fixture
def ada() -> Recipient:
    user = User.objects.create_user("ada@example.com", "a-long-enough-phrase")
    return Recipient(user, user.email, "en")


def send(to, *, subject=SUBJECT, at=None):
    """The code that was sent."""
    send_code(door=Door.LOGIN, subject=subject, to=to, at=at)
    mail = Mail.objects.filter(kind=MailKind.LOGIN_CODE).latest("pk")
    assert mail.to == to.email
    return mail.context["code"]


def check(code, *, subject=SUBJECT, at=None):
    return check_code(door=Door.LOGIN, subject=subject, code=code, at=at)


def another(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_code_that_was_sent_is_good_once(ada):
    code = send(ada)
    assert re.fullmatch(r"\d{6}", code)
    assert check(code).passed_at is not None
    with pytest.raises(Refusal):
        check(code)


def test_a_code_may_be_typed_with_spaces(ada):
    code = send(ada)
    assert check(f" {code[:3]} {code[3:]} ").passed_at


def test_a_code_is_kept_as_a_hash_of_its_own_only(ada):
    code = send(ada)
    proof = Proof.objects.get()
    assert code not in proof.code_hash
    assert len(proof.code_hash) == 64
    other = Proof(public_id="another", door=Door.LOGIN, subject=SUBJECT)
    assert _hash_of(other, code) != proof.code_hash


def test_a_wrong_code_says_how_many_tries_are_left(ada):
    code = send(ada)
    with pytest.raises(Refusal, match="4 more times") as told:
        check(another(code))
    assert told.value.field == "code"
    assert check(code).passed_at


def test_after_five_wrong_codes_the_right_one_is_no_good(ada):
    code = send(ada)
    for _time in range(MOST_GUESSES):
        assert is_waiting(door=Door.LOGIN, subject=SUBJECT)
        with pytest.raises(Refusal):
            check(another(code))
    with pytest.raises(Refusal, match="not good any more"):
        check(code)
    assert not is_waiting(door=Door.LOGIN, subject=SUBJECT)


def test_a_code_grows_old(ada):
    now = clock.now()
    code = send(ada, at=now)
    with pytest.raises(Refusal, match="not good any more"):
        check(code, at=now + GOOD_FOR)
    assert check(code, at=now + GOOD_FOR - timedelta(seconds=1)).passed_at


def test_only_the_last_code_is_good(ada):
    now = clock.now()
    first = send(ada, at=now)
    last = send(ada, at=now + NOT_AGAIN_FOR)
    if first != last:
        with pytest.raises(Refusal):
            check(first, at=now + NOT_AGAIN_FOR)
    assert check(last, at=now + NOT_AGAIN_FOR).passed_at


def test_a_code_is_good_for_its_own_login_only(ada):
    code = send(ada)
    with pytest.raises(Refusal):
        check(code, subject="login:2:def")


def test_no_second_code_within_a_minute_and_no_sixth_within_an_hour(ada):
    now = clock.now()
    send(ada, at=now)
    with pytest.raises(TooManyCodes, match=r"in 6[01] seconds"):
        send(ada, at=now)
    for number in range(1, MOST_SENT):
        send(ada, subject=f"login:1:{number}", at=now + number * NOT_AGAIN_FOR)
    with pytest.raises(TooManyCodes, match="within an hour"):
        send(ada, at=now + 10 * NOT_AGAIN_FOR)
    assert send(ada, at=now + SENT_WITHIN + NOT_AGAIN_FOR)


def test_what_one_is_sent_does_not_count_for_another(ada):
    send(ada)
    bea = User.objects.create_user("bea@example.com", "a-long-enough-phrase")
    assert send(Recipient(bea, bea.email, "de"), subject="login:9:x")
