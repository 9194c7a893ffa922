"""What list pages read: one row a product with all that a card shows, kept by the outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField


class Listing(models.Model):
    """A product as a card: joined once when something changes, not on every page."""

    product = models.OneToOneField(
        "catalog.Product", on_delete=models.CASCADE, primary_key=True, related_name="listing"
    )
    public_id = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=200, null=True)
    brand = models.CharField(max_length=120, blank=True)
    picture = models.CharField(max_length=200, blank=True)
    second_picture = models.CharField(max_length=200, blank=True)
    swatches = models.JSONField(default=list)
    currency = CurrencyField()
    price_minor = models.BigIntegerField()
    highest_price_minor = models.BigIntegerField()
    compare_at_minor = models.BigIntegerField(null=True)
    lowest_minor = models.BigIntegerField(
        null=True, help_text=_("The lowest price of the 30 days before the reduction.")
    )
    available = models.IntegerField(null=True, help_text=_("Units; empty where not tracked."))
    in_stock = models.BooleanField(default=True)
    rating = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    review_count = models.IntegerField(default=0)
    popularity = models.FloatField(default=0)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        indexes = [
            models.Index(fields=["-popularity", "product"], name="listing_popular"),
            models.Index(fields=["price_minor", "product"], name="listing_price"),
            models.Index(fields=["-published_at", "product"], name="listing_newest"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class ListingPrice(models.Model):
    """What a listing costs in another currency than the base's; none where it is not sold in it."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="prices")
    currency = CurrencyField()
    price_minor = models.BigIntegerField()
    highest_price_minor = models.BigIntegerField()
    compare_at_minor = models.BigIntegerField(null=True)
    lowest_minor = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("listing price")
        verbose_name_plural = _("listing prices")
        constraints = [
            models.UniqueConstraint(fields=["listing", "currency"], name="listing_price_once")
        ]
        indexes = [
            models.Index(fields=["currency", "price_minor", "listing"], name="listing_price_in")
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.price_minor} {self.currency}"


class ListingPlacement(models.Model):
    """A listing on the shelf of a category or one of its ancestors, with what shelves sort by."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="placements")
    category = models.ForeignKey(
        "catalog.Category", on_delete=models.CASCADE, related_name="placements"
    )
    popularity = models.FloatField(default=0)
    price_minor = models.BigIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.UniqueConstraint(fields=["category", "listing"], name="placement_once")
        ]
        indexes = [
            models.Index(fields=["category", "-popularity", "listing"], name="place_popular"),
            models.Index(fields=["category", "price_minor", "listing"], name="place_price"),
            models.Index(fields=["category", "-published_at", "listing"], name="place_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} in {self.category_id}"


class ProductSheet(models.Model):
    """What a product page shows beside texts, prices and stock: see ``shop.storefront.sheets``."""

    product = models.OneToOneField(
        "catalog.Product", on_delete=models.CASCADE, primary_key=True, related_name="sheet"
    )
    content = models.JSONField()

    class Meta:
        verbose_name = _("product sheet")
        verbose_name_plural = _("product sheets")

    def __str__(self) -> str:
        return str(self.product_id)
