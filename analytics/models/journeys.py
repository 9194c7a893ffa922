"""How people come to an order and what becomes of them after it, in numbers that name nobody.

Rows are written anew every night. Sessions and journeys are those of people who agreed to be
known; cohorts, stages and baskets are of the shop's books. Money is in minor units of the base
currency.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from analytics.algorithms.life_stages import LifeStage as StageName


class ChannelGroup(models.TextChoices):
    """By which way somebody came to the shop."""

    DIRECT = "direct", _("Direct")
    ORGANIC_SEARCH = "organic_search", _("Search engine")
    PAID_SEARCH = "paid_search", _("Search engine, paid")
    SOCIAL = "social", _("Social network")
    PAID_SOCIAL = "paid_social", _("Social network, paid")
    EMAIL = "email", _("E-mail")
    AFFILIATE = "affiliate", _("Affiliate partner")
    DISPLAY = "display", _("Banner")
    REFERRAL = "referral", _("Another site")
    OTHER = "other", _("Other campaigns")


class ShoppingStep(models.TextChoices):
    """What somebody does in the shop; ``LEAVE`` ends every session."""

    LIST = "list", _("List")
    SEARCH = "search", _("Search")
    PRODUCT = "product", _("Product")
    RECOMMENDATION = "recommendation", _("Recommendation")
    WISH = "wish", _("Wishlist")
    CART = "cart", _("In the cart")
    OUT_OF_CART = "out_of_cart", _("Out of the cart")
    CHECKOUT = "checkout", _("Checkout")
    ORDER = "order", _("Order")
    LEAVE = "leave", _("Leaves")


class LifeStage(models.TextChoices):
    """Where a customer stands in their life with the shop: see ``algorithms.life_stages``."""

    PROSPECT = StageName.PROSPECT.value, _("No order yet")
    NEW = StageName.NEW.value, _("New")
    RETURNING = StageName.RETURNING.value, _("Came back")
    LOYAL = StageName.LOYAL.value, _("Regular")
    SLIPPING = StageName.SLIPPING.value, _("Slipping away")
    LAPSED = StageName.LAPSED.value, _("Gone for a year")


class PathKind(models.TextChoices):
    STEPS = "steps", _("Steps of a session")
    CHANNELS = "channels", _("Channels of a journey")


class ThingKind(models.TextChoices):
    """What stands in baskets together."""

    PRODUCT = "product", _("Product")
    CATEGORY = "category", _("Category")


class ChannelDay(models.Model):
    """What one channel is credited with of the orders of a day, by each rule that shares a journey.

    ``journeys`` ended on that day and touched the channel; ``people`` are those of them who touched
    it for the first time in the calendar month, so that a month's people are its days' sum.
    """

    day = models.DateField(_("day"))
    channel = models.CharField(_("channel"), max_length=20, choices=ChannelGroup)
    journeys = models.PositiveIntegerField(_("journeys"), default=0)
    people = models.PositiveIntegerField(_("people"), default=0)
    first_orders = models.FloatField(_("first touch"), default=0)
    first_revenue_minor = models.BigIntegerField(default=0)
    last_orders = models.FloatField(_("last touch"), default=0)
    last_revenue_minor = models.BigIntegerField(default=0)
    linear_orders = models.FloatField(_("all touches alike"), default=0)
    linear_revenue_minor = models.BigIntegerField(default=0)
    position_orders = models.FloatField(_("by position"), default=0)
    position_revenue_minor = models.BigIntegerField(default=0)
    shapley_orders = models.FloatField(_("Shapley's value"), default=0)
    shapley_revenue_minor = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("channel of a day")
        verbose_name_plural = _("channels by day")
        constraints = [models.UniqueConstraint(fields=["day", "channel"], name="channel_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.channel}"


class ChannelStep(models.Model):
    """How often journeys that ended on a day went from one channel to another.

    ``origin`` may be ``start``, ``target`` may be ``order`` or ``nothing``: what a Markov chain of
    any period is reckoned from.
    """

    day = models.DateField(_("day"))
    origin = models.CharField(_("from"), max_length=20)
    target = models.CharField(_("to"), max_length=20)
    journeys = models.PositiveIntegerField(_("journeys"))

    class Meta:
        verbose_name = _("step between channels")
        verbose_name_plural = _("steps between channels")
        constraints = [
            models.UniqueConstraint(fields=["day", "origin", "target"], name="channel_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.origin} > {self.target}"


class JourneyPath(models.Model):
    """A course that at least ten people went in a month; ``path`` is empty for all others.

    ``path`` holds steps or channels, parted by ``>``; what follows on itself is told once.
    """

    month = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=10, choices=PathKind)
    path = models.CharField(_("path"), max_length=300, blank=True)
    courses = models.PositiveIntegerField(_("times"))
    people = models.PositiveIntegerField(_("people"))
    orders = models.PositiveIntegerField(_("orders"))
    revenue_minor = models.BigIntegerField(_("revenue"))

    class Meta:
        verbose_name = _("path")
        verbose_name_plural = _("paths")
        constraints = [
            models.UniqueConstraint(fields=["month", "kind", "path"], name="journey_path_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.path}"


class StageMonth(models.Model):
    """How many customers stood where at the end of a month, by where they stood a month before.

    ``before`` is empty for those who were not there then. The month that runs ends last night.
    """

    month = models.DateField(_("month"))
    before = models.CharField(_("a month before"), max_length=10, choices=LifeStage, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=LifeStage)
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        verbose_name = _("stage of life")
        verbose_name_plural = _("stages of life")
        constraints = [
            models.UniqueConstraint(fields=["month", "before", "stage"], name="stage_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.stage}"


class CohortMonth(models.Model):
    """What customers who first ordered in ``month`` did ``age`` months later."""

    month = models.DateField(_("month of the first order"))
    age = models.PositiveSmallIntegerField(_("months later"))
    people = models.PositiveIntegerField(_("people"), help_text=_("All of the cohort."))
    active = models.PositiveIntegerField(_("of them ordered"))
    orders = models.PositiveIntegerField(_("orders"))
    revenue_minor = models.BigIntegerField(_("revenue"))

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [models.UniqueConstraint(fields=["month", "age"], name="cohort_month_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} +{self.age}"


class SecondOrderWait(models.Model):
    """The share of customers who have not ordered again so many days after their first order.

    By Kaplan and Meier, with its 90 % interval. ``year`` is that of the first order; 0 is all.
    """

    year = models.PositiveSmallIntegerField(_("year of the first order"), default=0)
    days = models.PositiveSmallIntegerField(_("days"))
    people = models.PositiveIntegerField(_("customers"))
    at_risk = models.PositiveIntegerField(_("still watched"))
    waiting = models.FloatField(_("waiting"))
    low = models.FloatField(_("at least"))
    high = models.FloatField(_("at most"))

    class Meta:
        verbose_name = _("wait for the second order")
        verbose_name_plural = _("waits for the second order")
        constraints = [
            models.UniqueConstraint(fields=["year", "days"], name="second_order_once"),
            models.CheckConstraint(
                condition=models.Q(low__gte=0, high__lte=1), name="second_order_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.days}: {self.waiting:.2f}"


class BasketPair(models.Model):
    """Two things that stood in one basket oftener than chance has it, in the last year."""

    kind = models.CharField(_("kind"), max_length=10, choices=ThingKind)
    left_id = models.BigIntegerField()
    right_id = models.BigIntegerField()
    baskets = models.PositiveIntegerField(_("baskets in all"))
    both = models.PositiveIntegerField(_("with both"))
    with_left = models.PositiveIntegerField(_("with the first"))
    with_right = models.PositiveIntegerField(_("with the second"))
    people = models.PositiveIntegerField(_("people"))
    lift = models.FloatField(_("lift"))
    low = models.FloatField(_("at least"))
    high = models.FloatField(_("at most"))
    q_value = models.FloatField(_("false discovery rate"))
    until = models.DateField(_("up to"))

    class Meta:
        verbose_name = _("pair in baskets")
        verbose_name_plural = _("pairs in baskets")
        ordering = ["-low", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "left_id", "right_id"], name="pair_once"),
            models.CheckConstraint(
                condition=models.Q(left_id__lt=models.F("right_id")), name="pair_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} + {self.right_id}"
