"""Passwords and codes that are typed wrongly, in logins that take more steps."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.urls import reverse

from catalog.models import Product
from notifications.sending import send_due
from shop.storefront.tests.bad_input import Store, open_store
from shop.storefront.tests.people import PASSWORD, client_of
from shop.storefront.tests.reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(stocked: Product, settings: Any) -> Store:
    settings.ACCOUNT_RATE_LIMITS = False
    return open_store(stocked)


@pytest.mark.parametrize(
    ("first", "second", "wrong", "told"),
    [("abc", "abc", "password1", "too short"), (PASSWORD, "another", "password2", "same")],
)
def test_a_new_password_is_told_what_is_wrong(store, first, second, wrong, told):
    typed = {"password1": first, "password2": second}
    client = client_of(store.ada)
    store.ada.user.set_unusable_password()
    store.ada.user.save()
    client = client_of(store.ada)
    page = Page(client.post(reverse("account_set_password"), typed).content.decode())
    assert told in page.told_at(wrong)


def test_a_password_that_was_reset_must_be_good(store, client):
    client.post(reverse("account_reset_password"), {"email": store.ada.email})
    send_due()
    [link] = re.findall(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    address = client.get(link)["Location"]
    page = Page(client.post(address, {"password1": "abc", "password2": "abc"}).content.decode())
    assert "too short" in page.told_at("password1")


@pytest.fixture
def signed_in(store):
    """Ada's browser, her password just typed."""
    client = client_of(store.ada)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_a_wrong_first_code_of_an_authenticator_is_told(signed_in):
    page = Page(signed_in.post(reverse("mfa_activate_totp"), {"code": "12x"}).content.decode())
    assert "code" in page.told_at("code").casefold()
    assert page.values("code") == ["12x"]


@pytest.mark.parametrize("name", ["mfa_authenticate", "mfa_reauthenticate"])
def test_a_wrong_code_at_the_second_step_is_told(store, signed_in, name):
    TOTP.activate(store.ada.user, generate_totp_secret())
    if name == "mfa_authenticate":
        signed_in.logout()
        typed = {"login": store.ada.email, "password": PASSWORD}
        assert signed_in.post(reverse("account_login"), typed)["Location"] == reverse(name)
    page = Page(signed_in.post(reverse(name), {"code": "12x"}).content.decode())
    assert "code" in page.told_at("code").casefold()
    assert page.values("code") == ["12x"]
