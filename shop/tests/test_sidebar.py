"""The admin's sidebar: every link stands once and leads somewhere; groups fold by themselves."""

import re
from collections import Counter

import pytest
from django.urls import resolve, reverse

from shop.sidebar import navigation

pytestmark = pytest.mark.django_db


def links():
    return [str(item["link"]) for group in navigation() for item in group["items"]]


def test_every_link_stands_once_and_leads_to_a_page_of_the_admin():
    assert not [address for address, times in Counter(links()).items() if times > 1]
    assert {resolve(address).namespace for address in links()} == {"admin"}


def test_only_todays_group_and_that_of_the_open_page_are_unfolded(admin_client):
    page = admin_client.get(reverse("admin:pricing_coupon_changelist")).content.decode()

    groups = re.findall(r'<details class="staff-group"( open)?>\s*<summary>([^<]+)', page)
    assert [title.strip() for is_open, title in groups if is_open] == ["Today", "Prices"]
    assert len(groups) == len(navigation())
    assert len(re.findall(r'class="active" aria-current="page"', page)) == 1
