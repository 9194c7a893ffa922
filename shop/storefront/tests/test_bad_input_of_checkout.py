"""What is typed wrongly in the checkout is told at its field, and the rest stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from catalog.models import Product
from shop.storefront.tests.bad_input import (
    LONG,
    REQUIRED,
    TOO_LONG,
    WAYS,
    Store,
    assert_kept,
    open_store,
)
from shop.storefront.tests.people import client_of
from shop.storefront.tests.reading import Page

pytestmark = pytest.mark.django_db
TYPED = {
    "email": "ada@example.com",
    "saved": "other",
    "name": "Ada Lovelace",
    "company": "Engines Ltd",
    "line1": "12 St James's Square",
    "line2": "second floor",
    "postcode": "SW1Y 4JH",
    "city": "London",
    "region": "England",
    "country": "GB",
    "phone": "+44 20 7946 0001",
    "vat_number": "",
    "billing_differs": "on",
    "billing_name": "Charles Babbage",
    "billing_company": "Difference plc",
    "billing_line1": "1 Dorset Street",
    "billing_line2": "ground floor",
    "billing_postcode": "W1U 4EG",
    "billing_city": "London",
    "billing_country": "GB",
    "payment": "test:success",
    "note": "Ring twice.",
}
NEEDED = ("email", "name", "line1", "postcode", "city", "billing_name", "billing_line1",
          "billing_postcode", "billing_city")  # fmt: skip
LIMITED = (*NEEDED[1:], "company", "line2", "region", "billing_company", "billing_line2", "note",
           "vat_number")  # fmt: skip
WRONG_IN_CHECKOUT = [
    *[(name, {name: ""}, REQUIRED) for name in NEEDED],
    *[(name, {name: TOO_LONG}, LONG) for name in LIMITED],
    ("email", {"email": "nobody"}, "valid email"),
    ("phone", {"phone": "ring me"}, "phone number"),
    ("country", {"country": "ZZ"}, "valid choice"),
    ("billing_country", {"billing_country": "ZZ"}, "valid choice"),
    ("postcode", {"postcode": "1"}, "such as SW1A 1AA"),
    ("postcode", {"postcode": "SW1Y 4JH", "country": "DE"}, "such as 10115"),
    ("billing_postcode", {"billing_postcode": "W1U"}, "such as SW1A 1AA"),
    ("vat_number", {"vat_number": "DE136695977", "billing_country": "DE"}, "VAT number"),
    ("vat_number", {"vat_number": "rubbish", "billing_country": "DE"}, "VAT number"),
    ("shipping", {"shipping": ""}, "delivered"),
    ("shipping", {"shipping": "carrier-pigeon"}, "valid choice"),
    ("payment", {"payment": ""}, "how to pay"),
    ("payment", {"payment": "test:gold"}, "valid choice"),
    ("payment", {"payment": "test:decline"}, "declined"),
]


@pytest.fixture
def store(stocked: Product, settings: Any) -> Store:
    settings.ACCOUNT_RATE_LIMITS = False
    return open_store(stocked)


@pytest.mark.parametrize(("wrong", "changes", "told"), WRONG_IN_CHECKOUT)
def test_the_checkout_tells_each_field_and_keeps_the_rest(store, wrong, changes, told):
    client = client_of(store.ada)
    cannot_be_shown = {name for name, value in changes.items() if value in _NOT_IN_A_LIST}
    for headers in WAYS:
        sent = {**_as_opened(client), **TYPED, **changes}
        response = client.post("/checkout/", sent, headers=headers)
        assert response.status_code == 200
        page = Page(response.content.decode())
        assert told.casefold() in page.told_at(wrong).casefold()
        assert_kept(page, sent, {"key"} | cannot_be_shown)


_NOT_IN_A_LIST = {"ZZ", "carrier-pigeon", "test:gold"}


def _as_opened(client: Client) -> dict[str, str]:
    """What the page itself sends along: the key, the totals shown, the way of delivery."""
    page = Page(client.get("/checkout/").content.decode())
    names = {
        one.attributes["name"]
        for one in page.root
        if one.tag == "input" and one.attributes.get("type") == "hidden"
    }
    wanted = {name for name in names if name == "key" or name.startswith("seen-")} | {"shipping"}
    return {name: page.values(name)[0] for name in wanted}
