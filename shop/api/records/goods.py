"""Entities of the catalogue and of prices."""

from __future__ import annotations

from accounts.tokens import Scope
from catalog.models import Brand, BundlePart, Category, Product, Review, Variant
from pricing.models import (
    Coupon,
    Currency,
    ExchangeRate,
    Price,
    PriceList,
    PriceListEntry,
    Promotion,
    TaxRate,
)
from shop.api.records.columns import Amount, Rows
from shop.api.records.entities import Entity


class Products(Entity):
    """Products with their variants, in every language of the shop."""

    slug, model, scope = "products", Product, Scope.CATALOGUE_READ
    columns = (
        "id=public_id", "name_en", "name_de", "slug_en", "slug_de", "summary_en", "summary_de",
        "description_en", "description_de", "category=category.public_id", "brand=brand.name",
        "status", "kind", "external_ref", "created_at", "published_at",
        Rows("variants", "variants", Variant, (
            "id=public_id", "sku", "barcode", "position", "is_active", "weight_grams",
        )),
    )  # fmt: skip
    filters = ("status", "kind", "brand=brand.name", "category=category.public_id", "external_ref",
               "created_at>", "published_at>")  # fmt: skip


class Variants(Entity):
    """What is sold: a product in one size and colour."""

    slug, model, scope = "variants", Variant, Scope.CATALOGUE_READ
    columns = (
        "id=public_id", "sku", "barcode", "product=product.public_id", "name=product.name_en",
        "position", "is_active", "weight_grams",
    )  # fmt: skip
    filters = ("sku", "barcode", "is_active", "product=product.public_id")


class Categories(Entity):
    """The tree of categories; `path` sorts it, four signs a level."""

    slug, model, scope = "categories", Category, Scope.CATALOGUE_READ
    columns = ("id=public_id", "path", "depth", "name_en", "name_de", "slug_en", "slug_de",
               "description_en", "description_de", "is_visible")  # fmt: skip
    filters = ("is_visible", "depth")


class Brands(Entity):
    """Brands."""

    slug, model, scope, key = "brands", Brand, Scope.CATALOGUE_READ, "slug"
    columns = ("slug", "name")


class Bundles(Entity):
    """What bundles are made of: so many units of a part in one."""

    slug, model, scope, key = "bundle-parts", BundlePart, Scope.CATALOGUE_READ, "id"
    columns = ("id", "bundle=bundle.sku", "part=part.sku", "quantity")
    filters = ("bundle=bundle.sku", "part=part.sku")


class Reviews(Entity):
    """What customers wrote of products; who they are is not told."""

    slug, model, scope = "reviews", Review, Scope.CATALOGUE_READ
    columns = (
        "id=public_id", "product=product.public_id", "author", "rating", "title", "text", "status",
        "is_verified", "helpful_votes", "unhelpful_votes", "written_at", "moderated_at",
    )  # fmt: skip
    filters = ("status", "rating", "product=product.public_id", "written_at>")


class Prices(Entity):
    """Prices by time: the one in force has no end."""

    slug, model, scope, key = "prices", Price, Scope.PRICES_READ, "id"
    columns = (
        "id", "sku=variant.sku", "currency", Amount("amount", "amount_minor"),
        Amount("compare_at", "compare_at_minor"), Amount("cost", "cost_minor"), "source",
        "starts_at", "ends_at",
    )  # fmt: skip
    filters = ("sku=variant.sku", "currency", "starts_at>", "ends_at>")


class PriceLists(Entity):
    """Prices of a group or a company, by quantity."""

    slug, model, scope, key = "price-lists", PriceList, Scope.PRICES_READ, "id"
    columns = ("id", "name", "currency", "group=group.code", "company=company.public_id",
               "is_active", "starts_at", "ends_at")  # fmt: skip
    filters = ("currency", "is_active", "group=group.code", "company=company.public_id")


class PriceListEntries(Entity):
    """Lines of price lists."""

    slug, model, scope, key = "price-list-entries", PriceListEntry, Scope.PRICES_READ, "id"
    columns = ("id", "price_list=price_list.id", "sku=variant.sku", "minimum_quantity",
               Amount("amount", "amount_minor", "price_list.currency"))  # fmt: skip
    filters = ("sku=variant.sku", "price_list=price_list.id")


class Coupons(Entity):
    """Codes and what they open."""

    slug, model, scope, key = "coupons", Coupon, Scope.COUPONS_READ, "code"
    columns = ("code", "promotion=promotion.id", "batch", "most_uses", "most_uses_each", "uses",
               "is_active", "starts_at", "ends_at", "created_at")  # fmt: skip
    filters = ("is_active", "batch", "created_at>")


class Promotions(Entity):
    """Promotions as staff set them up."""

    slug, model, scope, key = "promotions", Promotion, Scope.PRICES_READ, "id"
    columns = (
        "id", "label_en", "label_de", "kind", "percent_basis_points",
        Amount("amount", "amount_minor"), "buy_quantity", "get_quantity", "minimum_quantity",
        Amount("minimum_value", "minimum_value_minor"), "needs_coupon", "priority", "combinable",
        "is_active", "starts_at", "ends_at",
    )  # fmt: skip
    filters = ("is_active", "kind", "needs_coupon", "starts_at>", "ends_at>")


class TaxRates(Entity):
    """Rates by tax class and place."""

    slug, model, scope, key = "tax-rates", TaxRate, Scope.PRICES_READ, "id"
    columns = ("id", "tax_class=tax_class.code", "country", "area", "rate_basis_points",
               "is_export", "valid_from", "valid_until")  # fmt: skip
    filters = ("country", "tax_class=tax_class.code")


class Currencies(Entity):
    """What the shop sells in."""

    slug, model, scope, key = "currencies", Currency, Scope.PRICES_READ, "code"
    columns = ("code", "rounding", "converts", "is_active", "position")
    filters = ("is_active",)


class ExchangeRates(Entity):
    """What a currency was worth against the base currency, since when."""

    slug, model, scope, key = "exchange-rates", ExchangeRate, Scope.PRICES_READ, "id"
    columns = ("id", "currency", "rate", "starts_at")
    filters = ("currency", "starts_at>")
