"""Staff make offers in the admin: what they type is kept, what is wrong is said at its field."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import CustomerGroup, User
from catalog.tests.factories import make_category
from foundation.money import Money
from pricing.models import (
    Coupon,
    Currency,
    PriceList,
    PriceListEntry,
    Promotion,
    PromotionKind,
    TaxClass,
    TaxRate,
)
from pricing.services import load_tax_rates, save_price_list, set_exchange_rate, set_list_price
from pricing.tests.factories import make_coupon, make_promotion, make_variant

pytestmark = pytest.mark.django_db
PAGES = (
    "price", "pricelist", "promotion", "promotiongroup", "coupon", "taxclass", "taxrate",
    "producttax", "currency", "exchangerate",
)  # fmt: skip


SUBMITTED = {"_form_submitted": "on"}


@pytest.fixture
def staff(client):
    client.force_login(User.objects.create_superuser("boss@example.com", "x"))
    return client


def address(name: str, verb: str = "add", *args) -> str:
    return reverse(f"admin:pricing_{name}_{verb}", args=args)


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    inlines = [
        error
        for formset in response.context["inline_admin_formsets"]
        for error in formset.formset.errors
        if error
    ]
    return dict(response.context["adminform"].form.errors) | (
        {"inlines": inlines} if inlines else {}
    )


def promotion_form(**changes) -> dict[str, object]:
    now = timezone.now()
    blank = {
        "label_en": "Ten off", "label_de": "", "kind": "percentage", "currency": "EUR",
        "percent": "12.5", "spread": "together", "gift_quantity": "1", "minimum_quantity": "0",
        "priority": "100", "combinable": "on", "is_active": "on",
        "starts_at_0": f"{now:%Y-%m-%d}", "starts_at_1": "00:00:00",
        "targets-TOTAL_FORMS": "0", "targets-INITIAL_FORMS": "0",
    }  # fmt: skip
    return blank | changes


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens(staff, name):
    load_tax_rates()
    make_coupon("TEN")
    for verb in ("changelist", "add"):
        assert staff.get(address(name, verb)).status_code == 200
    row = {"promotion": Promotion, "coupon": Coupon, "taxrate": TaxRate}.get(name)
    if row is not None:
        first = row.objects.first()
        assert staff.get(address(name, "change", first.pk)).status_code == 200


def test_a_promotion_is_typed_as_people_write_it(staff):
    category = make_category("Garden")
    form = promotion_form(
        **{
            "minimum_value": "25.50", "cap": "40", "targets-TOTAL_FORMS": "1",
            "targets-0-category": category.pk,
        }
    )  # fmt: skip
    response = staff.post(address("promotion"), form)
    assert response.status_code == 302, errors(response)
    row = Promotion.objects.get()
    assert (row.percent_basis_points, row.minimum_value_minor, row.cap_minor) == (1250, 2550, 4000)
    assert [target.category for target in row.targets.all()] == [category]
    page = staff.get(address("promotion", "changelist")).content.decode()
    assert "12.5 % off, on Garden, from €25.50, at most €40.00." in page


def test_targets_are_kept_and_taken_away(staff):
    promotion = make_promotion(targets=(make_category("Garden"), make_category("Home")))
    targets = list(promotion.targets.order_by("pk"))
    form = promotion_form(**{"targets-TOTAL_FORMS": "2", "targets-INITIAL_FORMS": "2"})
    for number, target in enumerate(targets):
        form |= {
            f"targets-{number}-id": target.pk,
            f"targets-{number}-promotion": promotion.pk,
            f"targets-{number}-category": target.category_id,
        }
    form["targets-0-DELETE"] = "on"
    response = staff.post(address("promotion", "change", promotion.pk), form)
    assert response.status_code == 302, errors(response)
    assert [target.category_id for target in promotion.targets.all()] == [targets[1].category_id]


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("percentage", "percent"),
        ("amount", "amount"),
        ("fixed_price", "amount"),
        ("buy_get", "buy_quantity"),
        ("gift", "gift_variant"),
    ],
)
def test_what_a_kind_needs_is_asked_for_at_its_field(staff, kind, missing):
    form = promotion_form(kind=kind, percent="")
    assert missing in errors(staff.post(address("promotion"), form))
    assert not Promotion.objects.exists()


def test_what_a_kind_does_not_use_is_not_kept(staff):
    form = promotion_form(kind="free_shipping", amount="5", buy_quantity="2")
    assert staff.post(address("promotion"), form).status_code == 302
    row = Promotion.objects.get()
    assert (row.amount_minor, row.buy_quantity, row.percent_basis_points) == (None, None, None)


def test_codes_are_made_from_the_promotions_page(staff):
    promotion = make_promotion()
    url = reverse("admin:pricing_promotion_make_codes", args=[promotion.pk])
    told = {"number": "12", "prefix": "SUM", "batch": "Summer", "most_uses": "1"}
    response = staff.post(url, {**SUBMITTED, **told})
    assert response.headers.get("HX-Refresh") == "true"
    assert Coupon.objects.filter(batch="Summer", promotion=promotion).count() == 12


def test_a_coupon_is_kept_in_capitals_and_once(staff):
    promotion = make_promotion()
    form = {"code": "spring 26", "promotion": promotion.pk, "is_active": "on"}
    assert staff.post(address("coupon"), form).status_code == 302
    assert Coupon.objects.get().code == "SPRING26"
    assert "code" in errors(staff.post(address("coupon"), form))


def test_a_price_list_holds_prices_in_major_units(staff):
    variant, group = make_variant(), CustomerGroup.objects.create(code="trade", name="Trade")
    form = {
        "name": "Trade", "group": group.pk, "currency": "EUR", "is_active": "on",
        "entries-TOTAL_FORMS": "1", "entries-INITIAL_FORMS": "0",
        "entries-0-variant": variant.pk, "entries-0-minimum_quantity": "5",
        "entries-0-amount": "17.90",
    }  # fmt: skip
    response = staff.post(address("pricelist"), form)
    assert response.status_code == 302, errors(response)
    entry = PriceListEntry.objects.get()
    assert (entry.amount_minor, entry.minimum_quantity) == (1790, 5)


def test_a_price_in_a_list_is_changed(staff):
    group = CustomerGroup.objects.create(code="trade", name="Trade")
    prices = save_price_list(price_list=PriceList(name="Trade", group=group, currency="EUR"))
    variant = make_variant()
    entry = set_list_price(price_list=prices, variant=variant, amount=Money(1500, "EUR"))
    form = {
        "name": "Trade", "group": group.pk, "currency": "EUR", "is_active": "on",
        "entries-TOTAL_FORMS": "1", "entries-INITIAL_FORMS": "1", "entries-0-id": entry.pk,
        "entries-0-price_list": prices.pk, "entries-0-variant": variant.pk,
        "entries-0-minimum_quantity": "1", "entries-0-amount": "14.00",
    }  # fmt: skip
    assert staff.post(address("pricelist", "change", prices.pk), form).status_code == 302
    assert PriceListEntry.objects.get().amount_minor == 1400


def test_a_list_for_everybody_says_where_it_starts(staff):
    form = {
        "name": "All", "currency": "EUR", "entries-TOTAL_FORMS": "1",
        "entries-INITIAL_FORMS": "0", "entries-0-variant": make_variant().pk,
        "entries-0-minimum_quantity": "1", "entries-0-amount": "1",
    }  # fmt: skip
    response = staff.post(address("pricelist"), form)
    assert b"starts at two pieces" in response.content
    assert not PriceList.objects.exists()


def test_a_tax_rate_is_a_percentage(staff):
    tax_class = TaxClass.objects.create(code="standard", name_en="Standard")
    form = {
        "tax_class": tax_class.pk, "country": "fi", "area": "", "rate": "25.5",
        "valid_from": "2024-09-01",
    }  # fmt: skip
    assert staff.post(address("taxrate"), form).status_code == 302
    row = TaxRate.objects.get()
    assert (row.country, row.rate_basis_points) == ("FI", 2550)
    wrong = form | {"valid_from": "2026-09-01", "is_export": "on"}
    assert "rate" in errors(staff.post(address("taxrate"), wrong))


def test_a_currency_shows_an_example_once_it_has_a_rate(staff):
    form = {"code": "usd", "rounding": "99", "converts": "on", "is_active": "on", "position": "0"}
    assert staff.post(address("currency"), form).status_code == 302
    assert Currency.objects.get().code == "USD"
    assert b"No rate yet" in staff.get(address("currency", "changelist")).content
    yesterday = timezone.now() - timedelta(days=1)
    set_exchange_rate(currency="USD", rate=Decimal("1.1"), at=yesterday)
    assert b"$21.99" in staff.get(address("currency", "changelist")).content
    assert "code" in errors(staff.post(address("currency"), form | {"code": "eur"}))


@pytest.mark.parametrize("kind", list(PromotionKind))
def test_every_kind_reads_as_a_sentence(staff, kind):
    fields = {
        PromotionKind.AMOUNT: {"amount_minor": 500},
        PromotionKind.FIXED_PRICE: {"amount_minor": 500},
        PromotionKind.BUY_GET: {"buy_quantity": 2, "get_quantity": 1},
    }.get(kind, {})
    if kind == PromotionKind.GIFT:
        fields = {"gift_variant": make_variant()}
    make_promotion(kind, **fields)
    assert staff.get(address("promotion", "changelist")).status_code == 200
