"""How a sale is taxed, as the returns of a state ask: at home, OSS, reverse charge, export."""

from __future__ import annotations

from orders.accounting.postings import TaxPlace
from orders.accounting.roles import Treatment
from pricing.vat import is_eu, vat_area


def tax_place(
    *,
    country: str,
    postcode: str,
    home: str,
    is_reverse_charge: bool,
    is_exempt: bool,
    is_taxed: bool,
    uses_oss: bool,
) -> TaxPlace:
    """The treatment of an order by where it went; countries are ISO codes, ``home`` the shop's.

    What is exempt by the buyer's certificate is so wherever it went. An order that names no
    country was sold at home. Goods for a place outside every VAT area known here are exported;
    goods for a country outside the EU are exported unless they were taxed, since the shop then
    collects that country's tax.
    """
    home_area = vat_area(home)
    area = vat_area(country, postcode) if country else home_area
    where = area or country
    if is_exempt:
        return TaxPlace(Treatment.EXEMPT, where)
    if is_reverse_charge:
        return TaxPlace(Treatment.REVERSE_CHARGE, where)
    if area == home_area:
        return TaxPlace(Treatment.DOMESTIC, where)
    if area and is_eu(area) and is_eu(home_area):
        return TaxPlace(Treatment.OSS if uses_oss else Treatment.DOMESTIC, where)
    return TaxPlace(Treatment.ABROAD if is_taxed else Treatment.EXPORT, where)
