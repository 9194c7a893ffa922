"""Consent, and what is stored without it."""

import pytest

from accounts.models import ConsentRecord, Customer, VisitorLink
from events.models import Event
from events.names import EventName
from foundation.ids import uuid7
from orders.tests.factories import check_out, make_cart

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}


def choose(client, level, **headers):
    return client.post("/privacy/choices/", {"level": level}, headers={**OURS, **headers})


def send(client, *events, headers=OURS):
    return client.post(
        "/e", {"events": list(events)}, content_type="application/json", headers=headers
    )


def view_of(product):
    return {"id": str(uuid7()), "name": "product.viewed", "product": product.public_id}


def people_in_the_log():
    return [
        value
        for row in Event.objects.values_list("visitor", "session", "customer")
        for value in row
        if value is not None
    ]


def test_the_banner_offers_three_equal_choices(client, stocked):
    html = client.get("/").content.decode()
    banner = html[
        html.index('<section class="consent"') : html.index("</section>", html.index('"consent"'))
    ]
    assert banner.count('<button class="button" name="level"') == 3
    assert "checked" not in banner
    choose(client, "0")
    assert '<section class="consent"' not in client.get("/").content.decode()


def test_without_consent_nothing_personal_is_stored(client, stocked):
    choose(client, "0")
    assert send(client, view_of(stocked)).status_code == 204
    client.post("/cart/add/", {"product": stocked.public_id, "colour": "sand"})
    assert Event.objects.filter(name=EventName.PRODUCT_VIEWED, product_id=stocked.pk).exists()
    assert Event.objects.filter(name=EventName.CART_ITEM_ADDED).exists()
    assert people_in_the_log() == []
    assert ConsentRecord.objects.get().visitor is None
    assert client.cookies["visitor"].value == ""


def test_nobody_who_was_not_asked_gets_an_id(client, stocked):
    client.get("/")
    send(client, view_of(stocked))
    assert "visitor" not in client.cookies
    assert people_in_the_log() == []


def test_with_consent_one_id_joins_the_visits(client, stocked):
    choose(client, "1")
    send(client, view_of(stocked))
    send(client, view_of(stocked))
    visitors = set(
        Event.objects.filter(name=EventName.PRODUCT_VIEWED).values_list("visitor", flat=True)
    )
    assert len(visitors) == 1
    assert None not in visitors
    assert ConsentRecord.objects.get().visitor in visitors


def test_consent_can_be_taken_back(client, stocked):
    choose(client, "3")
    send(client, view_of(stocked))
    visitor = Event.objects.get(name=EventName.PRODUCT_VIEWED).visitor
    VisitorLink.objects.create(visitor=visitor, customer=Customer.objects.create())

    choose(client, "0")
    send(client, view_of(stocked))

    assert client.cookies["visitor"].value == ""
    assert Event.objects.filter(name=EventName.CONSENT_WITHDRAWN, visitor=None).count() == 1
    assert Event.objects.filter(name=EventName.PRODUCT_VIEWED, visitor=None).count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_no_other_site_can_choose_for_a_visitor(client, db, headers):
    response = client.post("/privacy/choices/", {"level": "3"}, headers=headers)
    assert response.status_code == 403
    assert not ConsentRecord.objects.exists()


@pytest.mark.parametrize("signal", [{"DNT": "1"}, {"Sec-GPC": "1"}])
def test_a_browser_that_asks_not_to_be_followed_has_the_last_word(client, stocked, signal):
    client.cookies["consent"] = "3"
    headers = {**OURS, **signal}
    send(client, view_of(stocked), headers=headers)
    assert not Event.objects.exists()

    fields = {"product": stocked.public_id, "colour": "sand"}
    client.post("/cart/add/", fields, headers=headers)
    assert Event.objects.filter(name=EventName.CART_ITEM_ADDED).exists(), "the shop's own books"
    assert people_in_the_log() == []
    assert "visitor" not in client.cookies

    choose(client, "1", **signal)
    assert people_in_the_log() == []
    assert "visitor" not in client.cookies or not client.cookies["visitor"].value
    assert "asks not to be followed" in client.get("/privacy/choices/", headers=signal).text


def test_who_has_answered_by_the_browser_is_not_asked(client, stocked):
    assert '<section class="consent"' not in client.get("/", headers={"Sec-GPC": "1"}).text
    assert '<section class="consent"' in client.get("/", headers={"Sec-GPC": "0"}).text


@pytest.mark.parametrize("level", ["", "4", "-1", "all", "1; path=/"])
def test_a_choice_that_is_none_changes_nothing(client, db, level):
    response = choose(client, level)
    assert "consent" not in response.cookies
    assert not ConsentRecord.objects.exists()


def test_choosing_leads_back_but_never_away(client, db):
    back = choose(client, "0", Referer="http://localhost/products/?q=mug")
    assert back["Location"] == "/products/?q=mug"
    assert choose(client, "0", Referer="https://evil.example/x")["Location"] == "/"
    twisted = choose(client, "0", Referer="http://localhost//evil.example")
    assert twisted["Location"] == "/evil.example"


def test_an_order_of_someone_who_declined_names_nobody_in_the_log(client, stocked):
    check_out(make_cart(stocked))
    assert Event.objects.filter(name=EventName.ORDER_PLACED).exists()
    assert people_in_the_log() == []
