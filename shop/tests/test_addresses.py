"""Addresses that others rely on answer themselves, without leading elsewhere."""

import re

import pytest
from django.urls import URLResolver, get_resolver

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/sitemap.xml", "/robots.txt", "/admin/login/", "/api/v1/"])
def test_it_answers(client, path):
    assert client.get(path).status_code == 200


def routes(resolver, before=""):
    """The routes of all views, whole."""
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, route)
        else:
            yield route


OF_ANY_TEXT = re.compile(r"<(?:str:|path:)?(\w+)>")


def with_a_nul(route):
    """An address of a route whose texts have a NUL; empty where it takes none."""
    if not OF_ANY_TEXT.search(route) or "(?P" in route:
        return ""
    return "/" + re.sub(r"<\w+:\w+>", "1", OF_ANY_TEXT.sub("a%00b", route))


NUL_ADDRESSES = sorted({*filter(None, map(with_a_nul, routes(get_resolver())))})


def test_an_address_with_a_nul_is_none(client):
    """PostgreSQL refuses to look for one, which would be an error of ours."""
    assert {"/download/a%00b/", "/wishlist/a%00b/", "/m/c/a%00b/"} <= set(NUL_ADDRESSES)
    answers = {path: client.get(path).status_code for path in NUL_ADDRESSES}
    assert {path: status for path, status in answers.items() if status != 404} == {}
