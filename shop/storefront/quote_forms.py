"""What buyers fill in to ask for a quote, and a list of SKUs to order by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Address, Customer
from orders.building import CheckoutDetails
from orders.quick_orders import SkuList, read_list
from orders.quick_orders.reading import LONGEST_TEXT
from shop.storefront.member_forms import AddressForm

_LIST_HELP = gettext_lazy("A line for each item: its SKU and how many, such as “MUG-RUST 12”.")


class SkuListForm(forms.Form):
    """A list that is pasted, a file, or both."""

    items = forms.CharField(
        label=gettext_lazy("SKUs and quantities"),
        max_length=LONGEST_TEXT,
        required=False,
        strip=False,
        help_text=_LIST_HELP,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false", "autocapitalize": "none"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def clean_file(self) -> str:
        """The text of the file; spreadsheets write UTF-8 or the code page of Windows."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if (file.size or 0) > LONGEST_TEXT:
            raise forms.ValidationError(_("This file is too large for a list of SKUs."))
        content = file.read()
        if b"\0" in content:
            raise forms.ValidationError(_("This is no CSV file. Please save your list as CSV."))
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252", errors="replace")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and self.listed.is_empty:
            self.add_error("items", _("Type or paste at least one line."))
        return data

    @property
    def listed(self) -> SkuList:
        """What was typed, and below it what the file holds; its lines are counted on."""
        typed = self.cleaned_data.get("items", "").rstrip()
        file = self.cleaned_data.get("file", "")
        return read_list(typed) + read_list(file, first=len(typed.splitlines()) + 1)


class QuoteRequestForm(AddressForm):
    """What is needed and where it is to go; filled in with the address that is used first."""

    label = None  # type: ignore[assignment]
    is_default = None  # type: ignore[assignment]
    field_order = ("items", "wish")
    items = forms.CharField(
        label=gettext_lazy("SKUs and quantities"),
        max_length=LONGEST_TEXT,
        strip=False,
        help_text=_LIST_HELP,
        error_messages={"required": gettext_lazy("Type or paste at least one line.")},
        widget=forms.Textarea({"rows": 6, "spellcheck": "false", "autocapitalize": "none"}),
    )
    wish = forms.CharField(
        label=gettext_lazy("What should we know?"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Such as when you need it, or the price you have in mind."),
        widget=forms.Textarea({"rows": 3}),
    )

    @classmethod
    def filled(cls, customer: Customer, address: Address | None, items: str) -> QuoteRequestForm:
        """The form as it is opened."""
        known = {"name": customer.name, "country": customer.country, "items": items}
        if address is not None:
            names = (
                "name", "company", "vat_id", "line1", "line2", "postcode", "city", "region",
                "country", "phone",
            )  # fmt: skip
            known |= {name: getattr(address, name) for name in names}
        return cls(initial=known)

    def checkout_details(self, email: str) -> CheckoutDetails:
        data = self.cleaned_data
        names = ("name", "company", "line1", "line2", "postcode", "city", "country", "phone")
        return CheckoutDetails(
            email=email,
            region=data["region"][:40],
            vat_number=data["vat_id"],
            **{name: data[name] for name in names},
        )


class AcceptForm(forms.Form):
    """The offer that its buyer looks at, and the number that stands on the invoice."""

    version = forms.IntegerField(min_value=1, max_value=10_000, widget=forms.HiddenInput)
    po_number = forms.CharField(
        label=gettext_lazy("Purchase-order number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("It stands on the invoice."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, needs_po_number: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["po_number"].is_needed = needs_po_number  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What would have made it fit?"), max_length=300, required=False
    )


class AskAgainForm(forms.Form):
    items = QuoteRequestForm.base_fields["items"]
    wish = QuoteRequestForm.base_fields["wish"]
