"""What the models are told beside sales: days that staff know of, and series from outside."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarEvent(models.Model):
    """Days on which people buy otherwise: a fair, a strike, the opening of a shop next door.

    How much otherwise is learned from the days that went by, so that an event that comes again
    should keep its name.
    """

    name = models.CharField(_("name"), max_length=60)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("calendar event")
        verbose_name_plural = _("calendar events")
        constraints = [
            models.UniqueConstraint(fields=["name", "first_day"], name="calendar_event_once"),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="calendar_event_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["first_day"], name="calendar_event_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.first_day}"


class FillForward(models.TextChoices):
    """What an outside series is taken to be on days that it does not tell yet."""

    LAST = "last", _("as it was last")
    YEAR_AGO = "year", _("as a year ago")
    ZERO = "zero", _("nothing")


class OutsideSeries(models.Model):
    """A series that is not the shop's own, one value a day: weather, an index, visitors in town."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    fill_forward = models.CharField(
        _("days without a value"), max_length=5, choices=FillForward, default=FillForward.LAST
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("outside series")
        verbose_name_plural = _("outside series")

    def __str__(self) -> str:
        return self.name


class OutsideValue(models.Model):
    """One day's value of an outside series; days to come are foretold by who delivers it."""

    series = models.ForeignKey(
        OutsideSeries, on_delete=models.CASCADE, related_name="values", verbose_name=_("series")
    )
    day = models.DateField(_("day"))
    value = models.FloatField(_("value"))

    class Meta:
        verbose_name = _("outside value")
        verbose_name_plural = _("outside values")
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="outside_value_once")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.day}: {self.value:g}"
