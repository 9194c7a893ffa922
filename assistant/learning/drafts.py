"""Articles begun from what was asked: of a question in vain, or of an answer that staff gave."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assistant.algorithms.similar import most_similar
from assistant.kinds import Author, Language
from assistant.learning.blotting import BLOT, blot
from assistant.learning.examples import asked_in, names_of
from assistant.models import Article, OpenQuestion, Turn
from assistant.models.conversations import LONGEST_ANSWER
from foundation import clock
from foundation.refusals import Refusal

ALIKE = 0.35
"""From this likeness on, what staff answered to a question is proposed for another."""
MOST_ANSWERS = 400
"""The newest answers of staff that are looked through."""
LONGEST_TITLE, LONGEST_SLUG = 120, 50
_PARAGRAPHS = re.compile(r"\r?\n[ \t]*\r?\n")


@transaction.atomic
def draft_from_question(*, question: OpenQuestion, at: datetime | None = None) -> Article:
    """An unpublished article that asks the question; with what staff answered to the like of it.

    A second call gives the same article back. The question is settled once it is published.
    """
    question = OpenQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.article is not None:
        return question.article
    answer = _answered_to(question)
    body = answer_text(answer) if answer is not None else ""
    question.article = _draft(question.text, body, question.language, at)
    question.save(update_fields=["article"])
    return question.article


@transaction.atomic
def draft_from_answer(*, turn: Turn, at: datetime | None = None) -> Article:
    """An unpublished article of what a member of staff answered, without names and numbers.

    Raises:
        Refusal: it is no answer of staff, or nothing was asked before it.
    """
    asked = asked_in(turn) if turn.author == Author.STAFF else None
    if asked is None:
        raise Refusal(_("Only an answer of staff to a shopper can become an article."))
    question = blot(asked.text, names_of(asked.conversation))
    return _draft(question, answer_text(turn), asked.conversation.language, at)


def answer_text(turn: Turn) -> str:
    """What staff wrote, paragraph by paragraph, without what could tell a person."""
    names = names_of(turn.conversation)
    paragraphs = [
        blot(part, names, longest=LONGEST_ANSWER) for part in _PARAGRAPHS.split(turn.text)
    ]
    return "\n\n".join(part for part in paragraphs if part)


def _draft(question: str, body: str, language: str, at: datetime | None) -> Article:
    now = at or clock.now()
    wording = " ".join(question.replace(BLOT, " ").split()) or _("New article")
    return Article.objects.create(
        slug=_free_slug(wording, language),
        language=Language(language),
        title=wording[:1].upper() + wording[1:LONGEST_TITLE],
        body=body,
        questions=wording,
        created_at=now,
        changed_at=now,
    )


def _free_slug(wording: str, language: str) -> str:
    begun = slugify(wording)[:LONGEST_SLUG].strip("-") or "article"
    taken = set(
        Article.objects.filter(language=language, slug__startswith=begun).values_list(
            "slug", flat=True
        )
    )
    names = (begun, *(f"{begun}-{count}" for count in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _answered_to(question: OpenQuestion) -> Turn | None:
    """The answer that staff gave to the most similar message, where one is similar enough."""
    asked = Turn.objects.filter(
        conversation=OuterRef("conversation"), author=Author.SHOPPER, pk__lt=OuterRef("pk")
    )
    answers = list(
        Turn.objects.filter(author=Author.STAFF, conversation__language=question.language)
        .annotate(asked_before=Subquery(asked.order_by("-pk").values("text")[:1]))
        .exclude(asked_before=None)
        .select_related("conversation__customer", "conversation__order")
        .order_by("-pk")[:MOST_ANSWERS]
    )
    best = most_similar(
        question.text,
        [turn.asked_before for turn in answers],
        language=question.language,
        most=1,
        threshold=ALIKE,
    )
    return answers[best[0].place] if best else None
