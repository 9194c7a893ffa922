"""Price tests: clusters of products that change between two prices period by period."""

from __future__ import annotations

import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LARGEST_STEP = 2_000
LONGEST_PERIOD = 28
MOST_PAIRS = 26


def new_seed() -> int:
    return secrets.randbelow(2**31)


class PriceTestState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended")
    CONCLUDED = "concluded", _("Concluded")


class PriceTestVerdict(models.TextChoices):
    """What the figures say of the test price; staff decide what to do about it."""

    UNDECIDED = "undecided", _("Undecided")
    BETTER = "better", _("The test price earns more")
    WORSE = "worse", _("The test price earns less")
    ALIKE = "alike", _("No difference can be told")
    TOO_LITTLE = "too_little", _("Too little was tested to tell")


class PriceTestGrouping(models.TextChoices):
    """Which products change together, so that they do not take each other's shoppers."""

    CATEGORY = "category", _("Each category as a whole")
    FAMILY = "family", _("Each family, and others one by one")


class LeftBecause(models.TextChoices):
    CHANGED = "changed", _("its price was changed by somebody")
    GUARD_RAIL = "guard_rail", _("a guard rail would be broken")
    TOGETHER = "together", _("another product of its cluster left")


class PriceTest(models.Model):
    """A question about a step of prices; its plan is frozen once it runs.

    Each cluster of products plays ``pairs`` pairs of periods: in one of a pair it asks its usual
    price, in the other the test price, and chance says in which first. Everybody sees the same
    price at one moment. The step is in basis points of the usual price.
    """

    name = models.CharField(_("name"), max_length=120)
    question = models.TextField(
        _("question"), blank=True, help_text=_("What is expected of the test price, and why.")
    )
    category = models.ForeignKey(
        "catalog.Category",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
        help_text=_("All products in it and below it take part."),
    )
    products = models.ManyToManyField(
        "catalog.Product",
        blank=True,
        related_name="+",
        verbose_name=_("products"),
        help_text=_("These take part as well."),
    )
    grouping = models.CharField(
        _("change together"),
        max_length=10,
        choices=PriceTestGrouping,
        default=PriceTestGrouping.CATEGORY,
    )
    step_basis_points = models.SmallIntegerField(
        _("step"),
        default=500,
        validators=[MinValueValidator(-LARGEST_STEP), MaxValueValidator(LARGEST_STEP)],
        help_text=_("Of the usual price, in hundredths of a per cent: 500 is 5% more."),
    )
    period_days = models.PositiveSmallIntegerField(
        _("days of a period"),
        default=7,
        validators=[MinValueValidator(2), MaxValueValidator(LONGEST_PERIOD)],
        help_text=_("Whole weeks: a Monday buys otherwise."),
    )
    pairs = models.PositiveSmallIntegerField(
        _("pairs of periods"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PAIRS)],
        help_text=_("In each pair one period asks the usual price and one the test price."),
    )
    washout_days = models.PositiveSmallIntegerField(
        _("days not counted"),
        default=1,
        help_text=_("First days of a period, in which people act on the price before."),
    )
    seed = models.BigIntegerField(default=new_seed, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=PriceTestState, default=PriceTestState.DRAFT
    )
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=PriceTestVerdict, default=PriceTestVerdict.UNDECIDED
    )
    plan = models.JSONField(default=dict, blank=True, editable=False)
    result = models.JSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    concluded_at = models.DateTimeField(_("concluded"), null=True, blank=True)
    took_test_price = models.BooleanField(_("took the test price"), null=True, blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)

    class Meta:
        verbose_name = _("price test")
        verbose_name_plural = _("price tests")
        permissions = [("decide_pricetest", "Can start, stop and conclude price tests")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(step_basis_points=0),
                name="price_test_step",
                violation_error_message=_("A test price is another than the usual one."),
            ),
            models.CheckConstraint(
                condition=Q(washout_days__lt=F("period_days")),
                name="price_test_washout",
                violation_error_message=_("Some days of a period have to be counted."),
            ),
            models.CheckConstraint(condition=Q(pairs__gte=1), name="price_test_pairs"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(starts_on__isnull=False, started_at__isnull=False),
                name="price_test_started",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def periods(self) -> int:
        return 2 * self.pairs

    @property
    def days(self) -> int:
        return self.periods * self.period_days


class PriceTestItem(models.Model):
    """A variant in a test: its two prices, and the row of its price that the test knows of.

    ``is_live`` from start to end, and a variant is live in one test at most.
    """

    test = models.ForeignKey(PriceTest, on_delete=models.CASCADE, related_name="items")
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.CASCADE, related_name="price_test_items"
    )
    cluster = models.PositiveSmallIntegerField(_("cluster"))
    cluster_name = models.CharField(_("cluster"), max_length=120)
    usual_minor = models.BigIntegerField(_("usual price"))
    test_minor = models.BigIntegerField(_("test price"))
    price = models.ForeignKey(
        "pricing.Price", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asks_test = models.BooleanField(_("asks the test price"), default=False)
    is_live = models.BooleanField(_("in test"), default=False)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    left_because = models.CharField(_("why"), max_length=10, choices=LeftBecause, blank=True)

    class Meta:
        verbose_name = _("price in a test")
        verbose_name_plural = _("prices in a test")
        constraints = [
            models.UniqueConstraint(fields=["test", "variant"], name="price_test_item_once"),
            models.UniqueConstraint(
                fields=["variant"], condition=Q(is_live=True), name="price_test_item_in_one"
            ),
            models.CheckConstraint(
                condition=Q(usual_minor__gt=0, test_minor__gt=0), name="price_test_item_prices"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.usual_minor} / {self.test_minor}"


class PriceTestPeriod(models.Model):
    """Which of its two prices a cluster asks, from the first to the last day, both included."""

    test = models.ForeignKey(PriceTest, on_delete=models.CASCADE, related_name="schedule")
    cluster = models.PositiveSmallIntegerField(_("cluster"))
    number = models.PositiveSmallIntegerField(_("period"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    asks_test = models.BooleanField(_("asks the test price"))

    class Meta:
        verbose_name = _("period of a test")
        verbose_name_plural = _("periods of a test")
        constraints = [
            models.UniqueConstraint(
                fields=["test", "cluster", "number"], name="price_test_period_once"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="price_test_period_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster}/{self.number}"
