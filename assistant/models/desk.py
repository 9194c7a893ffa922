"""How staff answer: texts that are kept, and within what time."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assistant.kinds import Intent, Language


class SavedReply(models.Model):
    """A text that staff send often; suggested where its intent fits what was asked."""

    title = models.CharField(_("title"), max_length=80)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    intent = models.CharField(_("fits"), max_length=16, choices=Intent, blank=True)
    text = models.TextField(_("text"), max_length=4_000)
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("saved reply")
        verbose_name_plural = _("saved replies")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["title", "language"], name="saved_reply_once"),
        ]

    def __str__(self) -> str:
        return self.title


class ServicePolicy(models.Model):
    """The one row of promises: within how many hours of opening staff answer, by priority.

    Hours are of the shop's clock; ``open_days`` are ISO weekdays (1 is Monday).
    """

    ONLY = 1

    hours_urgent = models.PositiveSmallIntegerField(
        _("urgent: hours"), default=1, validators=[MinValueValidator(1)]
    )
    hours_high = models.PositiveSmallIntegerField(
        _("high: hours"), default=4, validators=[MinValueValidator(1)]
    )
    hours_normal = models.PositiveSmallIntegerField(
        _("normal: hours"), default=8, validators=[MinValueValidator(1)]
    )
    hours_low = models.PositiveSmallIntegerField(
        _("low: hours"), default=24, validators=[MinValueValidator(1)]
    )
    open_from = models.PositiveSmallIntegerField(
        _("open from hour"), default=9, validators=[MaxValueValidator(23)]
    )
    open_until = models.PositiveSmallIntegerField(
        _("open until hour"), default=17, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    open_days = models.JSONField(_("open on"), default=list, blank=True)
    close_after_days = models.PositiveSmallIntegerField(
        _("close when silent for days"), default=7, validators=[MinValueValidator(1)]
    )
    keep_days = models.PositiveSmallIntegerField(
        _("keep talks for days"),
        default=365,
        validators=[MinValueValidator(30)],
        help_text=_("What was said is deleted after so many days without a message."),
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("service policy")
        verbose_name_plural = _("service policy")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="service_policy_only"),
            models.CheckConstraint(
                condition=Q(open_from__lt=models.F("open_until")),
                name="service_policy_hours",
                violation_error_message=_("It must open before it closes."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Service policy"))
