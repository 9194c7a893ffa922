"""Competitors' prices for programs of the staff: told, read, and where ours stand."""

import pytest

from accounts.roles import Role
from accounts.tokens import Scope
from events.models import AuditEntry, Job
from pricing.models import CompetitorOffer, CompetitorPrice
from pricing.tests.competing import make_competitor
from pricing.tests.factories import make_variant
from shop.api.tests.asking import app_of, fields_of, member_of_staff

pytestmark = pytest.mark.django_db
BOTH = (Scope.PRICES_READ, Scope.PRICES_WRITE)
PATH = "staff/competitors/rival/prices/"


@pytest.fixture
def app():
    return app_of(member_of_staff(Role.MERCHANDISER), *BOTH)


@pytest.fixture
def rival():
    return make_competitor("rival")


def test_prices_are_told_and_ours_stands_among_them(app, rival):
    mug = make_variant("20.00")
    told = {"prices": [{"our_sku": mug.sku, "price": "17,50"}, {"key": "B", "price": "cheap"}]}
    answer = app.post(PATH, told, Idempotency_Key="c-1")
    assert answer.status_code == 201, answer.json()
    taken = answer.json()
    assert (taken["looks"], taken["matched"], taken["refused"]) == (1, 1, 1)
    assert taken["problems"] == ["2: “cheap” is not a price."]
    assert app.post(PATH, told, Idempotency_Key="c-1").json() == taken
    assert app.post(PATH, told).json()["prices"] == 0
    assert CompetitorPrice.objects.count() == 1
    assert AuditEntry.objects.filter(action="load").count() == 2

    (offer,) = app.get(f"staff/competitors/offers/?sku={mug.sku}").json()["results"]
    assert (offer["competitor"], offer["amount"]["minor"]) == ("rival", 1750)
    assert (offer["state"], offer["matched_by"]) == ("matched", "sku")
    assert app.get("staff/competitors/offers/?state=proposed").json()["count"] == 0
    (position,) = app.get("staff/price-positions/").json()["results"]
    assert (position["sku"], position["own"]["minor"]) == (mug.sku, 2000)
    assert (position["median"]["minor"], position["place"], position["stale"]) == (
        1750, "above", False,
    )  # fmt: skip


def test_what_has_no_match_is_compared_with_the_catalogue(app, rival):
    app.post(PATH, {"prices": [{"key": "B", "title": "Mug", "price": "5"}]})
    assert CompetitorOffer.objects.get().state == "unmatched"
    assert Job.objects.filter(name="pricing.competitor_matches").exists()


@pytest.mark.parametrize("body", [{}, {"prices": []}, {"prices": [{"key": "B"}]}, {"prices": 3}])
def test_a_body_that_cannot_be(app, rival, body):
    answer = app.post(PATH, body)
    assert answer.status_code == 400
    assert fields_of(answer)[0].startswith("prices")


def test_who_may(app, rival):
    told = {"prices": [{"key": "B", "price": "5"}]}
    assert app.post("staff/competitors/nobody/prices/", told).status_code == 404
    analyst = app_of(member_of_staff(Role.ANALYST), *BOTH)
    assert analyst.get("staff/competitors/offers/").status_code == 200
    assert analyst.post(PATH, told).status_code == 403
    narrow = app_of(member_of_staff(Role.OWNER), Scope.PRICES_READ)
    assert narrow.post(PATH, told).json()["error"]["code"] == "not_in_scope"
    assert not CompetitorOffer.objects.exists()
