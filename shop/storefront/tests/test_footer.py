"""The footer's links to an account: for who has none, and for who is signed in."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from shop.storefront.tests.people import client_of, make_customer

pytestmark = pytest.mark.django_db
OPEN = "Open an account"


def footer(client, path: str) -> str:
    page = client.get(path).content.decode()
    return page[page.index("<footer") :]


def test_a_guest_is_offered_an_account(client):
    assert OPEN in footer(client, "/cart/")
    assert "Sign out" not in footer(client, "/cart/")


def test_a_page_of_ones_own_links_to_the_account():
    shown = footer(client_of(make_customer()), "/account/addresses/")
    assert OPEN not in shown
    assert "Sign out" in shown
    assert "ada@" not in shown.lower()


def test_a_page_that_is_alike_for_all_asks_no_session_and_is_filled_in_later(client):
    ada = client_of(make_customer())
    alike = ada.get("/products/")
    assert "Cookie" not in alike.headers.get("Vary", "")

    later = ada.get("/cart/badge/").content.decode()
    assert '<ul id="footer-shopping" role="list" hx-swap-oob="true">' in later
    assert OPEN not in later
    assert "Sign out" in later
    assert alike.content.decode().count('id="footer-shopping"') == 1
    assert b"footer-shopping" not in client.get("/cart/badge/").content


def test_what_is_remembered_for_one_is_not_shown_to_another(client):
    cache.clear()
    ada = client_of(make_customer())
    assert "Sign out" in footer(ada, "/account/addresses/")
    assert OPEN in footer(client, "/cart/")
    assert "Sign out" in footer(ada, "/account/addresses/")
