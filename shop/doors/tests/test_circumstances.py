"""What a request tells of its sender, and the cookie by which a browser is known at the doors."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import resolve

from orders.tests.factories import make_cart
from risk.algorithms.vocabulary import Mark
from shop.doors.circumstances import circumstances_of, country_of

pytestmark = pytest.mark.django_db


def request_for(path="/accounts/login/", *, cookie="", **extra):
    request = RequestFactory().post(path, **extra)
    request.resolver_match = resolve(path)
    if cookie:
        request.COOKIES[settings.BROWSER_COOKIE] = cookie
    return request


def cookie_of(client):
    held = client.cookies.get(settings.BROWSER_COOKIE)
    return held.value if held else ""


def test_the_login_hands_out_a_cookie_that_no_script_reads(client):
    held = client.get("/accounts/login/").cookies[settings.BROWSER_COOKIE]
    assert held["httponly"]
    assert held["samesite"] == "Lax"
    assert client.get("/admin/login/").cookies[settings.BROWSER_COOKIE].value == held.value


def test_the_checkout_knows_the_browser_of_the_login(client, stocked):
    client.get("/accounts/login/")
    before = cookie_of(client)
    client.cookies["cart"] = make_cart(stocked).token
    client.get("/checkout/")
    assert cookie_of(client) == before


@pytest.mark.parametrize("path", ["/", "/products/", "/cart/", "/privacy/", "/accounts/signup/"])
def test_no_other_page_hands_it_out(client, stocked, path):
    client.get(path)
    assert cookie_of(client) == ""


def test_one_browser_is_one_device_and_another_is_another():
    first, second = Client(), Client()
    first.get("/accounts/login/")
    second.get("/accounts/login/")
    keys = [
        circumstances_of(request_for(cookie=cookie_of(browser))).device
        for browser in (first, first, second)
    ]
    assert keys[0] == keys[1] != keys[2]
    assert 0 not in keys


def test_a_cookie_that_we_did_not_sign_is_nobodys(client):
    client.get("/accounts/login/")
    name, _colon, signature = cookie_of(client).partition(":")
    made_up = circumstances_of(request_for("/cart/coupon/", cookie=f"{name}x:{signature}"))
    assert made_up.device == 0
    assert Mark.DEVICE not in made_up.marks


def test_who_comes_without_cookies_is_a_new_browser_each_time_and_not_nobody():
    first = circumstances_of(request_for())
    assert first.device not in (0, circumstances_of(request_for()).device)
    assert circumstances_of(request_for("/api/v1/checkout/")).device == 0


def test_within_one_request_it_is_one_browser():
    request = request_for()
    assert circumstances_of(request) == circumstances_of(request)


def test_a_network_is_told_by_our_own_proxies_only(settings):
    spoofed = {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "198.51.100.9"}
    plain = circumstances_of(request_for(REMOTE_ADDR="192.0.2.99"))
    assert circumstances_of(request_for(**spoofed)).network == plain.network
    settings.TRUSTED_PROXIES = 1
    assert circumstances_of(request_for(**spoofed)).network != plain.network


@pytest.mark.parametrize(
    ("proxies", "told", "country"),
    [
        (1, "de", "DE"), (0, "DE", ""), (1, "XX", ""), (1, "T1", ""), (1, "Germany", ""),
        (1, "", ""), (1, "ÄÖ", ""),
    ],
)  # fmt: skip
def test_a_country_is_believed_from_our_own_proxies_only(settings, proxies, told, country):
    settings.TRUSTED_PROXIES, settings.NETWORK_COUNTRY_HEADER = proxies, "CF-IPCountry"
    assert country_of(request_for(HTTP_CF_IPCOUNTRY=told)) == country


def test_without_the_setting_no_country_is_read(settings):
    settings.TRUSTED_PROXIES = 1
    assert country_of(request_for(HTTP_CF_IPCOUNTRY="DE")) == ""
