"""The admin's sidebar: every link stands once and leads somewhere; groups fold by themselves."""

import re
from collections import Counter

import pytest
from django.urls import resolve, reverse

from orders.tests.counter_rows import make_register
from shop.sidebar import navigation

pytestmark = pytest.mark.django_db


def links():
    return [str(item["link"]) for group in navigation() for item in group["items"]]


def test_every_link_stands_once_and_leads_to_a_page_of_the_admin():
    assert not [address for address, times in Counter(links()).items() if times > 1]
    assert {resolve(address).namespace for address in links()} == {"admin"}


def marked(client, name, *args):
    page = client.get(reverse(f"admin:{name}", args=args)).content.decode()
    found = r'class="active" aria-current="page">.*?<span>([^<]+)</span>\s*</a>'
    return [words.strip() for words in re.findall(found, page, re.S)]


def test_the_link_of_the_open_page_is_marked_and_no_other(admin_client):
    assert marked(admin_client, "orders_register_changelist") == ["Registers"]
    assert marked(admin_client, "forecasting_planline_queue") == ["What to order"]
    assert marked(admin_client, "orders_pickup_desk") == ["Pick-up"]
    assert marked(admin_client, "orders_order_changelist") == ["Orders"]
    assert marked(admin_client, "index") == ["Home"]


def test_at_a_register_it_is_the_counter_that_is_open(admin_client):
    register = make_register()
    assert marked(admin_client, "orders_register_counter", register.pk) == ["Counter"]
    assert marked(admin_client, "orders_register_change", register.pk) == ["Registers"]


def test_only_todays_group_and_that_of_the_open_page_are_unfolded(admin_client):
    page = admin_client.get(reverse("admin:pricing_coupon_changelist")).content.decode()

    groups = re.findall(r'<details class="staff-group"( open)?>\s*<summary>([^<]+)', page)
    assert [title.strip() for is_open, title in groups if is_open] == ["Today", "Prices"]
    assert len(groups) == len(navigation())
    assert len(re.findall(r'class="active" aria-current="page"', page)) == 1
