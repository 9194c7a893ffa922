"""What the shop has written down, and what was asked in vain."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assistant.kinds import Language, QuestionState


class Article(models.Model):
    """A page of help in one language; the same ``slug`` in another language is its translation.

    ``body`` is plain text: paragraphs, ``## headings``, ``- lists``; links lead only
    to the shop's pages.
    """

    slug = models.SlugField(_("name in links"), max_length=60)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"), max_length=20_000)
    questions = models.TextField(
        _("asked as"),
        max_length=4_000,
        blank=True,
        help_text=_("Ways in which shoppers ask for it, one a line: they help to find it."),
    )
    is_published = models.BooleanField(_("published"), default=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["slug", "language"]
        permissions = [("publish_article", "Can publish articles and withdraw them")]
        constraints = [
            models.UniqueConstraint(fields=["slug", "language"], name="article_once"),
        ]

    def __str__(self) -> str:
        return self.title


class OpenQuestion(models.Model):
    """A question that found no answer, with how often it was asked alike.

    ``text`` is the first wording without what could tell a person (numbers, addresses).
    """

    text = models.CharField(_("question"), max_length=300)
    key = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    asked = models.PositiveIntegerField(_("asked"), default=1)
    state = models.CharField(
        _("state"), max_length=10, choices=QuestionState, default=QuestionState.OPEN
    )
    article = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="open_questions",
        verbose_name=_("article"),
    )
    first_at = models.DateTimeField(_("first asked"), default=timezone.now)
    last_at = models.DateTimeField(_("last asked"), default=timezone.now)

    class Meta:
        verbose_name = _("unanswered question")
        verbose_name_plural = _("unanswered questions")
        ordering = ["-asked", "-last_at"]
        constraints = [
            models.UniqueConstraint(fields=["language", "key"], name="open_question_once"),
        ]

    def __str__(self) -> str:
        return self.text
