"""Many type codes at once: five guesses are five, and a code is good once."""

from __future__ import annotations

import time

import pytest

from accounts.models import User
from foundation.refusals import Refusal
from notifications.models import Mail
from risk import proving
from risk.algorithms.vocabulary import Door
from risk.models import Proof
from risk.proving import MOST_GUESSES, Recipient, check_code, send_code
from tests.racing import outcomes, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 12
SUBJECT = "user:1"


@pytest.fixture
def code(transactional_db) -> str:
    """The code that was sent."""
    ada = User.objects.create_user("ada@example.com", "a-long-enough-phrase")
    send_code(door=Door.LOGIN, subject=SUBJECT, to=Recipient(ada, ada.email, "en"))
    return str(Mail.objects.get().context["code"])


def _wrong_ones(code: str) -> list[str]:
    return [f"{(int(code) + step) % 1_000_000:06d}" for step in range(1, THREADS + 1)]


def _compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was compared with the code, as it goes on."""
    compared: list[str] = []
    same = proving.constant_time_compare

    def note(typed: str, kept: str) -> bool:
        compared.append(typed)
        return same(typed, kept)

    monkeypatch.setattr(proving, "constant_time_compare", note)
    return compared


def _guess_at_once(code: str) -> None:
    wrong = _wrong_ones(code)
    results = race(
        lambda index: check_code(door=Door.LOGIN, subject=SUBJECT, code=wrong[index]),
        threads=THREADS,
    )
    assert outcomes(results, refused=Refusal) == 0


def test_of_many_guesses_at_once_five_are_compared(code, monkeypatch) -> None:
    compared = _compared(monkeypatch)
    _guess_at_once(code)
    assert len(compared) == MOST_GUESSES
    assert Proof.objects.get().guesses == MOST_GUESSES


def test_guesses_that_are_read_and_then_counted_are_too_many(code, monkeypatch) -> None:
    """The twin: it must go wrong where a guess is not counted by one statement."""

    def count_carelessly(proof: Proof, now: object) -> bool:
        may_guess = proof.guesses < MOST_GUESSES
        time.sleep(0.2)
        Proof.objects.filter(pk=proof.pk).update(guesses=proof.guesses + 1)
        return may_guess

    compared = _compared(monkeypatch)
    monkeypatch.setattr(proving, "_count_guess", count_carelessly)
    _guess_at_once(code)
    assert len(compared) > MOST_GUESSES


def test_the_right_code_at_once_in_many_windows_lets_one_in(code) -> None:
    results = race(
        lambda _index: check_code(door=Door.LOGIN, subject=SUBJECT, code=code), threads=THREADS
    )
    assert outcomes(results, refused=Refusal) == 1


def test_asked_for_at_once_one_code_is_sent(code) -> None:
    bea = User.objects.create_user("bea@example.com", "a-long-enough-phrase")
    results = race(
        lambda _index: send_code(
            door=Door.LOGIN, subject="user:2", to=Recipient(bea, bea.email, "en")
        ),
        threads=4,
    )
    assert outcomes(results, refused=Refusal) == 1
    assert Mail.objects.filter(to=bea.email).count() == 1
