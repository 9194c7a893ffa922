"""Pages that take something from anybody take it only so often from one address."""

import pytest
from django.urls import reverse

from shop.rates import KIND_OF_PAGE, address_of, parse_rate, seconds_to_wait

pytestmark = pytest.mark.django_db


def test_a_login_too_often_is_told_to_wait_and_reading_is_not(client, settings):
    settings.PAGE_RATES = {**settings.PAGE_RATES, "login": "2/min"}
    page = reverse("account_login")
    fields = {"login": "a@example.com", "password": "wrong"}
    assert [client.post(page, fields).status_code for _ in range(3)] == [200, 200, 429]
    answer = client.post(page, fields)
    assert 0 < int(answer["Retry-After"]) <= 60
    assert client.get(page).status_code == 200
    elsewhere = client.post(page, fields, REMOTE_ADDR="10.1.1.1")
    assert elsewhere.status_code == 200


def test_lists_of_skus_are_taken_only_so_often(client, settings):
    settings.PAGE_RATES = {**settings.PAGE_RATES, "lists": "2/min"}
    page = reverse("storefront:quick-order")
    answers = [client.post(page, {"items": "NOBODY-KNOWS 1"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert client.get(page).status_code == 200


def test_a_forged_address_counts_as_the_real_one(rf, settings):
    request = rf.post("/e", headers={"X-Forwarded-For": "1.2.3.4, 5.6.7.8"})
    assert address_of(request) == "127.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert address_of(request) == "5.6.7.8"
    settings.TRUSTED_PROXIES = 3
    assert address_of(request) == "127.0.0.1"


def test_kinds_are_counted_apart_and_an_empty_rate_is_none(settings):
    settings.PAGE_RATES = {"coupon": "1/hour", "alerts": "1/hour", "beacon": ""}
    assert seconds_to_wait("coupon", "a") == 0
    assert seconds_to_wait("coupon", "a") > 0
    assert seconds_to_wait("alerts", "a") == 0
    assert seconds_to_wait("coupon", "b") == 0
    assert not any(seconds_to_wait("beacon", "a") for _ in range(50))


def test_rates_are_read_or_refused(settings):
    assert parse_rate("30/min") == (30, 60)
    for wrong, told in (("30", "no rate"), ("30/year", "no rate"), ("x/min", "invalid literal")):
        with pytest.raises(ValueError, match=told):
            parse_rate(wrong)
    assert all(parse_rate(rate) for rate in settings.PAGE_RATES.values())


def test_every_kind_has_a_rate(settings):
    assert set(KIND_OF_PAGE.values()) <= set(settings.PAGE_RATES)
