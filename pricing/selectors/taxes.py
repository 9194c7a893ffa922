"""What the place goods go to makes of their tax."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, FilteredRelation, Q, QuerySet

from foundation import clock
from foundation.prepared import PreparedQuery
from pricing.engine import Relief, TaxPolicy
from pricing.models import TaxClass
from pricing.models.taxes import SHIPPING, STANDARD
from pricing.vat import VatNumber, is_eu, vat_area

ANYWHERE = ""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where goods go: ISO country, region's code and postcode; ``vat`` is a checked VAT number."""

    country: str
    region: str = ""
    postcode: str = ""
    vat: VatNumber | None = None


@dataclass(frozen=True, slots=True)
class _Rate:
    tax_class: str
    country: str
    area: str
    basis_points: int
    is_export: bool


@dataclass(frozen=True, slots=True)
class _Rates:
    """The rates in force that may matter, and the classes there are."""

    rows: list[_Rate]
    classes: dict[str, bool]

    def find(self, tax_class: str, country: str, *places: str) -> _Rate | None:
        """A class's rate in a country: of the longest area that a region or postcode starts with.

        Where the class has none the standard one is taken: better too much than too little.
        """
        for wanted in (tax_class, STANDARD):
            fitting = [
                row
                for row in self.rows
                if (row.tax_class, row.country) == (wanted, country)
                and (not row.area or any(place.startswith(row.area) for place in places))
            ]
            if fitting:
                return max(fitting, key=lambda row: len(row.area))
        return None

    def basis_points(self, tax_class: str, found: Iterable[_Rate | None]) -> int:
        if self.classes.get(tax_class):
            return 0
        rates = (row.basis_points for row in found if row is not None)
        return next(rates, settings.SHOP_TAX_RATE_BASIS_POINTS)


def tax_policy(
    destination: Destination | None, *, exempt_in: str = "", at: datetime | None = None
) -> TaxPolicy:
    """The rates of a destination and whether a sale to it is taxed at all, in one query.

    A rate of the destination's region goes before its country's, that before the rate for
    everywhere else, that before the rate at home, and without any row the setting
    ``SHOP_TAX_RATE_BASIS_POINTS`` holds. Without a destination the goods stay at home.

    A buyer with a VAT number of the destination, which is in the EU's VAT but not in the shop's
    own country, owes the tax themselves (reverse charge); from and to outside the EU nobody does.
    ``exempt_in`` is the country (ISO code) in which a certificate frees the buyer of tax.
    """
    home = settings.SHOP_COUNTRY
    place = destination or Destination(home)
    country = vat_area(place.country, place.postcode)
    country = "GB" if country == "XI" else country or place.country.upper()
    rates = _read(country, home, at)
    region = place.region.upper().removeprefix(f"{country}-")
    places = (region, place.postcode.replace(" ", "").upper())

    def due(tax_class: str) -> int:
        here, rest = rates.find(tax_class, country, *places), rates.find(tax_class, ANYWHERE)
        return rates.basis_points(tax_class, (here, rest, rates.find(tax_class, home)))

    def at_home(tax_class: str) -> int:
        return rates.basis_points(
            tax_class, (rates.find(tax_class, home), rates.find(tax_class, ANYWHERE))
        )

    found = rates.find(STANDARD, country, *places) or rates.find(STANDARD, ANYWHERE)
    relief = Relief.EXEMPT if exempt_in and place.country.upper() == exempt_in else Relief.NONE
    if found and found.is_export:
        relief = Relief.EXPORT
    if _is_reverse_charge(place, home):
        relief = Relief.REVERSE_CHARGE
    classes = [*rates.classes, STANDARD]
    return TaxPolicy(
        included=settings.SHOP_PRICES_INCLUDE_TAX,
        rates={tax_class: due(tax_class) for tax_class in classes},
        home_rates={tax_class: at_home(tax_class) for tax_class in classes},
        fallback=at_home(STANDARD) if relief else due(STANDARD),
        relief=relief,
        shipping_class=SHIPPING if SHIPPING in rates.classes else "",
    )


def _read(country: str, home: str, at: datetime | None) -> _Rates:
    rows = _RATES(countries=sorted({country, home, ANYWHERE}), today=clock.business_day(at))
    classes: dict[str, bool] = {}
    # Of two rates in force the one that began last is meant: it comes last and overwrites.
    latest: dict[tuple[str, str, str], _Rate] = {}
    for code, is_exempt, rate_country, area, basis_points, is_export in rows:
        classes[code] = is_exempt
        if basis_points is not None:
            row = _Rate(code, rate_country, area, basis_points, is_export)
            latest[code, rate_country, area] = row
    return _Rates(list(latest.values()), classes)


def _rates_in_force(*, countries: Any, today: Any) -> QuerySet[Any, Any]:
    """All classes, each with its rates in some countries on a day."""
    in_force = (
        Q(rates__country__in=countries)
        & Q(rates__valid_from__lte=today)
        & (Q(rates__valid_until__isnull=True) | Q(rates__valid_until__gte=today))
    )
    return (
        TaxClass.objects.annotate(rate=FilteredRelation("rates", condition=in_force))
        .order_by("pk", F("rate__valid_from").asc(nulls_first=True))
        .values_list(
            "code",
            "is_exempt",
            "rate__country",
            "rate__area",
            "rate__rate_basis_points",
            "rate__is_export",
        )
    )


_RATES = PreparedQuery(_rates_in_force)


def _is_reverse_charge(place: Destination, home: str) -> bool:
    if place.vat is None:
        return False
    there = vat_area(place.country, place.postcode)
    here = vat_area(home)
    number_of = "GR" if place.vat.country == "EL" else place.vat.country
    return is_eu(here) and is_eu(there) and there != here and number_of == there
