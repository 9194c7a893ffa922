"""The API describes itself truly, and its page asks nothing of another site."""

import io
import re

import pytest
from django.core.management import call_command

from shop.api.urls import urlpatterns

pytestmark = pytest.mark.django_db


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
