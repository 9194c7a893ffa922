"""What shoppers fill in."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from django import forms
from django.utils.translation import gettext_lazy as _

from events.names import Consent

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


class ConsentForm(forms.Form):
    """One of the choices that the banner and the privacy page offer."""

    level = forms.TypedChoiceField(
        choices=[(str(level.value), level.label) for level in Consent],
        coerce=lambda value: Consent(int(value)),
        error_messages={
            "required": _("Choose one of these."),
            "invalid_choice": _("Choose one of these."),
        },
    )
