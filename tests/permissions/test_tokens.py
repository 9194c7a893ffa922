"""Every view of the API × every scope of a token: it opens what it names, and nothing else."""

import json

import pytest
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import ApiToken
from accounts.roles import Role
from accounts.tokens import Scope, create_token
from tests.permissions.rules import RULES, Kind

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.any_database]
API = sorted(name for name in RULES if name.startswith("api:"))
METHODS = ("get", "post", "put", "patch", "delete")
# What is open to everybody is open to every token, as is what the API tells of itself.
NEEDS_NO_SCOPE = {"api:schema", "api:docs"}


def _view(url):
    return resolve(url).func.view_class


def _methods(view):
    return [method for method in METHODS if hasattr(view, method)]


def _needed(view, method):
    scopes = getattr(view, "scopes", {})
    return str(scopes.get(method.upper()) or scopes.get("*") or "")


@pytest.fixture
def urls(world):
    return {name: reverse(name, kwargs=RULES[name].address(world)) for name in API}


@pytest.fixture
def holder(world, monkeypatch):
    """``holder(user, *scopes)`` -> a client with a token of theirs that has just these scopes."""
    monkeypatch.setattr("shop.api.throttling.ByWhoAsks.allow_request", lambda *_: True)
    made = {}

    def client(user, *scopes):
        if user.pk not in made:
            made[user.pk] = create_token(user=user, name="All", scopes=[Scope.CATALOGUE_READ])
        token = made[user.pk]
        ApiToken.objects.filter(pk=token.token.pk).update(scopes=list(scopes))
        return Client(headers={"Authorization": f"Bearer {token.secret}"})

    return client


def _ask(client, method, url):
    response = client.generic(method.upper(), url, "{}", content_type="application/json")
    assert response.status_code < 500, f"{method} {url}: {response.status_code}"
    return response


def _code(response):
    if response.status_code != 403:
        return ""
    return json.loads(response.content)["error"]["code"]


def test_whatever_writes_or_is_not_for_everybody_names_a_scope(urls):
    for name, url in urls.items():
        view = _view(url)
        for method in _methods(view):
            is_open = RULES[name].kind is Kind.EVERYBODY and method == "get"
            if name not in NEEDS_NO_SCOPE and not is_open:
                assert _needed(view, method), f"{method} {name} names no scope"


@pytest.mark.parametrize("scope", Scope)
def test_a_scope_opens_what_needs_it_and_nothing_else(urls, world, holder, scope):
    for name, url in urls.items():
        owner = world.staff[Role.OWNER] if RULES[name].kind is Kind.STAFF else world.ada.user
        client = holder(owner, scope)
        for method in _methods(_view(url)):
            needed = _needed(_view(url), method)
            response = _ask(client, method, url)
            assert response.status_code != 401, f"{method} {name}"
            refused = _code(response) == "not_in_scope"
            assert refused == (needed not in {"", scope}), f"{method} {name} with {scope}"


def test_all_scopes_of_a_customer_open_nothing_of_the_staffs(urls, world, holder):
    for name, url in urls.items():
        if RULES[name].kind is not Kind.STAFF:
            continue
        for method in _methods(_view(url)):
            response = _ask(holder(world.ada.user, *Scope.values), method, url)
            assert response.status_code == 403, f"{method} {name}"


@pytest.mark.parametrize("role", Role)
def test_all_scopes_of_a_role_open_what_the_role_may(urls, world, holder, role):
    user = world.staff[role]
    client = holder(user, *Scope.values)
    for name, url in urls.items():
        rule = RULES[name]
        if rule.kind is not Kind.STAFF:
            continue
        for method in _methods(_view(url)):
            needed = rule.permission if method == "get" else rule.writes
            refused = _ask(client, method, url).status_code == 403
            assert refused == (not user.has_perm(needed)), f"{method} {name} as {role}"


def test_all_scopes_of_another_customer_open_nothing_of_adas(urls, world, holder):
    for name, url in urls.items():
        if RULES[name].kind is not Kind.OWNER:
            continue
        for method in _methods(_view(url)):
            response = _ask(holder(world.other.user, *Scope.values), method, url)
            assert response.status_code == 404, f"{method} {name}"
