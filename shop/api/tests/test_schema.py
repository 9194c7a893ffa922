"""The API describes itself truly, and its page asks nothing of another site."""

import io
import re

import pytest
import schemathesis
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shop.api.throttling import ByWhoAsks
from shop.api.urls import urlpatterns

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FEW = settings(
    max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


def test_the_schema_is_valid_and_without_warnings():
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=io.StringIO())


def test_every_address_of_the_api_is_in_the_schema(client):
    described = client.get("/api/v1/schema/", {"format": "json"}).json()["paths"]
    named = {
        "/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
        for pattern in urlpatterns
        if pattern.name and pattern.name not in {"schema", "docs"}
    }
    assert named == set(described)


def test_the_page_loads_only_from_here_and_runs_under_a_tight_policy(client):
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    html = page.content.decode()
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "unsafe" not in client.get("/api/v1/").headers["Content-Security-Policy"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_that_the_schema_allows_breaks_the_shop(live_server, goods, monkeypatch):
    """Requests made up from the schema: no 500, and every answer is as described."""
    monkeypatch.setattr(ByWhoAsks, "allow_request", lambda *_: True)
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/v1/schema/?format=json")
    tried = 0

    def check(case):
        nonlocal tried
        tried += 1
        case.call_and_validate(checks=CHECKS)

    for result in schema.get_all_operations():
        FEW(given(case=result.ok().as_strategy())(check))()
    assert tried > 100
