"""Products, stock and prices as rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from import_export.fields import Field
from import_export.resources import Resource

from catalog.models import (
    Category,
    Option,
    ProductAttribute,
    Variant,
    VariantOption,
)
from foundation.money import Money
from inventory.models import StockLevel
from inventory.services import default_warehouse
from pricing.models import Price, PriceListEntry
from pricing.services.many_prices import standing_prices
from shop.exchange.exports.tables import Chosen, ExportRow
from shop.exchange.goods.columns import ATTRIBUTE, OPTION, ProductColumns
from shop.exchange.goods.existing import DEFAULT, TEXT_COLUMNS, read_vocabulary
from shop.exchange.levels.lists import ListColumns
from shop.exchange.levels.prices import PriceColumns
from shop.exchange.levels.stock import StockColumns
from shop.exchange.models import RemotePicture

AT_ONCE = 1_000
_COSTS = ("cost",)


def product_columns(chosen: Chosen) -> Resource:
    """The shop's columns, with those of the options and attributes that the chosen goods have."""
    goods = chosen_variants(chosen)
    options = Option.objects.filter(values__variant_options__variant__in=goods).distinct()
    traits = ProductAttribute.objects.filter(product__variants__in=goods)
    columns = [f"{OPTION}{code}" for code in options.values_list("code", flat=True)]
    columns += sorted({f"{ATTRIBUTE}{c}" for c in traits.values_list("attribute__code", flat=True)})
    resource = ProductColumns(columns)
    return _without_costs(resource, chosen)


def _without_costs(resource: Resource, chosen: Chosen) -> Resource:
    for name in () if chosen.with_costs else _COSTS:
        del resource.fields[name]
    return resource


def chosen_variants(chosen: Chosen) -> QuerySet[Variant]:
    """The variants of the chosen products, in the order of the shop."""
    found = Variant.objects.order_by("product_id", "position", "pk")
    if chosen.status:
        found = found.filter(product__status=chosen.status)
    if chosen.category_id:
        shelf = Category.objects.filter(pk=chosen.category_id).first()
        below = Category.objects.get_tree(shelf) if shelf else Category.objects.none()
        found = found.filter(product__category__in=below)
    return found


def product_rows(chosen: Chosen) -> Iterator[ExportRow]:
    """A row a variant; what is said of its product stands in each of them."""
    paths, base = read_vocabulary().paths, settings.SHOP_BASE_CURRENCY
    place = default_warehouse()
    variants = chosen_variants(chosen).values(
        "pk", "sku", "barcode", "weight_grams", "is_active", "product_id",
        "product__category_id", "product__brand__name", "product__status", "product__kind",
        "product__external_ref", *(f"product__{column}" for column in TEXT_COLUMNS),
    )  # fmt: skip
    for some in in_parts(variants):
        more = _Beside([row["pk"] for row in some], {row["product_id"] for row in some}, place.pk)
        for row in some:
            price = more.prices.get((row["pk"], base))
            yield {
                **{column: row[f"product__{column}"] for column in TEXT_COLUMNS},
                **{name: row[name] for name in ("sku", "barcode", "weight_grams", "is_active")},
                "category": paths.get(row["product__category_id"], ()),
                "brand": row["product__brand__name"],
                "status": row["product__status"],
                "kind": row["product__kind"],
                "external_ref": row["product__external_ref"],
                "amount": price and _major(price.amount_minor, base),
                "compare_at": price and _major(price.compare_at_minor, base),
                "cost": price and _major(price.cost_minor, base),
                "currency": base,
                "stock": more.stock.get(row["pk"]),
                "warehouse": place.code,
                "pictures": more.pictures[row["product_id"]],
                **more.options[row["pk"]],
                **more.traits[row["product_id"]],
            }


class _Beside:
    """What stands in other tables than variants and products, for some of them."""

    def __init__(self, variant_ids: list[int], product_ids: set[int], place: int) -> None:
        self.prices = standing_prices(variant_ids)
        levels = StockLevel.objects.filter(variant_id__in=variant_ids, warehouse_id=place)
        self.stock = dict(levels.values_list("variant_id", "on_hand"))
        self.options: dict[int, dict[str, Any]] = defaultdict(dict)
        chosen = VariantOption.objects.filter(variant_id__in=variant_ids)
        for variant_id, code, name in chosen.values_list(
            "variant_id", "value__option__code", f"value__name_{DEFAULT}"
        ):
            self.options[variant_id][f"{OPTION}{code}"] = name
        self.traits: dict[int, dict[str, Any]] = defaultdict(dict)
        for trait in ProductAttribute.objects.filter(product_id__in=product_ids).select_related(
            "attribute"
        ):
            self.traits[trait.product_id][f"{ATTRIBUTE}{trait.attribute.code}"] = _trait(trait)
        self.pictures = _addresses(product_ids)


def _trait(trait: ProductAttribute) -> str:
    """A value as an import reads it, without its unit."""
    if trait.boolean is not None:
        return "yes" if trait.boolean else "no"
    if trait.number is not None:
        return f"{trait.number.normalize():f}"
    return trait.text


def _addresses(product_ids: set[int]) -> dict[int, list[str]]:
    """Where pictures came from, for those that came by their address; files go no other way."""
    found: dict[int, list[str]] = defaultdict(list)
    wished = RemotePicture.objects.filter(product_id__in=product_ids).order_by("position", "pk")
    for product_id, url in wished.values_list("product_id", "url"):
        found[product_id].append(url)
    return found


def stock_columns(chosen: Chosen) -> Resource:
    return _by_name(StockColumns())


def stock_rows(chosen: Chosen) -> Iterator[ExportRow]:
    """A row for each variant in each warehouse."""
    levels = StockLevel.objects.filter(variant__in=chosen_variants(chosen).order_by())
    ordered = levels.order_by("variant__sku", "warehouse__code").values(
        "variant__sku", "warehouse__code", "on_hand", "reorder_point"
    )
    for row in ordered.iterator(chunk_size=AT_ONCE):
        yield {
            "sku": row["variant__sku"],
            "warehouse": row["warehouse__code"],
            "on_hand": row["on_hand"],
            "reorder_point": row["reorder_point"],
        }


def price_columns(chosen: Chosen) -> Resource:
    return _without_costs(_by_name(PriceColumns()), chosen)


def price_rows(chosen: Chosen) -> Iterator[ExportRow]:
    """A row for each variant in each currency in which it has a price of its own."""
    prices = Price.objects.filter(
        ends_at__isnull=True, variant__in=chosen_variants(chosen).order_by()
    )
    ordered = prices.order_by("variant__sku", "currency").values(
        "variant__sku", "currency", "amount_minor", "compare_at_minor", "cost_minor"
    )
    for row in ordered.iterator(chunk_size=AT_ONCE):
        currency = row["currency"]
        yield {
            "sku": row["variant__sku"],
            "currency": currency,
            "amount": _major(row["amount_minor"], currency),
            "compare_at": _major(row["compare_at_minor"], currency),
            "cost": _major(row["cost_minor"], currency),
        }


def list_columns(chosen: Chosen) -> Resource:
    return ListColumns()


def list_rows(chosen: Chosen) -> Iterator[ExportRow]:
    """A row for each price of a list, of groups and of everybody: a company's are its own."""
    entries = PriceListEntry.objects.filter(
        price_list__company__isnull=True, variant__in=chosen_variants(chosen).order_by()
    )
    ordered = entries.order_by("price_list__name", "variant__sku", "minimum_quantity").values(
        "price_list__name", "price_list__currency", "price_list__group__code",
        "price_list__starts_at", "price_list__ends_at", "variant__sku", "minimum_quantity",
        "amount_minor",
    )  # fmt: skip
    for row in ordered.iterator(chunk_size=AT_ONCE):
        yield {
            "name": row["price_list__name"],
            "sku": row["variant__sku"],
            "quantity": row["minimum_quantity"],
            "amount": _major(row["amount_minor"], row["price_list__currency"]),
            "currency": row["price_list__currency"],
            "group": row["price_list__group__code"],
            "starts_at": row["price_list__starts_at"],
            "ends_at": row["price_list__ends_at"],
        }


def _by_name(resource: Resource) -> Resource:
    for name, field in resource.fields.items():
        if isinstance(field, Field):
            field.attribute = name
    return resource


def _major(minor: int | None, currency: str) -> str | None:
    return None if minor is None else str(Money(minor, currency).amount)


def in_parts(rows: QuerySet[Any, Any]) -> Iterator[list[Any]]:
    """Rows some at a time, for what is read beside them."""
    some: list[Any] = []
    for row in rows.iterator(chunk_size=AT_ONCE):
        some.append(row)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some
