"""What staff fill in about a quote: prices line by line, how long they hold, and a word."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
)

from catalog.selectors import variants_by_sku
from foundation.dialog_fields import amount_field, amount_of, text_field, units_field
from foundation.dialogs import Dialog
from foundation.money import Money
from orders.models import Quote, QuoteLine, ShippingMethod
from orders.quotes import Offer, OfferedLine, usual_validity
from orders.quotes.facts import current
from orders.quotes.request import MOST_UNITS


class OfferDialog(Dialog):
    """A price for each line; what is left empty costs what it usually does, less a share."""

    off = forms.DecimalField(
        label=_("Off the usual price, in per cent"),
        help_text=_("For lines whose price is left empty."),
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        required=False,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
    )
    sku = text_field(_("Add an item: its SKU"), longest=60, required=False)
    added_units = units_field(_("Units of it"), most=MOST_UNITS, initial=1, required=False)
    added_price = amount_field(_("Its price for one"), required=False)
    method: forms.ModelChoiceField[ShippingMethod] = forms.ModelChoiceField(
        label=_("How it gets there"),
        queryset=ShippingMethod.objects.filter(is_active=True),
        required=False,
        empty_label=_("Handed over"),
        widget=UnfoldAdminSelectWidget(),
    )
    shipping = amount_field(
        _("Price of shipping"), required=False, help_text=_("Left empty: what the shop asks.")
    )
    valid_until = forms.DateField(
        label=_("Holds until"), widget=UnfoldAdminSingleDateWidget(attrs={"type": "date"})
    )
    note = forms.CharField(
        label=_("A word to the buyer"),
        required=False,
        max_length=1000,
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quote = Quote.objects.get(pk=self.object_id)
        self.version = current(self.quote)
        self.entries = list(self.version.lines.filter(variant__isnull=False))
        self.initial["valid_until"] = usual_validity()
        methods = ShippingMethod.objects.filter(is_active=True)
        known = methods.filter(code=self.version.shipping_code).first()
        self.initial["method"] = known or methods.first()
        before = list(self.fields)
        for line in self.entries:
            self._add_line(line)
        lines = [name for name in self.fields if name not in before]
        self.order_fields(["off", *lines])

    def _add_line(self, line: QuoteLine) -> None:
        currency = self.quote.currency
        name = f"{line.name} ({line.sku})"
        self.fields[f"units-{line.variant_id}"] = units_field(
            name, least=0, most=MOST_UNITS, initial=line.quantity
        )
        self.fields[f"price-{line.variant_id}"] = amount_field(
            _("%(name)s: price for one") % {"name": name},
            required=False,
            help_text=_beside(line, currency),
            initial=amount_of(line.unit_price_minor, currency),
        )

    def clean_sku(self) -> str:
        sku = str(self.cleaned_data["sku"]).strip()
        self.added = variants_by_sku([sku]).get(sku.lower()) if sku else None
        if sku and self.added is None:
            raise forms.ValidationError(_("There is no such SKU."))
        return sku

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("sku") and cleaned.get("added_price") is None:
            self.add_error("added_price", _("Say what one of it costs."))
        return cleaned

    @property
    def offer(self) -> Offer:
        data = self.cleaned_data
        shipping = data["shipping"]
        return Offer(
            lines=tuple(self._lines()),
            valid_until=data["valid_until"],
            method=data["method"],
            shipping=None if shipping is None else Money.of(shipping, self.quote.currency),
            note=data["note"],
        )

    def _lines(self) -> Iterator[OfferedLine]:
        data, currency = self.cleaned_data, self.quote.currency
        left = 1 - (data["off"] or Decimal(0)) / 100
        for line in self.entries:
            price = data[f"price-{line.variant_id}"]
            units = data[f"units-{line.variant_id}"]
            if units and line.variant_id is not None:
                if price is None:
                    price = Money(line.listed_minor, currency).amount * left
                yield OfferedLine(line.variant_id, units, Money.of(price, currency))
        if self.added is not None:
            price = Money.of(data["added_price"], currency)
            yield OfferedLine(self.added.pk, data["added_units"] or 1, price)


class WithdrawDialog(Dialog):
    reason = text_field(_("Why: the buyer reads it"), longest=300)


def _beside(line: QuoteLine, currency: str) -> str:
    """What staff weigh a price by: the usual one, and what a unit costs the shop."""
    language = get_language() or "en"
    usual = Money(line.listed_minor, currency).formatted(language)
    if line.unit_cost_minor is None:
        return _("Usually %(usual)s") % {"usual": usual}
    cost = Money(line.unit_cost_minor, currency).formatted(language)
    return _("Usually %(usual)s, costs the shop %(cost)s") % {"usual": usual, "cost": cost}
