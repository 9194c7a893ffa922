"""Quotes over the API: asked for, accepted once, and nobody else's."""

import pytest

from accounts.tests.companies import make_company, make_member
from accounts.tests.factories import make_customer
from accounts.tokens import Scope
from catalog.tests.factories import make_product
from orders.models import Order, Quote
from orders.tests.factories import only_variant
from orders.tests.quote_rows import answer, ask
from shop.api.tests.asking import app_of, fields_of

pytestmark = pytest.mark.django_db
SCOPES = (Scope.ORDERS_READ, Scope.ORDERS_WRITE)
ADDRESS = {
    "name": "Ada Lovelace", "line1": "12 St James's Square", "postcode": "SW1Y 4JH",
    "city": "London", "country": "GB",
}  # fmt: skip


def app(member):
    return app_of(member.user, *SCOPES)


def test_a_request_is_made_once_and_read_back():
    member, variant = make_member(make_company()), only_variant(make_product(price="10.00"))
    body = {"items": [{"sku": variant.sku.lower(), "quantity": 40}], "address": ADDRESS}
    asking = app(member)
    first = asking.post("quotes/", body, Idempotency_Key="a")
    again = asking.post("quotes/", body, Idempotency_Key="a")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Quote.objects.count() == 1
    told = app(member).get("quotes/").json()["results"][0]
    assert (told["state"], told["total"]) == ("requested", None)
    assert told["lines"][0]["listed"]["minor"] == 1_000


def test_an_unknown_sku_is_named_at_its_place():
    member = make_member(make_company())
    body = {"items": [{"sku": "NOPE", "quantity": 1}], "address": ADDRESS}
    response = app(member).post("quotes/", body)
    assert fields_of(response) == ["items"]
    assert not Quote.objects.exists()


def test_a_postcode_that_is_none_of_its_country_is_named_at_its_place():
    body = {
        "items": [{"sku": only_variant(make_product()).sku, "quantity": 1}],
        "address": {**ADDRESS, "postcode": "1"},
    }
    response = app(make_member(make_company())).post("quotes/", body)
    assert (response.status_code, fields_of(response)) == (400, ["address.postcode"])
    assert not Quote.objects.exists()


def test_an_offer_is_accepted_once():
    member = make_member(make_company())
    quote = answer(ask(member))
    path = f"quotes/{quote.public_id}/acceptance/"
    taken = app(member).post(path, {"version": 1, "po_number": "PO-1"})
    assert taken.json()["order"] == Order.objects.get().public_id
    assert taken.json()["total"]["minor"] == 8_490
    assert app(member).post(path, {"version": 1}).status_code == 409


def test_another_round_and_a_no():
    member = make_member(make_company())
    quote = answer(ask(member))
    sku = quote.versions.get().lines.get().sku
    body = {"items": [{"sku": sku, "quantity": 20}], "wish": "Twice as many"}
    again = app(member).post(f"quotes/{quote.public_id}/rounds/", body)
    assert (again.status_code, again.json()["version"]) == (201, 2)
    assert app(member).delete(f"quotes/{quote.public_id}/").json()["state"] == "declined"


def test_nobody_finds_the_quote_of_another():
    quote = answer(ask(make_member(make_company())))
    for other in (make_customer("Eve"), make_member(quote.company)):
        assert app(other).get(f"quotes/{quote.public_id}/").status_code == 404
        assert app(other).post(f"quotes/{quote.public_id}/acceptance/", {}).status_code == 404
