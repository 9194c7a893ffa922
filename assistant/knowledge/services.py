"""Writing articles: what staff keep, publish and translate."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assistant.kinds import Language, QuestionState
from assistant.knowledge.filling import check_text
from assistant.models import Article, OpenQuestion
from foundation import clock
from foundation.refusals import Refusal


def check_article(article: Article) -> None:
    """Raises a Refusal, with its ``field``, of an article that could not be shown as it is."""
    for field in ("title", "body"):
        if not getattr(article, field).strip():
            raise Refusal(_("Something must be written here."), field=field)
    check_text(article.body, field="body")
    try:
        article.full_clean(exclude=["created_at", "changed_at"])
    except ValidationError as problem:
        field, words = next(iter(problem.message_dict.items()))
        raise Refusal(" ".join(words), field="" if field == "__all__" else field) from problem


@transaction.atomic
def save_article(*, article: Article, at: datetime | None = None) -> Article:
    """Keep an article as it is filled in; questions that it answers are settled once published.

    Raises:
        Refusal: a field that is missing or wrong.
    """
    article.body = article.body.replace("\r\n", "\n").strip()
    article.questions = "\n".join(_lines(article.questions))
    check_article(article)
    article.changed_at = at or clock.now()
    article.save()
    if article.is_published:
        _settle_questions(article)
    return article


@transaction.atomic
def publish_article(*, article: Article, at: datetime | None = None) -> Article:
    """Show it to shoppers, and let the assistant answer from it.

    Raises:
        Refusal: it could not be shown as it is.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    article.is_published = True
    return save_article(article=article, at=at)


@transaction.atomic
def withdraw_article(*, article: Article, at: datetime | None = None) -> Article:
    """Hide it from shoppers; nothing is lost."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    article.is_published, article.changed_at = False, at or clock.now()
    article.save(update_fields=["is_published", "changed_at"])
    return article


@transaction.atomic
def add_question(*, article: Article, text: str, at: datetime | None = None) -> Article:
    """One more way in which the article is asked for; a way it knows changes nothing.

    Raises:
        Refusal: no room is left for it.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    known = _lines(article.questions)
    if text.strip().casefold() in {line.casefold() for line in known}:
        return article
    article.questions = "\n".join([*known, text.strip()])
    return save_article(article=article, at=at)


@transaction.atomic
def start_translation(
    *, article: Article, language: Language, at: datetime | None = None
) -> Article:
    """A draft of the same name in another language, with the original's words to write over.

    What is there already is returned as it is.
    """
    now = at or clock.now()
    draft, _is_new = Article.objects.get_or_create(
        slug=article.slug,
        language=language,
        defaults={
            "title": article.title,
            "body": article.body,
            "created_at": now,
            "changed_at": now,
        },
    )
    return draft


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _settle_questions(article: Article) -> None:
    OpenQuestion.objects.filter(article=article, state=QuestionState.OPEN).update(
        state=QuestionState.ANSWERED
    )
