"""Feeds that staff set up, and what each found wanting when it was written last."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField, PublicIdField
from foundation.ids import new_token
from shop.feeds.specification import FeedFormat, Problem


class ProductFeed(models.Model):
    """A file for one country in one language and currency, at an address that is a secret."""

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=80)
    format = models.CharField(_("format"), max_length=12, choices=FeedFormat)
    country = models.CharField(
        _("country"), max_length=2, help_text=_("ISO code, such as DE: prices are with its tax.")
    )
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    currency = CurrencyField(verbose_name=_("currency"))
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    with_sold_out = models.BooleanField(
        _("with what is sold out"),
        default=True,
        help_text=_("It is listed as out of stock, and keeps its history there."),
    )
    made_at = models.DateTimeField(_("set up"), default=timezone.now)
    written_at = models.DateTimeField(_("written"), null=True, blank=True, editable=False)
    listed = models.PositiveIntegerField(_("listed"), default=0, editable=False)
    left_out = models.PositiveIntegerField(_("left out"), default=0, editable=False)
    warned = models.PositiveIntegerField(_("with warnings"), default=0, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("product feed")
        verbose_name_plural = _("product feeds")
        ordering = ["name", "id"]
        permissions = [("write_productfeed", _("Can have product feeds written"))]

    def __str__(self) -> str:
        return self.name


class FeedProblem(models.Model):
    """What one variant lacks for one feed: written anew each time that the feed is."""

    feed = models.ForeignKey(
        ProductFeed, on_delete=models.CASCADE, related_name="problems", verbose_name=_("feed")
    )
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    sku = models.CharField(_("SKU"), max_length=60)
    attribute = models.CharField(_("attribute"), max_length=40)
    problem = models.CharField(_("problem"), max_length=12, choices=Problem)
    is_left_out = models.BooleanField(
        _("left out"), default=False, help_text=_("It is not listed until this is put right.")
    )

    class Meta:
        verbose_name = _("problem of a feed")
        verbose_name_plural = _("problems of feeds")
        ordering = ["feed", "-is_left_out", "sku", "id"]
        indexes = [models.Index(fields=["feed", "is_left_out"], name="feed_problem_of_feed")]

    def __str__(self) -> str:
        return f"{self.sku}: {self.attribute}"
