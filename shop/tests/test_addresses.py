"""Addresses that others rely on answer themselves, without leading elsewhere."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/sitemap.xml", "/robots.txt", "/admin/login/", "/api/v1/"])
def test_it_answers(client, path):
    assert client.get(path).status_code == 200
