"""Staff pages that join apps: products with what they cost, what is left and what they sold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from catalog.admin.products import ProductAdmin, VariantInline
from catalog.models import Product, Variant
from events.models import DailyDemand
from foundation import clock
from foundation.admin import LedgerAdmin, money_cell, thumbnail
from inventory.models import StockLevel
from loyalty.models import Programme
from pricing.models import Price
from shop.picture_proposals import PictureProposals
from shop.rewards.staff import ShopProgrammeAdmin
from shop.storefront.models import Listing

DEMAND_DAYS = 28


class PricedVariantInline(VariantInline):
    """Variants with their price and stock, each a link to where it is changed."""

    fields = (
        "sku", "choices", "price", "free", "barcode", "weight_grams", "is_active", "position",
    )  # fmt: skip
    readonly_fields = ("choices", "price", "free")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        prices = Price.objects.filter(
            variant=OuterRef("pk"), currency=settings.SHOP_BASE_CURRENCY, ends_at__isnull=True
        )
        levels = (
            StockLevel.objects.filter(variant=OuterRef("pk"))
            .values("variant")
            .annotate(free=Sum(F("on_hand") - F("allocated")))
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                price_minor=Subquery(prices.values("amount_minor")[:1]),
                free_units=Subquery(levels.values("free"), output_field=IntegerField()),
            )
        )

    @display(description=_("Price"))
    def price(self, variant: Any) -> SafeString | None:
        if variant.pk is None:
            return None
        cell = money_cell(variant.price_minor, settings.SHOP_BASE_CURRENCY)
        url = f"{reverse('admin:pricing_price_add')}?variant={variant.pk}"
        return format_html('<a class="staff-link" href="{}">{}</a>', url, cell or _("Set a price"))

    @display(description=_("Free to sell"))
    def free(self, variant: Any) -> SafeString | None:
        if variant.pk is None:
            return None
        if variant.free_units is None:
            return format_html("{}", _("not counted"))
        url = f"{reverse('admin:inventory_stocklevel_changelist')}?q={variant.sku}"
        return format_html('<a class="staff-link" href="{}">{}</a>', url, variant.free_units)


class ShopProductAdmin(PictureProposals, ProductAdmin):
    list_display = ("picture", "name", "category", "brand", "price", "left", "sold", "state")
    list_select_related = ("category", "brand", "listing")
    inlines = (PricedVariantInline, *ProductAdmin.inlines[1:])
    actions_detail = (*ProductAdmin.actions_detail, "look_at_pictures")

    def fitting_actions(self, row: Product) -> set[str]:
        return {*super().fitting_actions(row), "look_at_pictures"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        since = clock.business_day() - timedelta(days=DEMAND_DAYS)
        demand = (
            DailyDemand.objects.filter(product_id=OuterRef("pk"), day__gt=since)
            .values("product_id")
            .annotate(sold=Sum("units"))
        )
        sold = Subquery(demand.values("sold"), output_field=IntegerField())
        return super().get_queryset(request).annotate(sold_units=sold)

    @display(description=_("Price"), ordering="listing__price_minor")
    def price(self, product: Product) -> SafeString | None:
        listing = _listing(product)
        return money_cell(listing.price_minor, listing.currency) if listing else None

    @display(description=_("Left"), ordering="listing__available")
    def left(self, product: Product) -> int | None:
        listing = _listing(product)
        return listing.available if listing else None

    @display(description=_("Sold in 28 days"))
    def sold(self, product: Any) -> int | None:
        return product.sold_units


def _listing(product: Product) -> Listing | None:
    """The product's listing, which only those on the shelves have."""
    return getattr(product, "listing", None)


admin.site.unregister(Product)
admin.site.register(Product, ShopProductAdmin)
admin.site.unregister(Programme)
admin.site.register(Programme, ShopProgrammeAdmin)


@admin.register(Listing)
class ListingAdmin(LedgerAdmin):
    """What list pages of the shop show, kept by the outbox: a wrong row here tells of a fault."""

    list_display = ("look", "name", "brand", "price", "available", "rating", "popularity")
    list_filter = ("in_stock",)
    search_fields = ("name", "brand", "public_id")
    ordering = ("-popularity", "pk")

    @display(description="")
    def look(self, listing: Listing) -> SafeString:
        return thumbnail(listing.picture)

    @display(description=_("Price"), ordering="price_minor")
    def price(self, listing: Listing) -> SafeString | None:
        return money_cell(listing.price_minor, listing.currency)
