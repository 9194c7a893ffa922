"""Value added tax of the EU, the United Kingdom and Switzerland, to start a shop with.

Source: the rates that the states publish, as the European Commission lists them in its "Taxes in
Europe" database, HM Revenue & Customs and the Swiss Federal Tax Administration, as known in
August 2025. Rates change: staff keep them in the admin, with the day each begins, and this table
never overwrites what is there.

``reduced`` is the highest of a state's reduced rates, so that goods which would get a lower one
are never taxed too little. Where it was about to change or is not one number (Denmark has none,
Finland, Lithuania and Luxembourg) the row is left out and the standard rate holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Rows that had held for years when the table was made begin here.
LONG_AGO = date(2020, 1, 1)

CLASSES = {
    "standard": {"en": "Standard", "de": "Normal besteuert"},
    "reduced": {"en": "Reduced", "de": "Ermäßigt besteuert"},
    "zero": {"en": "Never taxed", "de": "Nie besteuert"},
}


@dataclass(frozen=True, slots=True)
class KnownRate:
    """A rate in basis points from a day on; ``area`` is the start of region or postcode."""

    tax_class: str
    country: str
    basis_points: int
    valid_from: date = LONG_AGO
    valid_until: date | None = None
    area: str = ""
    is_export: bool = False


_STANDARD = {
    "AT": 2000, "BE": 2100, "BG": 2000, "CH": 810, "CY": 1900, "CZ": 2100, "DE": 1900, "DK": 2500,
    "EE": 2400, "ES": 2100, "FI": 2550, "FR": 2000, "GB": 2000, "GR": 2400, "HR": 2500, "HU": 2700,
    "IE": 2300, "IT": 2200, "LT": 2100, "LU": 1700, "LV": 2100, "MT": 1800, "NL": 2100, "PL": 2300,
    "PT": 2300, "RO": 2100, "SE": 2500, "SI": 2200, "SK": 2300,
}  # fmt: skip
_REDUCED = {
    "AT": 1300, "BE": 1200, "BG": 900, "CH": 260, "CY": 900, "CZ": 1200, "DE": 700, "EE": 1300,
    "ES": 1000, "FR": 1000, "GB": 500, "GR": 1300, "HR": 1300, "HU": 1800, "IE": 1350, "IT": 1000,
    "LV": 1200, "MT": 700, "NL": 900, "PL": 800, "PT": 1300, "RO": 1100, "SE": 1200, "SI": 950,
    "SK": 1900,
}  # fmt: skip
# The day since which a rate holds, where it is a recent one.
_SINCE = {
    ("standard", "CH"): date(2024, 1, 1),
    ("reduced", "CH"): date(2024, 1, 1),
    ("reduced", "CZ"): date(2024, 1, 1),
    ("standard", "EE"): date(2025, 7, 1),
    ("reduced", "EE"): date(2025, 1, 1),
    ("standard", "FI"): date(2024, 9, 1),
    ("standard", "LU"): date(2024, 1, 1),
    ("standard", "RO"): date(2025, 8, 1),
    ("reduced", "RO"): date(2025, 8, 1),
    ("standard", "SK"): date(2025, 1, 1),
    ("reduced", "SK"): date(2025, 1, 1),
}
# Outside the EU's VAT by article 6 of directive 2006/112/EC, by the start of the postcode, and
# the United States, whose sales taxes no shop abroad collects by default.
_EXPORTS = (
    ("ES", "35"), ("ES", "38"), ("ES", "51"), ("ES", "52"), ("DE", "78266"), ("DE", "27498"),
    ("IT", "23041"), ("FI", "22"), ("US", ""),
)  # fmt: skip

RATES: tuple[KnownRate, ...] = (
    *(
        KnownRate(tax_class, country, rate, _SINCE.get((tax_class, country), LONG_AGO))
        for tax_class, rates in (("standard", _STANDARD), ("reduced", _REDUCED))
        for country, rate in rates.items()
    ),
    *(KnownRate("standard", country, 0, area=area, is_export=True) for country, area in _EXPORTS),
)
