"""Everybody who asks, and a shop with something of each."""

import pytest

from tests.permissions.world import BACKEND, make_world

GUEST, ADA, OTHER = "guest", "ada", "other"


@pytest.fixture
def world(settings):
    settings.PAGE_RATES = dict.fromkeys(settings.PAGE_RATES, "")
    settings.ACCOUNT_RATE_LIMITS = False
    return make_world()


@pytest.fixture
def ask(client, world, monkeypatch):
    """``ask(who, method, url)`` -> response; an error of a view fails the test with its address."""
    monkeypatch.setattr("shop.api.throttling.ByWhoAsks.allow_request", lambda *_: True)
    people = {ADA: world.ada.user, OTHER: world.other.user, **world.staff}

    def request(who, method, url):
        if who == GUEST:
            client.logout()
        elif client.session.get("_auth_user_id") != str(people[who].pk):
            client.force_login(people[who], backend=BACKEND)
        client.raise_request_exception = False
        given = {"content_type": "application/json"} if url.startswith("/api/") else {}
        response = getattr(client, method)(url, **given)
        assert response.status_code < 500, f"{method} {url} as {who}: {response.status_code}"
        return response

    return request
