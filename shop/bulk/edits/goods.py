"""Products and variants: where they stand, whose they are, whether and how they are sold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.many_products import (
    ProductChange,
    VariantChange,
    change_products,
    change_variants,
    not_ready,
)
from catalog.models import Brand, Category, Product, ProductStatus, Variant
from catalog.services import announce_changes
from foundation.dialog_fields import units_field
from pricing.models import ProductTax, TaxClass
from pricing.services import put_products_in_class
from shop.bulk.edits.base import (
    Edit,
    EditForm,
    Target,
    Teller,
    Terms,
    Value,
    Written,
    register,
)
from shop.bulk.edits.fields import RowForm, YesNoForm, choice_field, row_field

HEAVIEST = 1_000_000
PRODUCTS = Target(
    Product, {"catalog.product": "pk", "catalog.variant": "variants"}, ("name",),
    "catalog.view_product",
)  # fmt: skip
VARIANTS = Target(
    Variant,
    {"catalog.variant": "pk", "catalog.product": "product", "pricing.price": "prices"},
    ("product__name", "sku"),
    "catalog.view_variant",
)


class _Said(Edit):
    """Is told by its title and the new value."""

    def said(self, terms: Terms) -> str:
        told = self.teller([terms["value"]], terms)
        return f"{self.title}: {told(terms['value'])}"


class _Column(_Said):
    """A column of the target, as it stands there."""

    column: ClassVar[str]

    def read(self, keys: Sequence[int], terms: Terms) -> dict[int, Value]:
        rows = self.target.model._default_manager.filter(pk__in=keys)
        return dict(rows.values_list("pk", self.column))


class _ProductColumn(_Column):
    target = PRODUCTS
    permission = "catalog.change_product"

    def write(self, written: Written) -> None:
        changes = [ProductChange(key, {self.column: value}) for key, value in written.after.items()]
        change_products(changes=changes, at=written.at)
        announce_changes(product_ids=sorted(written.after))


class _VariantColumn(_Column):
    target = VARIANTS
    permission = "catalog.change_variant"

    def write(self, written: Written) -> None:
        changes = [VariantChange(key, {self.column: value}) for key, value in written.after.items()]
        change_variants(changes=changes)
        announce_changes(product_ids=products_of(written.after))


def products_of(variant_ids: Iterable[int]) -> list[int]:
    """The products of variants, each once."""
    rows = Variant.objects.filter(pk__in=list(variant_ids)).order_by("product_id")
    return list(rows.values_list("product_id", flat=True).distinct())


def row_teller(model: type[Model], values: Iterable[Value], nothing: str) -> Teller:
    """Tells keys by the names of their rows."""
    keys = {value for value in values if value is not None}
    names = {row.pk: str(row) for row in model._default_manager.filter(pk__in=keys)}
    return lambda value: nothing if value is None else names.get(value, _("(gone)"))


def gone(model: type[Model], wanted: Mapping[int, Value]) -> dict[int, str]:
    """Objects to keys of rows that are no more, such as a category that was removed since."""
    keys = {value for value in wanted.values() if value is not None}
    known = set(model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
    return {
        key: _("What it would become is gone.")
        for key, value in wanted.items()
        if value is not None and value not in known
    }


def yes_no(value: Value) -> str:
    return _("Yes") if value else _("No")


# --- products ---------------------------------------------------------------------------------


class StatusForm(EditForm):
    value = choice_field(gettext_lazy("State"), ProductStatus.choices)


class StatusEdit(_ProductColumn):
    name = "status"
    title = gettext_lazy("On the shelves or not")
    column = "status"
    form = StatusForm

    def objections(self, wanted: Mapping[int, Value], terms: Terms) -> dict[int, str]:
        """What is not ready cannot be published."""
        return not_ready([key for key, v in wanted.items() if v == ProductStatus.PUBLISHED])

    def teller(self, values: Iterable[Value], terms: Terms) -> Teller:
        return lambda value: str(ProductStatus(value).label)


class CategoryForm(RowForm):
    value = row_field(gettext_lazy("Category"), Category.objects.order_by("path"))


class CategoryEdit(_ProductColumn):
    name = "category"
    title = gettext_lazy("Category")
    column = "category_id"
    form = CategoryForm

    def objections(self, wanted: Mapping[int, Value], terms: Terms) -> dict[int, str]:
        return gone(Category, wanted)

    def teller(self, values: Iterable[Value], terms: Terms) -> Teller:
        return row_teller(Category, values, "—")


class BrandForm(RowForm):
    value = row_field(
        gettext_lazy("Brand"), Brand.objects.order_by("name"), required=False,
        empty_label=gettext_lazy("no brand"),
    )  # fmt: skip


class BrandEdit(_ProductColumn):
    name = "brand"
    title = gettext_lazy("Brand")
    column = "brand_id"
    form = BrandForm

    def objections(self, wanted: Mapping[int, Value], terms: Terms) -> dict[int, str]:
        return gone(Brand, wanted)

    def teller(self, values: Iterable[Value], terms: Terms) -> Teller:
        return row_teller(Brand, values, _("no brand"))


class TaxClassForm(RowForm):
    value = row_field(
        gettext_lazy("Tax class"), TaxClass.objects.order_by("code"), required=False,
        empty_label=gettext_lazy("the standard one"),
    )  # fmt: skip


class TaxClassEdit(_Said):
    name = "tax_class"
    title = gettext_lazy("Tax class")
    target = PRODUCTS
    permission = "pricing.change_producttax"
    form = TaxClassForm

    def read(self, keys: Sequence[int], terms: Terms) -> dict[int, Value]:
        known = Product.objects.filter(pk__in=keys).values_list("pk", flat=True)
        put = dict(
            ProductTax.objects.filter(product__in=keys).values_list("product_id", "tax_class_id")
        )
        return {key: put.get(key) for key in known}

    def write(self, written: Written) -> None:
        classes: dict[Value, list[int]] = {}
        for key, value in written.after.items():
            classes.setdefault(value, []).append(key)
        rows = TaxClass.objects.in_bulk([value for value in classes if value is not None])
        for value, keys in classes.items():
            put_products_in_class(product_ids=keys, tax_class=rows[value] if value else None)
        announce_changes(product_ids=sorted(written.after))

    def objections(self, wanted: Mapping[int, Value], terms: Terms) -> dict[int, str]:
        return gone(TaxClass, wanted)

    def teller(self, values: Iterable[Value], terms: Terms) -> Teller:
        return row_teller(TaxClass, values, _("the standard one"))


# --- variants ---------------------------------------------------------------------------------


class ActiveVariantEdit(_VariantColumn):
    name = "active"
    title = gettext_lazy("Variants are sold")
    column = "is_active"
    form = YesNoForm

    def teller(self, values: Iterable[Value], terms: Terms) -> Teller:
        return yes_no


class WeightForm(EditForm):
    value = units_field(gettext_lazy("Weight in grams"), least=0, most=HEAVIEST)


class WeightEdit(_VariantColumn):
    name = "weight"
    title = gettext_lazy("Weight")
    column = "weight_grams"
    form = WeightForm

    def teller(self, values: Iterable[Value], terms: Terms) -> Teller:
        return lambda value: f"{value:,} g".replace(",", "\u202f")


def register_goods() -> None:
    """Offer them, in the order in which staff read them."""
    goods: tuple[Any, ...] = (
        StatusEdit, CategoryEdit, BrandEdit, TaxClassEdit, ActiveVariantEdit, WeightEdit,
    )  # fmt: skip
    for edit in goods:
        register(edit())
