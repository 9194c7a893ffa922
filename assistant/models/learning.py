"""What the shop adds to the examples that intents are learned from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assistant.kinds import ExampleSource, Intent, Language


class Example(models.Model):
    """A way to say an intent, beside those that come with the shop (``assistant/lessons``).

    Without what could tell a person: numbers and addresses are blotted out before it is kept.
    """

    text = models.CharField(_("text"), max_length=300)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    intent = models.CharField(_("intent"), max_length=16, choices=Intent)
    source = models.CharField(
        _("source"), max_length=10, choices=ExampleSource, default=ExampleSource.STAFF
    )
    is_active = models.BooleanField(_("learned from"), default=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("example")
        verbose_name_plural = _("examples")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["language", "text"], name="example_once"),
        ]

    def __str__(self) -> str:
        return self.text
