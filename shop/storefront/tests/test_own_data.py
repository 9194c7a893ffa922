"""One's own data and keys: handed out, erased, made and revoked by their owner alone."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from accounts.models import Address, ApiToken, Customer, User
from accounts.tokens import find_token
from foundation import clock
from shop.storefront.tests.people import client_of, make_customer

pytestmark = pytest.mark.django_db
KEYS = "/account/keys/"


@pytest.fixture
def ada():
    return make_customer()


def test_a_copy_of_everything_is_one_file(ada):
    response = client_of(ada).post("/account/data/download/")
    assert response["Content-Disposition"].startswith('attachment; filename="my-data-')
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        told = json.loads(archive.read("my-data.json"))
    assert told["customer"] == ada.public_id
    assert "ada@example.com" in str(told)
    assert client_of(ada).get("/account/data/download/").status_code == 405


def test_erasing_asks_for_the_address_again(ada):
    client = client_of(ada)
    html = client.post("/account/data/erase/", {"email": "ada@exmple.com"}).content.decode()
    assert 'id="id_email_error"' in html
    assert 'value="ada@exmple.com"' in html
    ada.refresh_from_db()
    assert ada.erased_at is None


def test_who_is_erased_is_signed_out_and_gone(ada):
    Address.objects.create(
        customer=ada, name="Ada", line1="1", postcode="2", city="X", country="GB"
    )
    client = client_of(ada)
    response = client.post("/account/data/erase/", {"email": "ADA@example.com"})
    assert "are erased" in response.content.decode()
    assert Customer.objects.get().email == ""
    assert not User.objects.exists()
    assert not Address.objects.exists()
    assert client.get("/account/data/").status_code == 302


def test_a_key_is_shown_once_and_opens_what_was_ticked(ada):
    client = client_of(ada)
    html = client.post(KEYS, {"name": "App", "scopes": ["orders:read"]}).content.decode()
    secret = html.partition('id="secret" readonly value="')[2].partition('"')[0]
    token = find_token(secret)
    assert token is not None
    assert token.scopes == ["orders:read"]
    assert secret not in client.get(KEYS).content.decode()
    client.post(f"{KEYS}{token.public_id}/revoke/")
    assert find_token(secret) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["prices:write"]}, "scopes"),
        ({"expires_on": "2001-01-01"}, "expires_on"),
        ({"expires_on": "soon"}, "expires_on"),
    ],
)
def test_a_key_that_cannot_be_is_told_at_its_field(ada, changes, field):
    fields = {"name": "App", "scopes": ["orders:read"], **changes}
    html = client_of(ada).post(KEYS, fields).content.decode()
    assert f'id="id_{field}_error"' in html
    assert not ApiToken.objects.exists()


def test_a_key_lasts_to_the_end_of_its_day(ada):
    day = clock.business_day() + timedelta(days=3)
    client_of(ada).post(
        KEYS, {"name": "App", "scopes": ["orders:read"], "expires_on": day.isoformat()}
    )
    assert clock.business_day(ApiToken.objects.get().expires_at) == day


def test_nobody_revokes_anothers_key(ada):
    client_of(ada).post(KEYS, {"name": "App", "scopes": ["orders:read"]})
    token = ApiToken.objects.get()
    eve = client_of(make_customer("eve@example.com", "Eve"))
    assert eve.post(f"{KEYS}{token.public_id}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None
    assert (
        "App" not in eve.get(KEYS).content.decode().partition("Make a key")[0].partition("<h1")[2]
    )
