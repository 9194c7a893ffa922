"""Groups of customers: how large each is day by day, who moved, and what is done for whom."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from analytics.models.customers import RfmSegment


class Grouping(models.TextChoices):
    """By what customers are parted."""

    RFM = "rfm", _("Segment")
    BEHAVIOUR = "behaviour", _("Behaviour")
    DEMOGRAPHIC = "demographic", _("Demographic group")
    COMBINED = "combined", _("Combined segment")


class SegmentDay(models.Model):
    """One group of customers as a night's profiles told of it; money in the base currency.

    Chance and values are null where none is foretold of anybody in it.
    """

    day = models.DateField(_("day"))
    grouping = models.CharField(_("grouping"), max_length=12, choices=Grouping)
    value = models.CharField(_("group"), max_length=60)
    customers = models.PositiveIntegerField(_("customers"))
    orders = models.PositiveIntegerField(_("orders"))
    revenue_minor = models.BigIntegerField(_("revenue"))
    churn_risk = models.FloatField(_("mean churn risk"), null=True)
    value_365_minor = models.BigIntegerField(_("value of a year"), null=True)

    class Meta:
        verbose_name = _("group of a day")
        verbose_name_plural = _("groups by day")
        constraints = [
            models.UniqueConstraint(fields=["grouping", "value", "day"], name="segment_day_once")
        ]
        indexes = [models.Index(fields=["day"], name="segment_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.grouping} {self.value}"


class SegmentMove(models.Model):
    """How many customers came from one segment into another on a day; from none is new."""

    day = models.DateField(_("day"))
    before = models.CharField(_("from"), max_length=20, choices=RfmSegment, blank=True)
    after = models.CharField(_("to"), max_length=20, choices=RfmSegment)
    customers = models.PositiveIntegerField(_("customers"))

    class Meta:
        verbose_name = _("move between segments")
        verbose_name_plural = _("moves between segments")
        constraints = [
            models.UniqueConstraint(fields=["day", "before", "after"], name="segment_move_once")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.before or '–'} → {self.after}"


class ContactChannel(models.TextChoices):
    """How the shop speaks to somebody."""

    MAIL = "mail", _("Mail")
    SITE = "site", _("In the shop")
    PERSON = "person", _("In person")
    NONE = "none", _("Not at all")


class SegmentStrategy(models.Model):
    """What staff decided to do for a segment; where there is no row the house's advice stands."""

    segment = models.CharField(_("segment"), max_length=20, choices=RfmSegment, unique=True)
    action = models.TextField(_("what to do"), max_length=600)
    tone = models.CharField(_("tone"), max_length=160)
    channel = models.CharField(_("channel"), max_length=8, choices=ContactChannel)
    offers_allowed = models.BooleanField(_("offers allowed"), default=False)
    most_off_percent = models.PositiveSmallIntegerField(
        _("at most off, %"), default=0, validators=[MaxValueValidator(90)],
        help_text=_("The highest discount that may be offered; 0 without offers."),
    )  # fmt: skip
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        constraints = [
            models.CheckConstraint(condition=Q(most_off_percent__lte=90), name="strategy_most_off"),
            models.CheckConstraint(
                condition=Q(offers_allowed=True) | Q(most_off_percent=0),
                name="strategy_off_needs_offers",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_segment_display())


class HealthState(models.TextChoices):
    """How an account is."""

    HEALTHY = "healthy", _("Healthy")
    WATCH = "watch", _("To be watched")
    AT_RISK = "at_risk", _("At risk")


class CompanyHealth(models.Model):
    """A company's account as the last night left it; money in the base currency, without tax."""

    company = models.OneToOneField(
        Company, on_delete=models.CASCADE, primary_key=True, related_name="health",
        verbose_name=_("company"),
    )  # fmt: skip
    as_of = models.DateField(_("as of"))
    score = models.FloatField(_("health"), help_text=_("0 to 100."))
    state = models.CharField(_("state"), max_length=8, choices=HealthState)
    reasons = models.JSONField(
        _("reasons"), default=list, help_text=_("What makes the score, the gravest first.")
    )
    members = models.PositiveIntegerField(_("members"))
    active_members = models.PositiveIntegerField(
        _("active members"), help_text=_("Who ordered within a year.")
    )
    orders = models.PositiveIntegerField(_("orders"), help_text=_("Within a year."))
    revenue_minor = models.BigIntegerField(_("revenue"), help_text=_("Within a year."))
    revenue_before_minor = models.BigIntegerField(
        _("revenue before"), help_text=_("In the year before.")
    )
    last_order_on = models.DateField(_("last order"))
    usual_gap_days = models.FloatField(
        _("usual gap"), null=True, help_text=_("Median days from order to order.")
    )
    overdue_minor = models.BigIntegerField(_("overdue"), default=0)
    returned_share = models.FloatField(_("units sent back"), default=0)

    class Meta:
        verbose_name = _("company's health")
        verbose_name_plural = _("companies' health")
        indexes = [models.Index(fields=["score"], name="company_health_score")]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100), name="company_health_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.company_id}: {self.score:.0f}"
