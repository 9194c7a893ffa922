"""The form of the checkout: from address to payment on one page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Address
from foundation import clock
from orders.building import BillingAddress, CheckoutDetails, GiftWish
from orders.quoting import MethodOffer
from pricing.vat import VatNumberInvalid, check_vat_number
from shop.storefront.forms import countries
from shop.storefront.typed_postcodes import judge_postcode

ANOTHER = "other"
LATEST_GIFT = timedelta(days=365)
ADDRESS_FIELDS = ("line1", "postcode", "city")
BILLING_FIELDS = ("billing_name", "billing_line1", "billing_postcode", "billing_city")


def _text(label: Any, length: int, autocomplete: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=False,
        widget=forms.TextInput({"autocomplete": autocomplete}),
        **options,
    )


class CheckoutForm(forms.Form):
    """Who gets it, where, how, and how it is paid.

    What is needed depends on the rest: no street for what is picked up or goes to a saved
    address, an address for the invoice only where it is another.
    """

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("For the confirmation and news of the delivery."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    saved = forms.ChoiceField(required=False)
    name = _text(_("Full name"), 120, "name")
    company = _text(_("Company"), 120, "organization")
    line1 = _text(_("Street and number"), 120, "address-line1")
    line2 = _text(_("Flat, floor, entrance"), 120, "address-line2")
    postcode = _text(_("Postcode"), 20, "postal-code")
    city = _text(_("City"), 80, "address-level2")
    region = _text(_("State or region"), 40, "address-level1")
    country = forms.ChoiceField(
        label=_("Country"), required=False, widget=forms.Select({"autocomplete": "country"})
    )
    phone = forms.RegexField(
        r"^[0-9+()/. -]{5,30}$",
        label=_("Phone"),
        required=False,
        help_text=_("Only if the carrier may call you."),
        error_messages={"invalid": _("That does not look like a phone number.")},
        widget=forms.TextInput({"autocomplete": "tel", "type": "tel"}),
    )
    vat_number = _text(
        _("VAT number"), 20, "off", help_text=_("For companies in the EU, such as DE136695976.")
    )
    po_number = _text(
        _("Purchase-order number"), 40, "off", help_text=_("It stands on the invoice.")
    )
    billing_differs = forms.BooleanField(
        label=_("The invoice goes to another address"), required=False
    )
    billing_name = _text(_("Full name"), 120, "billing name")
    billing_company = _text(_("Company"), 120, "billing organization")
    billing_line1 = _text(_("Street and number"), 120, "billing address-line1")
    billing_line2 = _text(_("Flat, floor, entrance"), 120, "billing address-line2")
    billing_postcode = _text(_("Postcode"), 20, "billing postal-code")
    billing_city = _text(_("City"), 80, "billing address-level2")
    billing_country = forms.ChoiceField(
        label=_("Country"), required=False, widget=forms.Select({"autocomplete": "billing country"})
    )
    starts_at_once = forms.BooleanField(
        label=_(
            "I want my download to start at once, and know that I lose my right of withdrawal"
            " with it."
        ),
        required=False,
    )
    renews = forms.BooleanField(
        label=_(
            "I want what comes again to be ordered each time, and my means of payment to be kept"
            " and charged for it, until I end it."
        ),
        required=False,
    )
    shipping = forms.ChoiceField(
        label=_("Delivery"), error_messages={"required": _("Choose how it should be delivered.")}
    )
    payment = forms.ChoiceField(
        label=_("Payment"), error_messages={"required": _("Choose how to pay.")}
    )
    note = forms.CharField(
        label=_("Note for us"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    gift_name = _text(_("Name of who gets the gift card"), 120, "off")
    gift_email = forms.EmailField(
        label=_("Their e-mail"),
        max_length=254,
        required=False,
        help_text=_("Empty: the card goes to you."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    gift_message = forms.CharField(
        label=_("A word to them"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    gift_day = forms.DateField(
        label=_("To be sent on"),
        required=False,
        help_text=_("Empty: at once."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        offers: Sequence[MethodOffer],
        payments: Sequence[tuple[str, str]],
        addresses: Sequence[Address] = (),
        has_downloads: bool = False,
        comes_again: bool = False,
        needs_po_number: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.has_downloads = has_downloads
        self.comes_again = comes_again
        self.needs_po_number = needs_po_number
        self.fields["po_number"].is_needed = needs_po_number  # type: ignore[attr-defined]
        self.offers = {offer.method.public_id: offer for offer in offers}
        self.addresses = {str(address.pk): address for address in addresses}
        known = countries(get_language() or settings.LANGUAGE_CODE)
        for name in ("country", "billing_country"):
            self.fields[name].choices = known  # type: ignore[attr-defined]
        self.fields["saved"].choices = [*((pk, pk) for pk in self.addresses), (ANOTHER, ANOTHER)]  # type: ignore[attr-defined]
        self.fields["shipping"].choices = [  # type: ignore[attr-defined]
            (code, offer.method.name) for code, offer in self.offers.items()
        ]
        self.fields["payment"].choices = payments  # type: ignore[attr-defined]
        for name in ("name", "country", *ADDRESS_FIELDS, *BILLING_FIELDS, "billing_country"):
            self.fields[name].is_needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        offer = self.offers.get(data.get("shipping", ""))
        has_no_street = offer is not None and not offer.quote.needs_street
        if self.saved_address is None:
            self._require("name", "country", *(() if has_no_street else ADDRESS_FIELDS))
            if not has_no_street:  # a saved one may be as another shop knew it
                judge_postcode(self)
        if self.has_downloads and not data.get("starts_at_once"):
            self.add_error("starts_at_once", _("Please agree, else we cannot sell it to you."))
        if self.comes_again and not data.get("renews"):
            self.add_error("renews", _("Please agree, else we cannot send it again."))
        if self.needs_po_number:
            self._require("po_number")
        if data.get("billing_differs"):
            self._require(*BILLING_FIELDS, "billing_country")
            judge_postcode(self, part="billing_")
        self._check_vat_number(data)
        return data

    def clean_gift_day(self) -> date | None:
        day: date | None = self.cleaned_data["gift_day"]
        today = clock.business_day()
        if day is not None and not today <= day <= today + LATEST_GIFT:
            raise forms.ValidationError(_("Choose a day within the next year."))
        return day

    def clean_gift_message(self) -> str:
        """Words for somebody need to know where to go."""
        words: str = self.cleaned_data["gift_message"]
        if words and not self.cleaned_data.get("gift_email") and "gift_email" not in self.errors:
            self.add_error("gift_email", _("Where is it to be sent?"))
        return words

    def _require(self, *names: str) -> None:
        for name in names:
            if not self.cleaned_data.get(name) and name not in self.errors:
                message = self.fields[name].error_messages["required"]
                self.add_error(name, message)

    def _check_vat_number(self, data: dict[str, Any]) -> None:
        if not data.get("vat_number"):
            return
        try:
            number = check_vat_number(self.details().invoice_country, data["vat_number"])
        except VatNumberInvalid as error:
            self.add_error("vat_number", error.message)
        else:
            data["vat_number"] = number.number

    @property
    def saved_address(self) -> Address | None:
        """The address of the customer's that was chosen; None where one was typed."""
        return self.addresses.get(self.cleaned_data.get("saved", ""))

    def problem(self, field: str, message: str) -> None:
        """Add what only the checkout itself could find out."""
        self.add_error(field if field in self.fields else None, message)

    def details(self) -> CheckoutDetails:
        """What was typed or chosen, as the checkout takes it."""
        data = self.cleaned_data
        source = self.saved_address or None
        return CheckoutDetails(
            email=data.get("email", ""),
            note=data.get("note", ""),
            vat_number=data.get("vat_number", ""),
            starts_at_once=bool(data.get("starts_at_once")),
            renews=self.comes_again and bool(data.get("renews")),
            po_number=data.get("po_number", ""),
            gift=self._gift(),
            billing=self._billing() if data.get("billing_differs") else None,
            **{
                name: (getattr(source, name) if source else data.get(name)) or ""
                for name in (
                    "name", "company", "line1", "line2", "postcode", "city", "region",
                    "country", "phone",
                )
            },
        )  # fmt: skip

    def _gift(self) -> GiftWish | None:
        """To whom gift cards go; None: to the buyer."""
        data = self.cleaned_data
        email, day = data.get("gift_email"), data.get("gift_day")
        if not email and day is None:
            return None
        return GiftWish(
            email or data.get("email", ""),
            data.get("gift_name", ""),
            data.get("gift_message", ""),
            day,
        )

    def _billing(self) -> BillingAddress:
        data = self.cleaned_data
        names = ("name", "company", "line1", "line2", "postcode", "city", "country")
        return BillingAddress(**{name: data.get(f"billing_{name}") or "" for name in names})
