"""What is known of a customer: who they are by their orders, what they may do next, and why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer


class RfmSegment(models.TextChoices):
    """Eleven groups by recency, frequency and money, best first."""

    CHAMPIONS = "champions", _("Champions")
    LOYAL = "loyal", _("Loyal")
    POTENTIAL_LOYALISTS = "potential_loyalists", _("Potential loyalists")
    NEW = "new", _("New")
    PROMISING = "promising", _("Promising")
    NEED_ATTENTION = "need_attention", _("Need attention")
    ABOUT_TO_SLEEP = "about_to_sleep", _("About to sleep")
    AT_RISK = "at_risk", _("At risk")
    CANNOT_LOSE = "cannot_lose", _("Cannot lose them")
    HIBERNATING = "hibernating", _("Hibernating")
    LOST = "lost", _("Lost")


class CustomerProfile(models.Model):
    """One customer as the last night left them; rows are written anew and go with the customer.

    Money is in minor units of the base currency. The first part is counted, the second grouped,
    the third foretold; what is not known is null or empty.
    """

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="profile"
    )
    as_of = models.DateField(_("as of"))
    written_at = models.DateTimeField(_("written"))

    first_order_on = models.DateField(_("first order"), null=True)
    last_order_on = models.DateField(_("last order"), null=True)
    orders = models.PositiveIntegerField(_("orders"), default=0)
    units = models.PositiveIntegerField(_("units"), default=0)
    revenue_minor = models.BigIntegerField(_("revenue"), default=0)
    returned_units = models.PositiveIntegerField(_("units sent back"), default=0)

    recency_score = models.PositiveSmallIntegerField(_("recency"), null=True)
    frequency_score = models.PositiveSmallIntegerField(_("frequency"), null=True)
    monetary_score = models.PositiveSmallIntegerField(_("money"), null=True)
    segment = models.CharField(_("segment"), max_length=20, choices=RfmSegment, blank=True)
    segment_before = models.CharField(
        _("segment before"), max_length=20, choices=RfmSegment, blank=True
    )
    segment_since = models.DateField(_("in the segment since"), null=True)
    cluster = models.CharField(_("behaviour"), max_length=40, blank=True)
    demographic = models.CharField(_("demographic group"), max_length=40, blank=True)
    combined = models.CharField(_("combined segment"), max_length=60, blank=True)
    engagement = models.FloatField(
        _("engagement"), null=True, help_text=_("0 to 100, from visits, wishes, mail and orders.")
    )
    preferences = models.JSONField(
        _("preferences"), default=dict, help_text=_("What they like, by kind, with shares.")
    )

    churn_risk = models.FloatField(
        _("churn risk"), null=True, help_text=_("Chance of no order in the next 90 days.")
    )
    churn_reasons = models.JSONField(
        _("reasons"), default=list, help_text=_("What raises or lowers the risk, largest first.")
    )
    value_90_minor = models.BigIntegerField(_("value of 90 days"), null=True)
    value_90_low_minor = models.BigIntegerField(null=True)
    value_90_high_minor = models.BigIntegerField(null=True)
    value_365_minor = models.BigIntegerField(_("value of a year"), null=True)
    value_365_low_minor = models.BigIntegerField(null=True)
    value_365_high_minor = models.BigIntegerField(null=True)
    next_order_from = models.DateField(_("next order from"), null=True)
    next_order_to = models.DateField(_("next order by"), null=True)
    likely_categories = models.JSONField(
        _("likely categories"), default=list, help_text=_("Keys with chances, likeliest first.")
    )
    cluster_version = models.CharField(max_length=40, blank=True)
    churn_version = models.CharField(max_length=40, blank=True)
    value_version = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("customer profile")
        verbose_name_plural = _("customer profiles")
        constraints = [
            models.CheckConstraint(
                condition=Q(churn_risk__isnull=True) | Q(churn_risk__gte=0, churn_risk__lte=1),
                name="profile_churn_is_a_chance",
            )
        ]
        indexes = [
            models.Index(fields=["segment"], name="profile_segment"),
            models.Index(fields=["-churn_risk"], name="profile_churn"),
            models.Index(fields=["-value_365_minor"], name="profile_value"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.segment}"
