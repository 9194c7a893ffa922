"""What became of campaigns: counted by day, and judged against their holdouts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketing.models.campaigns import Campaign


class CampaignDay(models.Model):
    """A campaign's business day in counts; opens and clicks of all readers, nobody is named."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="days", verbose_name=_("campaign")
    )
    day = models.DateField(_("day"))
    enrolled = models.PositiveIntegerField(_("entered"), default=0)
    held_out = models.PositiveIntegerField(_("held out"), default=0)
    sent = models.PositiveIntegerField(_("sent"), default=0)
    skipped = models.PositiveIntegerField(_("not sent"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    opened = models.PositiveIntegerField(_("opened"), default=0)
    clicked = models.PositiveIntegerField(_("clicked"), default=0)
    unsubscribed = models.PositiveIntegerField(_("unsubscribed"), default=0)
    bounced = models.PositiveIntegerField(_("bounced"), default=0)
    complained = models.PositiveIntegerField(_("complained"), default=0)

    class Meta:
        verbose_name = _("campaign's day")
        verbose_name_plural = _("campaigns by day")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "day"], name="campaign_day_once")
        ]
        indexes = [models.Index(fields=["day"], name="campaign_day")]

    def __str__(self) -> str:
        return f"{self.campaign} {self.day}"


class Outcome(models.Model):
    """What customers who are spoken to did beside customers who are held out, at the end of a day.

    Customers are the unit, by the arm that they were in when they first entered, whether or not
    anything was sent (intention to treat). Money is in minor units of the base currency, without
    tax and after discounts; differences are of all who are spoken to together; bounds are of 95 %,
    null while too few are known. ``cost_minor`` is without ``discount_minor``, which is out of
    revenue and margin already.
    """

    day = models.DateField(_("day"))
    treated = models.PositiveIntegerField(_("customers spoken to"))
    held_out = models.PositiveIntegerField(_("customers held out"))
    treated_orders = models.PositiveIntegerField(_("their orders"))
    held_out_orders = models.PositiveIntegerField(_("orders of those held out"))
    treated_revenue_minor = models.BigIntegerField(_("their revenue"))
    held_out_revenue_minor = models.BigIntegerField(_("revenue of those held out"))
    orders = models.FloatField(_("more orders"), null=True)
    orders_low = models.FloatField(null=True)
    orders_high = models.FloatField(null=True)
    revenue_minor = models.BigIntegerField(_("more revenue"), null=True)
    revenue_low_minor = models.BigIntegerField(null=True)
    revenue_high_minor = models.BigIntegerField(null=True)
    margin_minor = models.BigIntegerField(_("more margin"), null=True)
    margin_low_minor = models.BigIntegerField(null=True)
    margin_high_minor = models.BigIntegerField(null=True)
    cost_minor = models.BigIntegerField(_("cost"), default=0)
    discount_minor = models.BigIntegerField(_("given away"), default=0)

    class Meta:
        abstract = True


class CampaignResult(Outcome):
    """What a campaign changed within ``goal_days`` of each customer's first entry."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="results", verbose_name=_("campaign")
    )
    attributed_orders = models.FloatField(_("attributed orders"), null=True)
    attributed_revenue_minor = models.BigIntegerField(_("attributed revenue"), null=True)

    class Meta(Outcome.Meta):
        abstract = False
        verbose_name = _("campaign result")
        verbose_name_plural = _("campaign results")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "day"], name="campaign_result_once")
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.day}"


class ProgrammeResult(Outcome):
    """What all campaigns together changed, told by the customers held out of everything.

    Each customer counts from their first entry into any campaign, for as many days as
    ``marketing.results.programme`` says.
    """

    class Meta(Outcome.Meta):
        abstract = False
        verbose_name = _("result of all campaigns")
        verbose_name_plural = _("results of all campaigns")
        constraints = [models.UniqueConstraint(fields=["day"], name="programme_result_once")]

    def __str__(self) -> str:
        return str(self.day)
