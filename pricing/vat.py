"""VAT numbers of the EU and the United Kingdom, and where the EU's VAT applies."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError as NotValid
from stdnum.gb import vat as gb_vat

# The member states by ISO code. Greece calls itself EL in VAT numbers, Northern Ireland XI.
EU_COUNTRIES = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
     "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip
NORTHERN_IRELAND = "XI"
_PREFIXES = {"GR": "EL"}
# Parts of member states outside the common VAT area, by the start of their postcodes
# (Council Directive 2006/112/EC, article 6): Canary Islands, Ceuta, Melilla; Büsingen,
# Heligoland; Livigno; Åland.
_OUTSIDE = {
    "ES": ("35", "38", "51", "52"),
    "DE": ("78266", "27498"),
    "IT": ("23041",),
    "FI": ("22",),
}


class VatNumberInvalid(ValueError):
    """Not a VAT number of that country; ``message`` is a sentence for the one who typed it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class VatNumber:
    """A number whose form and check digits are right: its VAT country (EL, XI) and all of it."""

    country: str
    number: str


def vat_area(country: str, postcode: str = "") -> str:
    """The country whose VAT applies at an address; ``""`` where it is outside every area here.

    Northern Ireland is XI: for goods it belongs to the EU's VAT (Windsor Framework).
    """
    code, place = country.upper(), postcode.replace(" ", "").upper()
    if code == "GB" and place.startswith("BT"):
        return NORTHERN_IRELAND
    if code == "MC":
        return "FR"
    if code == "IM":
        return "GB"
    return "" if place.startswith(_OUTSIDE.get(code, ("\0",))) else code


def is_eu(area: str) -> bool:
    """Whether goods sent to a VAT area stay inside the EU's VAT."""
    return area in EU_COUNTRIES or area == NORTHERN_IRELAND


def check_vat_number(country: str, text: str) -> VatNumber:
    """The VAT number somebody in a country (ISO code) typed, with or without its prefix.

    Only form and check digits are judged; whether it is registered is for the tax office.

    Raises:
        VatNumberInvalid: another country's number, or not a number at all.
    """
    prefix = _PREFIXES.get(country.upper(), country.upper())
    typed = "".join(sign for sign in text.upper() if sign.isalnum())
    if prefix == "GB" and typed.startswith(NORTHERN_IRELAND):
        prefix = NORTHERN_IRELAND
    number = typed.removeprefix(country.upper()).removeprefix(prefix)
    try:
        if prefix in ("GB", NORTHERN_IRELAND):
            return VatNumber(prefix, prefix + str(gb_vat.validate(number)))
        if prefix not in {_PREFIXES.get(code, code) for code in EU_COUNTRIES}:
            raise VatNumberInvalid(_("VAT numbers of this country cannot be checked here."))
        return VatNumber(prefix, str(eu_vat.validate(prefix + number)))
    except NotValid as error:
        raise VatNumberInvalid(
            _("This is not a VAT number of that country. Please check its digits.")
        ) from error
