"""Merchandising, operations, marketing and automation: what they tell, and of whom they do not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from analytics.automation import decisions
from analytics.models import DailyMail, DailyOperations, DailyProduct, Dimension
from catalog.models import Product
from catalog.tests.factories import make_product
from foundation import clock
from foundation.registries import Registry
from pricing.models import PriceSuggestion, SuggestionState
from shop.dashboards.frame import Asked, Figure, Page, Period, dashboards
from shop.dashboards.tests.factories import make_day
from shop.tests.busy_shop import make_staff

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TODAY = clock.business_day()
WEEK = Period(TODAY - timedelta(days=6), TODAY)
MINE = ("merchandising", "operations", "marketing", "automation")


def read(slug: str, *, compared: Period | None = None) -> Page:
    return dashboards.get(slug).read(Asked(WEEK, compared))


def rows_of(figure: Figure | None) -> list[list[str]]:
    """The table as it is shown."""
    assert figure is not None
    return [[cell.shown for cell in row] for row in figure.table.rows]


def tile_of(page: Page, title: str):
    [found] = [tile for tile in page.tiles if tile.title == title]
    return found


def sold(product: Product, day, **counts: int) -> None:
    plain = {"units": 10, "revenue_minor": 10_000, "costed_minor": 10_000, "cost_minor": 6_000}
    DailyProduct.objects.create(product_id=product.pk, day=day, **{**plain, **counts})


@pytest.mark.parametrize("slug", MINE)
def test_a_shop_that_has_just_begun_has_every_page(client, slug):
    client.force_login(make_staff(), backend=BACKEND)
    answer = client.get(reverse(f"admin:dashboard_{slug}"))
    assert answer.status_code == 200
    page = read(slug)
    assert all(figure.missing for figure in (*page.figures, *page.lists) if figure.is_empty)


def test_revenue_and_margin_are_told_by_category_and_brand():
    mug = make_product("Mug", category="Kitchen")
    lamp = make_product("Lamp", category="Light")
    sold(mug, TODAY, revenue_minor=30_000, costed_minor=30_000, cost_minor=15_000)
    sold(lamp, TODAY)
    sold(lamp, TODAY - timedelta(days=30))

    page = read("merchandising")
    categories = rows_of(page.figure("categories"))
    assert [row[:2] for row in categories] == [["Kitchen", "€300.00"], ["Light", "€100.00"]]
    assert categories[0][3:5] == ["€150.00", "50.0%"]
    assert tile_of(page, "Revenue").value == "€400.00"
    assert tile_of(page, "Margin of revenue").value == "47.5%"


def test_products_of_no_brand_stand_among_the_others():
    sold(make_product("Mug"), TODAY)
    Product.objects.update(brand=None)
    assert [row[0] for row in rows_of(read("merchandising").figure("brands"))] == ["All others"]


def test_what_rises_is_held_against_the_days_before():
    mug, lamp, pot = (make_product(name) for name in ("Mug", "Lamp", "Pot"))
    before = TODAY - timedelta(days=8)
    for product, then, now in ((mug, 5, 20), (lamp, 20, 5), (pot, 0, 4)):
        sold(product, before, units=then)
        sold(product, TODAY, units=now)
    assert [row[:4] for row in rows_of(read("merchandising").figure("rising"))] == [
        ["Mug", "20", "5", "15"]
    ]


def test_a_product_that_is_gone_has_no_name_left():
    sold(Product(pk=999_999), TODAY)
    [row] = rows_of(read("merchandising").figure("best"))
    assert row[0] == "No longer in the catalogue"


def test_waiting_prices_are_told_with_the_margin_they_would_add():
    PriceSuggestion.objects.create(
        product=make_product(), currency="EUR", made_at=clock.now(), step_basis_points=100,
        expires_at=clock.now() + timedelta(days=7), horizon_days=28, margin_now_minor=1_000,
        margin_after_minor=1_500, gain_minor=9_999, state=SuggestionState.PROPOSED,
    )  # fmt: skip
    assert rows_of(read("merchandising").figure("decisions")) == [
        ["New prices", "1", "€5.00", "More margin expected"]
    ]


def test_operations_tell_how_many_parcels_were_late():
    DailyOperations.objects.create(day=TODAY, parcels=10, late_parcels=2, waited_hours=240)
    DailyOperations.objects.create(day=TODAY - timedelta(days=8), parcels=10, late_parcels=1)
    page = read("operations", compared=WEEK.before())
    late = tile_of(page, "Late parcels")
    assert (late.value, late.before, late.good) == ("20.0%", "10.0%", False)
    assert tile_of(page, "From order to parcel").value == "1 days"
    assert not page.notes


def test_a_source_of_fewer_than_ten_people_is_not_shown_alone():
    make_day(TODAY, 12, dimension=Dimension.SOURCE, value="search")
    make_day(
        TODAY,
        11,
        dimension=Dimension.SOURCE,
        value="social",
    )
    for number in range(3):
        small = make_day(TODAY, 1, dimension=Dimension.SOURCE, value=f"blog-{number}")
        assert small.orders == 1
    sources = rows_of(read("marketing").figure("sources"))
    assert [row[0] for row in sources] == ["search", "social", "All others"]
    assert sources[-1][2] == "3"


def test_mail_is_told_by_campaign_and_of_a_few_it_is_not():
    DailyMail.objects.create(day=TODAY, campaign="spring", sent=40, opened=10, clicked=4)
    DailyMail.objects.create(day=TODAY, campaign="friends", sent=3, opened=3, clicked=1)
    page = read("marketing")
    [row] = rows_of(page.figure("mail"))
    assert row == ["All others", "43", "13", "5", "30.2%", "11.6%"]
    assert tile_of(page, "Mails sent").value == "43"

    DailyMail.objects.filter(campaign="friends").update(sent=20)
    assert len(rows_of(read("marketing").figure("mail"))) == 2


def test_the_few_mails_of_the_days_before_are_not_told_either():
    before = Period(WEEK.first - timedelta(days=7), WEEK.first - timedelta(days=1))
    DailyMail.objects.create(day=WEEK.last, campaign="spring", sent=40, opened=10)
    few = DailyMail.objects.create(day=before.last, campaign="winter", sent=2, opened=1)
    assert tile_of(read("marketing", compared=before), "Mails opened").before == ""
    few.sent, few.opened = 20, 10
    few.save()
    assert tile_of(read("marketing", compared=before), "Mails opened").before == "50.0%"


def test_automation_says_what_nothing_decides_yet(monkeypatch):
    left = Registry("decisions but of support")
    for matter, source in decisions.decision_sources:
        if matter != decisions.Matter.SUPPORT:
            left.register(matter, source)
    monkeypatch.setattr(decisions, "decision_sources", left)
    page = read("automation")
    assert page.notes == ("Nothing decides yet about: Questions of customers.",)
    assert tile_of(page, "Needed no hand").value == "not known"


def test_automation_tells_the_share_that_needed_no_hand():
    for automatic in (True, False, False, False):
        PriceSuggestion.objects.create(
            product=make_product(), currency="EUR", made_at=clock.now(), horizon_days=28,
            expires_at=clock.now() + timedelta(days=7), step_basis_points=100,
            state=SuggestionState.APPLIED, automatic=automatic, decided_at=clock.now(),
            applied_at=clock.now(),
        )  # fmt: skip
    page = read("automation")
    assert tile_of(page, "Needed no hand").value == "25.0%"
    assert rows_of(page.figure("alone")) == [["Prices", "1", "3", "0", "25.0%", "0.0%"]]
