"""What may be written in bulk: products, variants, prices and stock, by the services of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.tokens import Scope
from catalog.many_products import ProductChange, VariantChange, change_products, change_variants
from catalog.models import Product, ProductStatus, Variant
from catalog.selling import NotReady
from catalog.services import announce_change, publish_product, retire_product
from events.audit import AuditAction
from foundation.money import Money
from foundation.refusals import Refusal
from inventory.models import Warehouse
from inventory.services import adjust_stock
from inventory.stock.ledger import open_ledger
from pricing.services import PriceRefused, set_price
from pricing.services.many_prices import lock_variants
from shop.api.records.bulk import BulkWrite, described
from shop.api.staff_serializers import MOST_MAJOR, MOST_UNITS

_LANGUAGES = [code for code, _name in settings.LANGUAGES]
_LIMITS = {"name": 200, "summary": 240, "description": 20_000}


def _texts() -> dict[str, serializers.CharField]:
    """The texts of a product in each language; a name must not be empty."""
    return {
        f"{field}_{code}": serializers.CharField(
            required=False, max_length=most, allow_blank=field != "name"
        )
        for field, most in _LIMITS.items()
        for code in _LANGUAGES
    }


ProductItem = type(
    "ProductItem",
    (serializers.Serializer,),
    {
        "__doc__": "What changes of a product; what is not named stays.",
        "id": serializers.CharField(max_length=16),
        **_texts(),
        "external_ref": serializers.CharField(required=False, max_length=60, allow_blank=True),
        "status": serializers.ChoiceField(
            choices=[ProductStatus.PUBLISHED.value, ProductStatus.RETIRED.value], required=False
        ),
    },
)


class VariantItem(serializers.Serializer[Any]):
    """What changes of a variant; what is not named stays."""

    sku = serializers.CharField(max_length=60)
    barcode = serializers.CharField(required=False, max_length=14, allow_blank=True)
    weight_grams = serializers.IntegerField(required=False, min_value=0, max_value=10**8)
    is_active = serializers.BooleanField(required=False)


class PriceItem(serializers.Serializer[Any]):
    """A price that begins now and ends the one before it; major units."""

    sku = serializers.CharField(max_length=60)
    currency = serializers.ChoiceField(choices=list(settings.SHOP_CURRENCIES))
    amount = serializers.DecimalField(
        max_digits=10, decimal_places=3, min_value=Decimal(0), max_value=MOST_MAJOR
    )
    compare_at = serializers.DecimalField(
        max_digits=10, decimal_places=3, min_value=Decimal(0), max_value=MOST_MAJOR,
        required=False, allow_null=True,
    )  # fmt: skip


class StockItem(serializers.Serializer[Any]):
    """What was counted at a warehouse; without its code at the default one."""

    sku = serializers.CharField(max_length=60)
    on_hand = serializers.IntegerField(min_value=0, max_value=MOST_UNITS)
    warehouse = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=200)


class _BySku(BulkWrite):
    def prepare(self, items: Sequence[dict[str, Any]]) -> None:
        skus = {item["sku"] for item in items}
        self._variants = Variant.objects.select_related("product").in_bulk(
            list(skus), field_name="sku"
        )

    def variant(self, item: dict[str, Any]) -> Variant:
        variant = self._variants.get(item["sku"])
        if variant is None:
            raise Refusal(_("There is no variant of this SKU."), field="sku")
        return variant


class ProductsWrite(BulkWrite):
    """Texts, outside references and the status of products."""

    item, key = ProductItem, "id"
    action, target = AuditAction.CHANGE, "catalog.product"

    def prepare(self, items: Sequence[dict[str, Any]]) -> None:
        wanted = Product.objects.filter(public_id__in={item["id"] for item in items})
        locked = wanted.order_by("pk").select_for_update(no_key=True)
        self._products = {product.public_id: product for product in locked}

    def write(self, item: dict[str, Any]) -> None:
        product = self._products.get(item["id"])
        if product is None:
            raise Refusal(_("There is no such product."), field="id")
        columns = {name: item[name] for name in item if name not in ("id", "status")}
        if ref := columns.get("external_ref"):
            taken = Product.objects.filter(external_ref=ref).exclude(pk=product.pk)
            if taken.exists():
                raise Refusal(_("Another product has this reference."), field="external_ref")
        for field in _LIMITS:
            if (text := columns.get(f"{field}_{settings.LANGUAGE_CODE}")) is not None:
                columns[field] = text
        if columns:
            change_products(changes=[ProductChange(product.pk, columns)])
            announce_change(product_id=product.pk)
        self._set_status(product.pk, item.get("status"))

    @staticmethod
    def _set_status(product_id: int, status: str | None) -> None:
        product = Product.objects.get(pk=product_id)
        change: dict[str, Callable[..., Product]] = {
            ProductStatus.PUBLISHED: publish_product,
            ProductStatus.RETIRED: retire_product,
        }
        if status is None or product.status == status:
            return
        try:
            change[status](product=product)
        except NotReady as problem:
            raise Refusal(str(problem), field="status") from problem


class VariantsWrite(_BySku):
    """Barcodes, weights, and whether a variant is sold."""

    item = VariantItem
    action, target = AuditAction.CHANGE, "catalog.variant"

    def prepare(self, items: Sequence[dict[str, Any]]) -> None:
        super().prepare(items)
        lock_variants(variant.pk for variant in self._variants.values())

    def write(self, item: dict[str, Any]) -> None:
        variant = self.variant(item)
        columns = {name: item[name] for name in item if name != "sku"}
        change_variants(changes=[VariantChange(variant.pk, columns)])
        announce_change(product_id=variant.product_id)


class PricesWrite(_BySku):
    """Prices."""

    item = PriceItem
    action, target = AuditAction.PRICE_CHANGED, "pricing.price"

    def prepare(self, items: Sequence[dict[str, Any]]) -> None:
        super().prepare(items)
        lock_variants(variant.pk for variant in self._variants.values())

    def write(self, item: dict[str, Any]) -> None:
        currency, reduced = item["currency"], item.get("compare_at")
        try:
            set_price(
                variant=self.variant(item),
                amount=Money.of(item["amount"], currency),
                compare_at=Money.of(reduced, currency) if reduced is not None else None,
            )
        except PriceRefused as problem:
            raise Refusal(str(problem), field="amount") from problem


class StockWrite(_BySku):
    """What was counted."""

    item = StockItem
    action, target = AuditAction.STOCK_CHANGED, "inventory.stocklevel"

    def prepare(self, items: Sequence[dict[str, Any]]) -> None:
        super().prepare(items)
        codes = {item["warehouse"] for item in items} - {""}
        self._warehouses = Warehouse.objects.in_bulk(list(codes), field_name="code")
        open_ledger(variant.pk for variant in self._variants.values())

    def write(self, item: dict[str, Any]) -> None:
        code = item["warehouse"]
        if code and code not in self._warehouses:
            raise Refusal(_("There is no warehouse of this code."), field="warehouse")
        adjust_stock(
            variant_id=self.variant(item).pk,
            on_hand=item["on_hand"],
            note=item["note"],
            warehouse=self._warehouses.get(code),
        )


WRITES = {
    slug: described(view, slug=slug, scope=scope, permission=permission)
    for slug, view, scope, permission in (
        ("products", ProductsWrite, Scope.CATALOGUE_WRITE, "catalog.change_product"),
        ("variants", VariantsWrite, Scope.CATALOGUE_WRITE, "catalog.change_variant"),
        ("prices", PricesWrite, Scope.PRICES_WRITE, "pricing.add_price"),
        ("stock", StockWrite, Scope.STOCK_WRITE, "inventory.change_stocklevel"),
    )
}
