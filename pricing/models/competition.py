"""What others ask for the same goods: competitors, their offers and how their prices moved."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField

LONGEST_KEY = 120


class Competitor(models.Model):
    """Another shop whose prices staff or programs bring here."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    website = models.URLField(_("website"), max_length=300, blank=True)
    stale_days = models.PositiveSmallIntegerField(
        _("a price is stale after days"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("A price not seen for so long binds nobody any more."),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Otherwise its prices are kept, and not counted.")
    )

    class Meta:
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stale_days__gte=1), name="competitor_stale_days")
        ]

    def __str__(self) -> str:
        return self.name


class MatchState(models.TextChoices):
    """Whether an offer is known to be of the same goods as a variant of ours."""

    UNMATCHED = "unmatched", _("No match found")
    PROPOSED = "proposed", _("To be looked at")
    MATCHED = "matched", _("Matched")
    IGNORED = "ignored", _("Not ours")


class MatchedBy(models.TextChoices):
    NOBODY = "", _("Nobody")
    SKU = "sku", _("Our SKU, told with the price")
    BARCODE = "barcode", _("Barcode")
    STAFF = "staff", _("Staff")


class CompetitorOffer(models.Model):
    """One thing in a competitor's shop, and the variant of ours that it is the same as.

    ``variant`` is set where that is certain: by barcode, by our SKU told with the price, or by
    staff. ``candidate`` is what reads most alike (``similarity`` of 1), for staff to look at; it
    counts for nothing before that. ``refused`` names variants that staff said it is not.
    """

    competitor = models.ForeignKey(
        Competitor,
        on_delete=models.CASCADE,
        related_name="offers",
        verbose_name=_("competitor"),
    )
    key = models.CharField(_("their number"), max_length=LONGEST_KEY)
    title = models.CharField(_("title"), max_length=200, blank=True)
    brand = models.CharField(_("brand"), max_length=80, blank=True)
    barcode = models.CharField(_("barcode"), max_length=14, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    amount_minor = models.BigIntegerField(_("price"))
    currency = CurrencyField(verbose_name=_("currency"))
    is_available = models.BooleanField(_("in stock"), default=True)
    first_seen_at = models.DateTimeField(_("first seen"))
    seen_at = models.DateTimeField(_("seen"))
    variant = models.ForeignKey(
        "catalog.Variant",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="competitor_offers",
        verbose_name=_("variant"),
    )
    state = models.CharField(
        _("match"), max_length=9, choices=MatchState, default=MatchState.UNMATCHED
    )
    matched_by = models.CharField(
        _("matched by"), max_length=7, choices=MatchedBy, blank=True, default=MatchedBy.NOBODY
    )
    candidate = models.ForeignKey(
        "catalog.Variant",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reads like"),
    )
    similarity = models.FloatField(_("alike"), default=0.0)
    refused = models.JSONField(default=list, blank=True, editable=False)
    decided_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("competitor's offer")
        verbose_name_plural = _("competitors' offers")
        ordering = ["-similarity", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["competitor", "key"], name="competitor_offer_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="competitor_offer_has_price"
            ),
            models.CheckConstraint(
                condition=Q(variant__isnull=True) | Q(state="matched"),
                name="competitor_offer_match_has_state",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-similarity"], name="competitor_offer_queue"),
            models.Index(fields=["competitor", "barcode"], name="competitor_offer_barcode"),
        ]
        permissions = [
            ("import_competitorprice", "Can import competitors' prices"),
            ("match_competitoroffer", "Can match competitors' offers"),
        ]

    def __str__(self) -> str:
        return self.title or self.key


class CompetitorPrice(models.Model):
    """A price of an offer over the time in which it was seen, from the first to the last look.

    Seeing it again moves ``last_seen_at``; another amount, or running out, begins a new row: the
    rows are the history.
    """

    offer = models.ForeignKey(
        CompetitorOffer,
        on_delete=models.CASCADE,
        related_name="prices",
        verbose_name=_("offer"),
    )
    amount_minor = models.BigIntegerField(_("price"))
    currency = CurrencyField(verbose_name=_("currency"))
    is_available = models.BooleanField(_("in stock"), default=True)
    first_seen_at = models.DateTimeField(_("first seen"))
    last_seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("competitor's price")
        verbose_name_plural = _("competitors' prices")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "first_seen_at"], name="competitor_price_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="competitor_price_amount"),
            models.CheckConstraint(
                condition=Q(last_seen_at__gte=F("first_seen_at")), name="competitor_price_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.amount_minor} {self.currency}"


class FeedFormat(models.TextChoices):
    """How a feed is written; ``pricing.competition.formats`` reads each."""

    CSV = "csv", _("CSV")
    JSON = "json", _("JSON")
    GOOGLE = "google", _("Google Merchant XML")


class CompetitorFeed(models.Model):
    """An address from which a competitor's prices are fetched every few hours.

    A feed is something that is offered to be read: nobody's shop pages are read here.
    """

    competitor = models.ForeignKey(
        Competitor,
        on_delete=models.CASCADE,
        related_name="feeds",
        verbose_name=_("competitor"),
    )
    url = models.URLField(_("address"), max_length=500)
    format = models.CharField(_("written as"), max_length=6, choices=FeedFormat)
    every_hours = models.PositiveSmallIntegerField(
        _("fetched every so many hours"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
    )
    is_active = models.BooleanField(_("active"), default=True)
    asked_at = models.DateTimeField(_("asked last"), null=True, blank=True, editable=False)
    read_at = models.DateTimeField(_("read last"), null=True, blank=True, editable=False)
    offers_read = models.PositiveIntegerField(_("prices read"), default=0, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("competitor's feed")
        verbose_name_plural = _("competitors' feeds")
        ordering = ["competitor__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["competitor", "url"], name="competitor_feed_once"),
            models.CheckConstraint(condition=Q(every_hours__gte=1), name="competitor_feed_hours"),
        ]

    def __str__(self) -> str:
        return self.url
