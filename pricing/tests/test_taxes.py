"""Tax by destination, class and date; relief; the table that a shop starts with."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from catalog.models import Product
from foundation.money import Money
from pricing.engine import Relief
from pricing.models import TaxClass, TaxRate
from pricing.selectors import Destination, price_book, tax_policy
from pricing.services import load_tax_rates, put_in_class, save_tax_class, save_tax_rate
from pricing.tests.factories import make_variant
from pricing.vat import check_vat_number

pytestmark = pytest.mark.django_db
FRENCH = "FR40303265045"


@pytest.fixture
def german_shop(settings):
    settings.SHOP_COUNTRY = "DE"
    settings.SHOP_PRICES_INCLUDE_TAX = True
    load_tax_rates()


def rate_of(country: str, tax_class: str = "standard", **place) -> int:
    return tax_policy(Destination(country, **place)).rate(tax_class)


def add_rate(tax_class: str, country: str, points: int, **more) -> TaxRate:
    found = TaxClass.objects.filter(code=tax_class).first()
    found = found or save_tax_class(tax_class=TaxClass(code=tax_class, name_en=tax_class))
    more.setdefault("valid_from", date(2020, 1, 1))
    return save_tax_rate(
        rate=TaxRate(tax_class=found, country=country, rate_basis_points=points, **more)
    )


def test_without_rates_the_setting_holds(settings):
    settings.SHOP_TAX_RATE_BASIS_POINTS = 1750
    policy = tax_policy(None)
    assert (policy.rate(""), policy.rate("standard"), policy.relief) == (1750, 1750, Relief.NONE)


@pytest.mark.parametrize(
    ("country", "tax_class", "points"),
    [
        ("DE", "standard", 1900), ("DE", "reduced", 700), ("DE", "zero", 0), ("DE", "", 1900),
        ("FR", "standard", 2000), ("HU", "standard", 2700), ("FI", "standard", 2550),
        ("DK", "reduced", 2500), ("CH", "reduced", 260), ("BR", "standard", 1900),
    ],
)  # fmt: skip
def test_the_destination_decides(german_shop, country, tax_class, points):
    assert rate_of(country, tax_class) == points


def test_a_rate_holds_in_its_days(settings):
    add_rate("standard", "EE", 2200, valid_from=date(2024, 1, 1), valid_until=date(2025, 6, 30))
    add_rate("standard", "EE", 2400, valid_from=date(2025, 7, 1))
    then = datetime(2025, 6, 30, 12, tzinfo=UTC)
    assert tax_policy(Destination("EE"), at=then).rate("standard") == 2200
    assert tax_policy(Destination("EE"), at=then.replace(month=7)).rate("standard") == 2400


def test_the_longest_area_that_fits_is_taken():
    add_rate("standard", "US", 0)
    add_rate("standard", "US", 725, area="CA")
    add_rate("standard", "US", 950, area="CA9")
    assert rate_of("US", region="US-CA") == 725
    assert rate_of("US", region="CA", postcode="CA9 123") == 950
    assert rate_of("US", region="NY") == 0


def test_everywhere_else_has_a_row_of_its_own():
    add_rate("standard", "", 300)
    assert rate_of("BR") == 300


def test_reverse_charge_needs_a_number_of_the_country_the_goods_go_to(german_shop):
    number = check_vat_number("FR", FRENCH)
    across = tax_policy(Destination("FR", vat=number))
    assert (across.relief, across.rate("standard")) == (Relief.REVERSE_CHARGE, 0)
    assert tax_policy(Destination("BE", vat=number)).relief is Relief.NONE
    assert tax_policy(Destination("FR")).relief is Relief.NONE


def test_no_reverse_charge_at_home_or_outside(german_shop, settings):
    home = check_vat_number("DE", "DE136695976")
    british = check_vat_number("GB", "GB980780684")
    assert tax_policy(Destination("DE", vat=home)).relief is Relief.NONE
    assert tax_policy(Destination("GB", postcode="SW1A 1AA", vat=british)).relief is Relief.NONE
    settings.SHOP_COUNTRY = "GB"
    number = check_vat_number("FR", FRENCH)
    assert tax_policy(Destination("FR", vat=number)).relief is Relief.NONE


def test_goods_to_northern_ireland_stay_in_the_union(german_shop):
    number = check_vat_number("GB", "XI980780684")
    belfast = Destination("GB", postcode="BT1 5GS", vat=number)
    assert tax_policy(belfast).relief is Relief.REVERSE_CHARGE
    assert rate_of("GB", postcode="BT1 5GS") == 2000


@pytest.mark.parametrize(
    "place",
    [Destination("US"), Destination("ES", postcode="35001"), Destination("DE", postcode="27498")],
)
def test_an_export_leaves_without_tax(german_shop, place):
    variant = make_variant("11.90")
    book = price_book(variant_ids=[variant.pk], currency="EUR", destination=place)
    priced = book.price({variant.pk: 2}, shipping=Money(595, "EUR"))
    assert (priced.subtotal.minor, priced.shipping.minor, priced.tax.minor) == (2000, 500, 0)
    assert priced.total.minor == 2500
    assert not priced.reverse_charge


def test_gross_prices_stay_what_they_are_inside_the_union(german_shop):
    variant = make_variant("12.00")
    for country, tax in (("DE", 192), ("FR", 200)):
        book = price_book(
            variant_ids=[variant.pk], currency="EUR", destination=Destination(country)
        )
        priced = book.price({variant.pk: 1})
        assert (priced.total.minor, priced.tax.minor) == (1200, tax)


def test_a_product_of_another_class(german_shop):
    book, lamp = make_variant("10.70"), make_variant("11.90")
    put_in_class(
        product=Product.objects.get(variants=book), tax_class=TaxClass.objects.get(code="reduced")
    )
    prices = price_book(variant_ids=[book.pk, lamp.pk], currency="EUR")
    priced = prices.price({book.pk: 1, lamp.pk: 1})
    assert [(row.tax_rate_basis_points, row.tax.minor) for row in priced.lines] == [
        (700, 70),
        (1900, 190),
    ]
    put_in_class(product=Product.objects.get(variants=book), tax_class=None)
    assert price_book(variant_ids=[book.pk], currency="EUR").goods[book.pk].tax_class == ""


def test_the_command_adds_what_is_missing_and_leaves_what_is_there():
    add_rate("standard", "DE", 1600)
    out = StringIO()
    call_command("load_tax_rates", stdout=out)
    assert (
        TaxRate.objects.get(tax_class__code="standard", country="DE", area="").rate_basis_points
        == 1600
    )
    before = TaxRate.objects.count()
    call_command("load_tax_rates", stdout=out)
    assert TaxRate.objects.count() == before
    assert "0 tax rates added" in out.getvalue()
