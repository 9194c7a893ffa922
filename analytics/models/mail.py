"""What became of campaign mail, by day: what dashboards read instead of the log."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyMail(models.Model):
    """Mail of one campaign (empty: of none) on one business day.

    Openings and clicks stand on the day on which they happened, so that the first days of a
    campaign have few of them.
    """

    day = models.DateField(_("day"))
    campaign = models.CharField(_("campaign"), max_length=80, blank=True)
    sent = models.PositiveIntegerField(_("sent"), default=0)
    opened = models.PositiveIntegerField(_("opened"), default=0)
    clicked = models.PositiveIntegerField(_("clicked"), default=0)

    class Meta:
        verbose_name = _("mail of a day")
        verbose_name_plural = _("mail by day")
        constraints = [models.UniqueConstraint(fields=["day", "campaign"], name="mail_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.campaign}".strip()
