"""How well the shop delivered, by day: what dashboards read instead of parcels and returns."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DailyOperations(models.Model):
    """One business day of the warehouse and of what came back.

    A parcel is late when it arrived, or where that is not known left, after the last day that its
    order was promised for. ``waited_hours`` are summed over parcels, from order to parcel. A
    variant counts as out of stock on a day when it could not be bought for half of it or more.
    """

    day = models.DateField(_("day"), unique=True)
    parcels = models.PositiveIntegerField(_("parcels"), default=0)
    late_parcels = models.PositiveIntegerField(_("late parcels"), default=0)
    waited_hours = models.FloatField(_("hours from order to parcel"), default=0)
    out_of_stock = models.PositiveIntegerField(_("variants out of stock"), default=0)
    returns = models.PositiveIntegerField(_("returns asked for"), default=0)
    failed_mails = models.PositiveIntegerField(_("mails not sent"), default=0)

    class Meta:
        verbose_name = _("operations of a day")
        verbose_name_plural = _("operations by day")
        constraints = [
            models.CheckConstraint(
                condition=Q(late_parcels__lte=F("parcels")), name="operations_late"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}"
