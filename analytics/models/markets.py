"""What rises and falls, what shoppers praise and complain of, and what a month told."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class TrendKind(models.TextChoices):
    """What rises or falls."""

    CATEGORY = "category", _("Category")
    BRAND = "brand", _("Brand")
    ATTRIBUTE = "attribute", _("Attribute")
    PRODUCT = "product", _("Product")
    SEARCH = "search", _("Search")
    REVIEWS = "reviews", _("In reviews")


class Direction(models.TextChoices):
    RISING = "rising", _("Rising")
    FALLING = "falling", _("Falling")
    NEW = "new", _("New")
    STEADY = "steady", _("Steady")


class TrendSeason(models.TextChoices):
    """What was known of the time of the year when a trend was judged."""

    SHOP = "shop", _("the shop's own season alone")
    YEAR = "year", _("the same weeks a year ago, beside the year since")
    OWN = "own", _("the same weeks a year ago, beside the half year before them")


class ReviewAspect(models.TextChoices):
    """What shoppers judge in their reviews."""

    QUALITY = "quality", _("Quality")
    FIT = "fit", _("Fit and size")
    VALUE = "value", _("Value for money")
    DELIVERY = "delivery", _("Delivery")
    LOOKS = "looks", _("Looks")
    USE = "use", _("Use and comfort")
    SERVICE = "service", _("Service")


class Trend(models.Model):
    """One subject's share of the whole in the last weeks, beside what was to be expected.

    ``subject`` is such as ``category:12``, ``attribute:3=Oak`` or ``search:rain poncho``. Rows are
    written anew every night. ``counts`` and ``totals`` are of each week, the latest last; what is
    counted are lines of orders, searches, or opinions.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=TrendKind)
    subject = models.CharField(_("subject"), max_length=200)
    until = models.DateField(_("up to"))
    days = models.PositiveSmallIntegerField(_("days"))
    count = models.PositiveIntegerField(_("counted"))
    expected = models.FloatField(_("expected"))
    ratio = models.FloatField(_("ratio"), help_text=_("Counted over expected."))
    low = models.FloatField(_("at least"))
    high = models.FloatField(_("at most"))
    q_value = models.FloatField(
        _("false discovery rate"),
        help_text=_("Of all that are believed down to this one, so many are likely false."),
    )
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    season = models.CharField(_("season"), max_length=5, choices=TrendSeason)
    promoted_share = models.FloatField(_("sold in promotions"), null=True, blank=True)
    promoted_share_before = models.FloatField(_("sold in promotions before"), null=True, blank=True)
    missed_share = models.FloatField(_("searched without a result"), null=True, blank=True)
    counts = models.JSONField(_("by week"), default=list)
    totals = models.JSONField(_("all by week"), default=list)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("trend")
        verbose_name_plural = _("trends")
        ordering = ["q_value", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="trend_once"),
            models.CheckConstraint(
                condition=Q(q_value__gte=0, q_value__lte=1), name="trend_q_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("ratio"), high__gte=F("ratio")), name="trend_in_interval"
            ),
        ]
        indexes = [models.Index(fields=["direction", "q_value"], name="trend_found")]

    def __str__(self) -> str:
        return self.subject


class ReviewSentiment(models.Model):
    """How content a published review is by its words: 1 is praise, −1 complaint."""

    review = models.OneToOneField(
        "catalog.Review", on_delete=models.CASCADE, related_name="+", verbose_name=_("review")
    )
    score = models.FloatField(_("leaning"))
    version = models.CharField(_("model version"), max_length=40)
    scored_at = models.DateTimeField(_("read"))

    class Meta:
        verbose_name = _("review that was read")
        verbose_name_plural = _("reviews that were read")
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=-1, score__lte=1), name="review_sentiment_range"
            )
        ]
        indexes = [models.Index(fields=["version"], name="review_sentiment_version")]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.score:+.2f}"


class AspectOpinion(models.Model):
    """What a review says of one aspect; ``text[begin:end]`` of it says so most plainly.

    An empty stretch is the review's title. The words stay with the review alone, so that what is
    taken back there is gone here.
    """

    sentiment = models.ForeignKey(
        ReviewSentiment, on_delete=models.CASCADE, related_name="opinions",
        verbose_name=_("review"),
    )  # fmt: skip
    aspect = models.CharField(_("aspect"), max_length=10, choices=ReviewAspect)
    score = models.FloatField(
        _("leaning"), validators=[MinValueValidator(-1.0), MaxValueValidator(1.0)]
    )
    begin = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("opinion of an aspect")
        verbose_name_plural = _("opinions of aspects")
        constraints = [
            models.UniqueConstraint(fields=["sentiment", "aspect"], name="opinion_aspect_once"),
            models.CheckConstraint(condition=Q(score__gte=-1, score__lte=1), name="opinion_range"),
            models.CheckConstraint(condition=Q(begin__lte=F("end")), name="opinion_stretch"),
        ]
        indexes = [models.Index(fields=["aspect", "score"], name="opinion_by_aspect")]

    def __str__(self) -> str:
        return f"{self.get_aspect_display()} {self.score:+.2f}"


class MarketDigest(models.Model):
    """What a month told of the market, as it was known when it was over; never changed after."""

    month = models.DateField(_("month"), unique=True, help_text=_("Its first day."))
    content = models.JSONField(_("content"), default=dict)
    version = models.CharField(_("model version"), max_length=40, blank=True)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("market digest")
        verbose_name_plural = _("market digests")
        ordering = ["-month"]
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="digest_of_a_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
