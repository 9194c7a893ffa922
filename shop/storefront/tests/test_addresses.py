"""The address book: what is typed stays, and nobody opens another's."""

import pytest

from accounts.models import Address
from shop.storefront.tests.people import client_of, make_customer

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Ada Lovelace",
    "line1": "12 St James's Square",
    "postcode": "SW1Y 4JH",
    "city": "London",
    "country": "GB",
    "label": "Home",
}


@pytest.fixture
def ada():
    return make_customer()


def test_an_address_is_kept_changed_and_removed(ada):
    client = client_of(ada)
    client.post("/account/addresses/add/", TYPED)
    address = Address.objects.get(customer=ada)
    assert address.is_default
    client.post(f"/account/addresses/{address.pk}/", {**TYPED, "city": "Bath"})
    address.refresh_from_db()
    assert address.city == "Bath"
    html = client.get("/account/addresses/").content.decode()
    assert "Bath" in html
    assert "United Kingdom" in html
    client.post(f"/account/addresses/{address.pk}/remove/")
    assert not Address.objects.exists()


def test_one_is_used_first(ada):
    client = client_of(ada)
    for label in ("Home", "Work"):
        client.post("/account/addresses/add/", {**TYPED, "label": label})
    work = Address.objects.get(label="Work")
    client.post(f"/account/addresses/{work.pk}/default/")
    assert Address.objects.get(is_default=True) == work


@pytest.mark.parametrize("field", ["name", "line1", "postcode", "city", "country"])
def test_what_is_missing_is_told_at_its_field_and_nothing_typed_is_lost(ada, field):
    response = client_of(ada).post("/account/addresses/add/", {**TYPED, field: ""})
    html = response.content.decode()
    assert f'id="id_{field}_error"' in html
    for name, text in TYPED.items():
        if name not in (field, "country"):
            assert text.replace("'", "&#x27;") in html
    assert not Address.objects.exists()


def test_another_customers_address_is_not_there(ada):
    eve = make_customer("eve@example.com", "Eve")
    client_of(ada).post("/account/addresses/add/", TYPED)
    address = Address.objects.get()
    client = client_of(eve)
    path = f"/account/addresses/{address.pk}/"
    assert client.get(path).status_code == 404
    for action in ("", "remove/", "default/"):
        assert client.post(path + action, {**TYPED, "city": "Taken"}).status_code == 404
    address.refresh_from_db()
    assert address.city == "London"
    assert "London" not in client.get("/account/addresses/").content.decode()


def test_guests_are_asked_to_sign_in(client):
    response = client.get("/account/addresses/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
