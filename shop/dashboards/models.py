"""What staff keep beside the numbers: targets, looks at a page, and reports by mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class SalesTarget(models.Model):
    """What a month should come to, in minor units of the base currency; empty is no target."""

    month = models.DateField(
        _("month"), unique=True, help_text=_("Any day of it; its first is kept.")
    )
    revenue_minor = models.BigIntegerField(_("revenue"), null=True, blank=True)
    margin_minor = models.BigIntegerField(_("margin"), null=True, blank=True)
    orders = models.PositiveIntegerField(_("orders"), null=True, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="target_of_whole_months"),
            models.CheckConstraint(
                condition=Q(revenue_minor__isnull=True) | Q(revenue_minor__gt=0),
                name="target_of_some_revenue",
            ),
            models.CheckConstraint(
                condition=Q(margin_minor__isnull=True)
                | Q(revenue_minor__isnull=True)
                | Q(margin_minor__lte=F("revenue_minor")),
                name="target_margin_within_revenue",
            ),
        ]

    def __str__(self) -> str:
        return str(date_format(self.month, "F Y"))


class SavedView(models.Model):
    """A range, comparison and filter of a page under a name, for oneself or for all who see it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("by"),
    )
    dashboard = models.CharField(_("page"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=400, blank=True)
    is_shared = models.BooleanField(_("for everybody"), default=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "dashboard", "name"], name="saved_view_once_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Rhythm(models.TextChoices):
    WEEKLY = "weekly", _("Every Monday, of the week before")
    MONTHLY = "monthly", _("On the first, of the month before")


class ReportSchedule(models.Model):
    """A page that somebody gets as PDF by mail, of each full week or month.

    ``only`` is the page's filter as its address holds it. ``sent_for`` is the last day of the
    period that was sent last; it never goes back.
    """

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("to"),
    )
    dashboard = models.CharField(_("page"), max_length=40)
    rhythm = models.CharField(_("when"), max_length=8, choices=Rhythm, default=Rhythm.WEEKLY)
    only = models.CharField(_("only"), max_length=100, blank=True)
    is_active = models.BooleanField(_("is sent"), default=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    sent_for = models.DateField(_("sent up to"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("report by mail")
        verbose_name_plural = _("reports by mail")
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "dashboard", "rhythm", "only"], name="report_once_a_reader"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dashboard} {self.get_rhythm_display()}"
