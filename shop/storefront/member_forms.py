"""What customers fill in on the pages of their account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.addresses import AddressDetails
from accounts.models import Address
from accounts.tokens import Scope
from notifications.kinds import OPTIONAL_KINDS, MailKind
from pricing.vat import VatNumberInvalid, check_vat_number
from shop.storefront.forms import countries
from shop.storefront.typed_postcodes import judge_postcode

STARS = [(number, str(number)) for number in range(5, 0, -1)]


def _text(label: Any, longest: int, autocomplete: str = "", **kwargs: Any) -> forms.CharField:
    attrs = {"autocomplete": autocomplete} if autocomplete else {}
    widget = forms.TextInput(attrs)
    return forms.CharField(label=label, max_length=longest, widget=widget, **kwargs)


class AddressForm(forms.Form):
    """An address of the book; its default is set by a box of its own."""

    label = _text(
        _("What you call it"),
        40,
        required=False,
        help_text=_("Such as “Home” or “Work”. Only you see it."),
    )
    name = _text(_("Full name"), 120, "name")
    company = _text(_("Company"), 120, "organization", required=False)
    vat_id = _text(_("VAT number"), 20, required=False)
    line1 = _text(_("Street and number"), 120, "address-line1")
    line2 = _text(_("Flat, floor"), 120, "address-line2", required=False)
    postcode = _text(_("Postcode"), 20, "postal-code")
    city = _text(_("City"), 80, "address-level2")
    region = _text(_("Region or state"), 80, "address-level1", required=False)
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
    is_default = forms.BooleanField(label=_("Use this one first"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or settings.LANGUAGE_CODE
        self.fields["country"].choices = countries(language)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        judge_postcode(self)
        if data.get("vat_id") and data.get("country"):
            try:
                data["vat_id"] = check_vat_number(data["country"], data["vat_id"]).number
            except VatNumberInvalid as error:
                self.add_error("vat_id", error.message)
        return data

    @classmethod
    def of(cls, address: Address) -> AddressForm:
        """The form as it stands with an address that is kept."""
        names = (*AddressDetails.__dataclass_fields__, "is_default")
        return cls(initial={name: getattr(address, name) for name in names})

    def details(self) -> AddressDetails:
        fields = AddressDetails.__dataclass_fields__
        return AddressDetails(**{name: self.cleaned_data[name] for name in fields})


class ReviewForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("Stars"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one to five stars.")},
    )
    title = forms.CharField(label=_("In a few words"), max_length=120, required=False)
    text = forms.CharField(
        label=_("What is it like?"),
        max_length=5_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("What you would tell a friend. Staff read it before it is shown."),
    )
    author = forms.CharField(
        label=_("Name to show"),
        max_length=80,
        required=False,
        help_text=_("Left empty, it is your first name and an initial."),
    )


class MailForm(forms.Form):
    """Which mails somebody wants, and in which language all of them are."""

    mail = forms.MultipleChoiceField(
        label=_("Mails you can do without"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, kind.label) for kind in MailKind if kind in OPTIONAL_KINDS],
        help_text=_("What concerns your orders is always sent."),
    )
    language = forms.ChoiceField(label=_("We write to you in"), choices=settings.LANGUAGES)


class AgeForm(forms.Form):
    """When somebody was born, if they like to tell."""

    year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        widget=forms.NumberInput({"autocomplete": "bday-year", "inputmode": "numeric"}),
    )


class BirthdayForm(forms.Form):
    """Day and month of a birthday, if they like to tell."""

    day = forms.IntegerField(
        label=_("Day"),
        required=False,
        widget=forms.NumberInput({"autocomplete": "bday-day", "inputmode": "numeric"}),
    )
    month = forms.TypedChoiceField(
        label=_("Month"),
        required=False,
        choices=[("", "–"), *MONTHS.items()],
        coerce=int,
        empty_value=None,
        widget=forms.Select({"autocomplete": "bday-month"}),
    )


class WishlistForm(forms.Form):
    name = forms.CharField(label=_("Name of the list"), max_length=80)


class AlertForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


class TokenForm(forms.Form):
    """A key to the API, limited to what is ticked."""

    name = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("Such as “My phone’s app”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what it may do.")},
    )
    expires_on = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, *args: Any, scopes: list[Scope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(s.value, s.label) for s in scopes]  # type: ignore[attr-defined]


class ErasureForm(forms.Form):
    """Erasing cannot be undone, so the address is asked for once more."""

    email = forms.CharField(
        label=_("Your e-mail address, to be sure"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected.casefold()

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email.strip().casefold() != self._expected:
            raise forms.ValidationError(_("This is not the address of this account."))
        return email
