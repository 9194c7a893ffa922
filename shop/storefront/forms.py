"""What shoppers fill in."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.names import Consent
from orders.building import CheckoutDetails
from orders.payments.card_for_tests import TestCard
from orders.selectors import ShippingQuote

# Where the post can bring a parcel: no codes of regions, unions or places without an address.
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AQ", "BV", "HM", "TF"})


@lru_cache(maxsize=8)
def countries(language: str) -> list[tuple[str, str]]:
    """Codes and names of countries, sorted as the language reads them."""
    names = Locale.parse(language.replace("-", "_")).territories
    found = [
        (code, name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    ]
    return sorted(found, key=lambda entry: entry[1].casefold())


class CheckoutForm(forms.Form):
    """One page from address to payment. ``seen`` totals are what the shopper was shown."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("For the confirmation and news of the delivery."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    name = forms.CharField(
        label=_("Full name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    line1 = forms.CharField(
        label=_("Street and number"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "address-line1"}),
    )
    line2 = forms.CharField(
        label=_("Flat, floor, company"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "address-line2"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"), max_length=20, widget=forms.TextInput({"autocomplete": "postal-code"})
    )
    city = forms.CharField(
        label=_("City"), max_length=80, widget=forms.TextInput({"autocomplete": "address-level2"})
    )
    country = forms.ChoiceField(
        label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"})
    )
    phone = forms.RegexField(
        r"^[0-9+()/. -]{5,30}$",
        label=_("Phone"),
        required=False,
        help_text=_("Only if the carrier may call you."),
        error_messages={"invalid": _("That does not look like a phone number.")},
        widget=forms.TextInput({"autocomplete": "tel", "type": "tel"}),
    )
    shipping = forms.ChoiceField(
        label=_("Delivery"), error_messages={"required": _("Choose how it should be delivered.")}
    )
    payment = forms.ChoiceField(
        label=_("Payment"),
        choices=[(card.value, card.value) for card in TestCard],
        error_messages={"required": _("Choose how to pay.")},
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, shipping: list[ShippingQuote], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or settings.LANGUAGE_CODE
        self.fields["country"].choices = countries(language)  # type: ignore[attr-defined]
        self.fields["shipping"].choices = [  # type: ignore[attr-defined]
            (quote.method.public_id, quote.method.name) for quote in shipping
        ]

    def problem(self, field: str, message: str) -> None:
        """Add what only the checkout itself could find out."""
        self.add_error(field if field in self.fields else None, message)

    def details(self) -> CheckoutDetails:
        data = self.cleaned_data
        return CheckoutDetails(
            email=data["email"],
            name=data["name"],
            line1=data["line1"],
            line2=data["line2"],
            postcode=data["postcode"],
            city=data["city"],
            country=data["country"],
            phone=data["phone"],
        )


class ConsentForm(forms.Form):
    """One of the choices that the banner and the privacy page offer."""

    level = forms.TypedChoiceField(
        choices=[(str(level.value), level.label) for level in Consent],
        coerce=lambda value: Consent(int(value)),
    )
