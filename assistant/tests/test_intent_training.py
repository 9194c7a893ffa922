"""Intents learned again from what staff taught: judged, registered, served, watched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from assistant.kinds import Author, Engine, Intent
from assistant.models import Example
from assistant.tests.factories import make_conversation
from assistant.understanding import dataset, drift, serving
from assistant.understanding.jobs import TRAIN_JOB
from assistant.understanding.lessons import shipped_lessons
from assistant.understanding.serving import NAME, forget_champion, read
from events import jobs
from foundation import clock
from mlops.models import ModelVersion, VersionState
from mlops.training import train

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
A_PART = 8
WORDS = ("zorblat", "quimfex", "dravulon", "plixora", "wembrito", "fanquell")


@pytest.fixture(autouse=True)
def few_lessons(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One lesson of eight: the way is the same, and takes seconds."""
    part = shipped_lessons()[::A_PART]
    monkeypatch.setattr(dataset, "shipped_lessons", lambda: part)
    forget_champion()
    yield
    forget_champion()


def teach(text: str, intent: Intent) -> Example:
    return Example.objects.create(text=text, language="en", intent=intent)


def say_nothing(text: str) -> None:
    """Progress is not looked at here."""


def test_without_examples_there_is_nothing_to_learn_and_the_shipped_model_answers() -> None:
    assert train(NAME, say_nothing) is None
    assert read("where is my order", language="en").model_version == f"{NAME}:{serving.SHIPPED}"


def test_what_staff_taught_is_understood_once_it_serves() -> None:
    for word in WORDS:
        teach(f"{word} my things please", Intent.CANCEL_ORDER)
        teach(f"please {word} it", Intent.CANCEL_ORDER)
    version = train(NAME, say_nothing)
    assert version is not None
    assert version.state == VersionState.CHAMPION, version.reason
    assert version.trained_on["examples"] == 2 * len(WORDS)
    forget_champion()
    reading = read("zorblat my things", language="en")
    assert reading.model_version == f"{NAME}:{version.version}"
    assert reading.wishes[0].intent is Intent.CANCEL_ORDER


def test_examples_that_spoil_what_was_understood_do_not_serve() -> None:
    """Somebody labels every question about orders as a greeting."""
    orders = [one for one in shipped_lessons() if one.intent == Intent.ORDER_STATE]
    for lesson in orders:
        Example.objects.create(
            text=f"{lesson.text}!", language=lesson.language, intent=Intent.GREET
        )
    version = train(NAME, say_nothing)
    assert version is not None
    assert version.state == VersionState.REFUSED
    assert str(Intent.ORDER_STATE.label) in version.reason
    assert read("where is my order", language="en").wishes[0].intent is Intent.ORDER_STATE


def test_the_weekly_job_learns_only_where_something_was_taught() -> None:
    jobs.enqueue(TRAIN_JOB, key="one")
    jobs.run_due()
    assert not ModelVersion.objects.filter(name=NAME).exists()
    teach("whither my wares", Intent.ORDER_STATE)
    jobs.enqueue(TRAIN_JOB, key="two")
    jobs.run_due()
    jobs.enqueue(TRAIN_JOB, key="three")
    jobs.run_due()
    assert ModelVersion.objects.filter(name=NAME).count() == 1


def test_other_wishes_than_at_the_training_are_an_alarm() -> None:
    now = clock.now()
    asked(Intent.FIND_PRODUCTS, times=80, days_ago=30)
    teach("whither my wares", Intent.ORDER_STATE)
    before = drift.reference(at=now - timedelta(days=29))
    version = train(NAME, say_nothing)
    assert version is not None
    version.trained_on |= before
    version.save(update_fields=["trained_on"])
    asked(Intent.RETURN_ORDER, times=80, days_ago=1)
    reports = {report.figure: report for report in drift.look_for_drift(at=now)}
    assert reports[drift.Figure.INTENTS].is_alarm


def asked(intent: Intent, *, times: int, days_ago: int) -> None:
    conversation = make_conversation()
    at = clock.now() - timedelta(days=days_ago)
    for _time in range(times):
        conversation.turns.create(
            author=Author.ASSISTANT,
            text="…",
            intent=intent,
            confidence=0.9,
            engine=Engine.TRAINED,
            at=at,
        )
