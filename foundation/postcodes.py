"""What a postcode of a country looks like: a slip in typing is told before a parcel goes astray.

Only what somebody types is judged. What other systems tell (imports, marketplaces) stays as it is.
Forms after the Universal Postal Union's addressing guides. Countries without a form that everybody
uses are left out, Ireland too: many addresses there are still written without an Eircode.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.refusals import Refusal


@dataclass(frozen=True, slots=True)
class _Form:
    """A pattern of what is left without blanks and hyphens, in capitals; and one as it is typed."""

    pattern: str
    example: str


_FORMS = {
    "AT": _Form("[0-9]{4}", "1010"),
    "AU": _Form("[0-9]{4}", "2000"),
    "BE": _Form("[0-9]{4}", "1000"),
    "CA": _Form("[A-Z][0-9][A-Z][0-9][A-Z][0-9]", "K1A 0B1"),
    "CH": _Form("[0-9]{4}", "8001"),
    "CZ": _Form("[0-9]{5}", "110 00"),
    "DE": _Form("[0-9]{5}", "10115"),
    "DK": _Form("[0-9]{4}", "1050"),
    "ES": _Form("[0-9]{5}", "28001"),
    "FI": _Form("[0-9]{5}", "00100"),
    "FR": _Form("[0-9]{5}", "75001"),
    "GB": _Form("[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}|GIR0AA|BFPO[0-9]{1,4}", "SW1A 1AA"),
    "IT": _Form("[0-9]{5}", "00184"),
    "JP": _Form("[0-9]{7}", "100-0001"),
    "LI": _Form("[0-9]{4}", "9490"),
    "LU": _Form("[0-9]{4}", "1009"),
    "NL": _Form("[0-9]{4}[A-Z]{2}", "1012 AB"),
    "NO": _Form("[0-9]{4}", "0150"),
    "PL": _Form("[0-9]{5}", "00-001"),
    "PT": _Form("[0-9]{7}", "1100-148"),
    "SE": _Form("[0-9]{5}", "111 22"),
    "US": _Form("[0-9]{5}([0-9]{4})?", "10001"),
}


def check_postcode(country: str, postcode: str) -> None:
    """Raise unless it looks like one of the country; blanks, hyphens and case do not matter.

    ``country`` is an ISO 3166 code of two letters; of one that is not known here all pass.

    Raises:
        Refusal: it does not, with ``field`` "postcode".
    """
    form = _FORMS.get(country.upper())
    if form is None or re.fullmatch(form.pattern, re.sub(r"[\s-]", "", postcode).upper()):
        return
    words = _("That does not look like a postcode of this country, such as %(example)s.")
    raise Refusal(words % {"example": form.example}, field="postcode")
