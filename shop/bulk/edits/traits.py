"""The attributes of products: a value given to many, or taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.history import NewTrait
from catalog.many_products import ProductChange, change_products
from catalog.models import Attribute, AttributeType, Product, ProductAttribute
from catalog.services import announce_changes
from foundation.dialog_fields import text_field
from foundation.refusals import Refusal
from shop.bulk.edits.base import Edit, EditForm, Teller, Terms, Value, Written, register
from shop.bulk.edits.fields import row_field
from shop.bulk.edits.goods import PRODUCTS, yes_no

LARGEST = Decimal(10) ** 10
_WORDS = {"yes": True, "no": False, "1": True, "0": False, "true": True, "false": False}


class TraitForm(EditForm):
    """An attribute and its value in words; without one it is taken away."""

    attribute = row_field(gettext_lazy("Attribute"), Attribute.objects.order_by("code"))
    value = text_field(
        gettext_lazy("Value"), required=False,
        help_text=gettext_lazy("Empty takes the attribute away. Yes or no: “yes” or “no”."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        attribute = told.get("attribute")
        if attribute is None or "value" not in told:
            return told
        try:
            told["value"] = read_words(told["value"], attribute.type)
        except Refusal as problem:
            self.add_error("value", forms.ValidationError(str(problem)))
        return told

    def terms(self) -> Terms:
        told = self.cleaned_data
        return {"attribute": told["attribute"].pk, "value": told["value"]}


def read_words(words: str, kind: str) -> Value:
    """What somebody typed as a value of an attribute of that type; None for nothing.

    Raises:
        Refusal: it is no number, or neither yes nor no.
    """
    told = words.strip()
    if not told:
        return None
    if kind == AttributeType.BOOLEAN:
        own = {_("yes").casefold(): True, _("no").casefold(): False}
        if (said := {**_WORDS, **own}.get(told.casefold())) is None:
            raise Refusal(_("Say yes or no."))
        return said
    if kind != AttributeType.NUMBER:
        return told
    try:
        number = Decimal(told.replace(",", "."))
    except InvalidOperation:
        raise Refusal(_("This is no number.")) from None
    if not number.is_finite() or abs(number) >= LARGEST or number != round(number, 4):
        raise Refusal(_("This number is too large, or has more than four digits behind the point."))
    return _plain(number)


def _plain(number: Decimal) -> str:
    """A number in one way of writing, so that equal ones compare equal."""
    return f"{number.normalize():f}"


class TraitEdit(Edit):
    """A value is a text, a number as text, yes or no; None where a product has none."""

    name = "attribute"
    title = gettext_lazy("Attribute")
    target = PRODUCTS
    permission = "catalog.change_product"
    form = TraitForm

    def said(self, terms: Terms) -> str:
        attribute = Attribute.objects.filter(pk=terms["attribute"]).first()
        told = self.teller([terms["value"]], terms)(terms["value"])
        return f"{attribute or self.title}: {told}"

    def read(self, keys: Sequence[int], terms: Terms) -> dict[int, Value]:
        known = Product.objects.filter(pk__in=keys).values_list("pk", flat=True)
        found: dict[int, Value] = dict.fromkeys(known)
        rows = ProductAttribute.objects.filter(product__in=keys, attribute=terms["attribute"])
        for row in rows.select_related("attribute"):
            found[row.product_id] = _value(row)
        return found

    def write(self, written: Written) -> None:
        attribute = Attribute.objects.filter(pk=written.terms["attribute"]).first()
        if attribute is None:
            raise Refusal(_("This attribute is gone."))
        changes = []
        for key, value in written.after.items():
            if value is None:
                changes.append(ProductChange(key, {}, without=(attribute.pk,)))
            else:
                changes.append(ProductChange(key, {}, traits=(_trait(attribute, value),)))
        change_products(changes=changes, at=written.at)
        announce_changes(product_ids=sorted(written.after))

    def teller(self, values: Iterable[Value], terms: Terms) -> Teller:
        def tell(value: Value) -> str:
            if value is None:
                return _("nothing")
            return yes_no(value) if isinstance(value, bool) else str(value)

        return tell


def _value(row: ProductAttribute) -> Value:
    if row.attribute.type == AttributeType.BOOLEAN:
        return row.boolean
    if row.attribute.type == AttributeType.NUMBER:
        return None if row.number is None else _plain(row.number)
    return row.text or None


def _trait(attribute: Attribute, value: Value) -> NewTrait:
    """Raises Refusal where the attribute became of another type since."""
    if attribute.type == AttributeType.BOOLEAN and isinstance(value, bool):
        return NewTrait(attribute.pk, boolean=value)
    told = read_words(str(value), attribute.type)
    if attribute.type == AttributeType.NUMBER:
        return NewTrait(attribute.pk, number=Decimal(told))
    return NewTrait(attribute.pk, text=str(value))


def register_traits() -> None:
    """Offer attributes to be changed."""
    register(TraitEdit())
