"""What a buyer fills in about an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from orders.addressing import DeliveryAddress
from orders.models import Order, OrderLine, ReturnReason
from orders.returns import ReturnableLine, WantedReturn


def _text(label: Any, column: str, autocomplete: str, **options: Any) -> forms.CharField:
    """A text as long as the order's column holds."""
    longest = getattr(Order._meta.get_field(column), "max_length", None)
    widget = forms.TextInput({"autocomplete": f"shipping {autocomplete}"})
    return forms.CharField(label=label, max_length=longest, widget=widget, **options)


class ReturnForm(forms.Form):
    """What is to come back, line by line, and why."""

    note = forms.CharField(
        label=_("Anything we should know?"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[ReturnableLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.initial.setdefault("key", uuid4().hex)
        for entry in lines:
            self.fields[f"units-{entry.line.pk}"] = forms.TypedChoiceField(
                label=_("Units"),
                choices=[(number, str(number)) for number in range(entry.units + 1)],
                coerce=int,
                initial=0,
            )
            self.fields[f"reason-{entry.line.pk}"] = forms.ChoiceField(
                label=_("Reason"), choices=[("", _("Choose a reason")), *ReturnReason.choices],
                required=False,
            )  # fmt: skip
            self.fields[f"reason-{entry.line.pk}"].is_needed = True  # type: ignore[attr-defined]

    def rows(self) -> list[tuple[OrderLine, BoundField, BoundField]]:
        """Each line with its two fields, for the template."""
        return [
            (entry.line, self[f"units-{entry.line.pk}"], self[f"reason-{entry.line.pk}"])
            for entry in self.lines
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [entry.line.pk for entry in self.lines if cleaned.get(f"units-{entry.line.pk}")]
        if not chosen and not self.errors:
            self.add_error(None, _("Choose what you want to send back."))
        for line_id in chosen:
            if not cleaned.get(f"reason-{line_id}") and f"reason-{line_id}" not in self.errors:
                self.add_error(f"reason-{line_id}", _("Tell us why."))
        return cleaned

    def wanted(self) -> list[WantedReturn]:
        data = self.cleaned_data
        return [
            WantedReturn(
                entry.line.pk,
                data[f"units-{entry.line.pk}"],
                ReturnReason(data[f"reason-{entry.line.pk}"]),
            )
            for entry in self.lines
            if data[f"units-{entry.line.pk}"]
        ]


class DeliveryAddressForm(forms.Form):
    """Where an order goes that was not sent; its country stays."""

    name = _text(_("Full name"), "ship_name", "name")
    company = _text(_("Company"), "ship_company", "organization", required=False)
    line1 = _text(_("Street and number"), "ship_line1", "address-line1")
    line2 = _text(_("Flat, floor, entrance"), "ship_line2", "address-line2", required=False)
    postcode = _text(_("Postcode"), "ship_postcode", "postal-code")
    city = _text(_("City"), "ship_city", "address-level2")
    region = _text(_("State or region"), "ship_region", "address-level1", required=False)
    phone = _text(_("Phone"), "phone", "tel", required=False)

    @classmethod
    def of(cls, order: Order) -> DeliveryAddressForm:
        """The form as it stands with the address that was agreed."""
        return cls(initial=asdict(DeliveryAddress.of(order)))

    def address(self) -> DeliveryAddress:
        return DeliveryAddress(**self.cleaned_data)

    def problem(self, field: str, message: str) -> None:
        """Add what only the order itself could find out."""
        self.add_error(field if field in self.fields else None, message)
