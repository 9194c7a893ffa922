"""What was asked in vain: kept without what could tell a person, alike ones counted as one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import F

from assistant.algorithms.likeness import alike, parts
from assistant.algorithms.terms import terms
from assistant.kinds import QuestionState
from assistant.knowledge.services import add_question
from assistant.learning.blotting import BLOT, blot
from assistant.models import Article, OpenQuestion
from foundation import clock

ALIKE = 0.6
"""From this likeness on two wordings are one question."""
MOST_COMPARED = 500
"""The questions asked last with which a new one is compared."""


@transaction.atomic
def note_unanswered(
    *, text: str, language: str, names: Iterable[str] = (), at: datetime | None = None
) -> OpenQuestion | None:
    """Count a question that found no answer; None where its words say nothing.

    ``names`` are of the person who asked, to be blotted out. One that was answered by an article
    is open again: the article was not found. One set aside stays aside and is counted.
    """
    now, wording = at or clock.now(), blot(text, names)
    said = sorted(set(terms(wording, language)))
    if not said:
        return None
    key = sha256(" ".join(said).encode()).hexdigest()
    known = _same(key, language) or _alike(wording, language)
    if known is None:
        question, is_new = OpenQuestion.objects.get_or_create(
            language=language,
            key=key,
            defaults={"text": wording, "first_at": now, "last_at": now},
        )
        if is_new:
            return question
        known = question.pk
    OpenQuestion.objects.filter(pk=known).update(asked=F("asked") + 1, last_at=now)
    OpenQuestion.objects.filter(pk=known, state=QuestionState.ANSWERED).update(
        state=QuestionState.OPEN
    )
    return OpenQuestion.objects.get(pk=known)


@transaction.atomic
def answer_with(
    *, question: OpenQuestion, article: Article, at: datetime | None = None
) -> OpenQuestion:
    """An article answers it: it is found by the question too; settled where it is published.

    Raises:
        Refusal: the article has no room for another question.
    """
    row = OpenQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    row.article = add_question(article=article, text=row.text.replace(BLOT, " "), at=at)
    if row.article.is_published:
        row.state = QuestionState.ANSWERED
    row.save(update_fields=["article", "state"])
    return row


@transaction.atomic
def set_aside(*, question: OpenQuestion) -> OpenQuestion:
    """Nothing is to be written about it; it is still counted."""
    return _change(question, QuestionState.SET_ASIDE)


@transaction.atomic
def open_again(*, question: OpenQuestion) -> OpenQuestion:
    return _change(question, QuestionState.OPEN)


def _change(question: OpenQuestion, state: QuestionState) -> OpenQuestion:
    row = OpenQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    row.state = state
    row.save(update_fields=["state"])
    return row


def _same(key: str, language: str) -> int | None:
    return (
        OpenQuestion.objects.filter(language=language, key=key).values_list("pk", flat=True).first()
    )


def _alike(wording: str, language: str) -> int | None:
    """The nearest known question, where one is near enough."""
    asked = parts(wording, language)
    rows = OpenQuestion.objects.filter(language=language).order_by("-last_at", "-pk")
    ranked = [
        (alike(asked, parts(text, language)), pk)
        for pk, text in rows.values_list("pk", "text")[:MOST_COMPARED]
    ]
    score, pk = max(ranked, default=(0.0, None))
    return pk if score >= ALIKE else None
