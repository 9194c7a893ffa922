"""Firms: whether their VAT number can be one, by its form and its check digit."""

from __future__ import annotations

from django.utils.translation import gettext as _
from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

from foundation.refusals import Refusal


class VatIdInvalid(Refusal):
    """The number cannot be one of that country."""


def checked_vat_id(*, country: str, text: str) -> str:
    """The number as it is written, with its country's letters where they belong to it.

    Raises:
        VatIdInvalid: it has not the form of that country's numbers, or its check digit is wrong.
    """
    kind = get_cc_module("gr" if country.upper() == "EL" else country.lower(), "vat")
    if kind is None:
        return "".join(text.split()).upper()
    try:
        compact = str(kind.validate(text)).upper()
    except ValidationError:
        raise VatIdInvalid(
            _("That is not a VAT number of %(country)s.") % {"country": country.upper()},
            field="vat_id",
        ) from None
    letters = "EL" if country.upper() == "GR" else country.upper()
    return compact if compact.startswith(letters) else f"{letters}{compact}"
