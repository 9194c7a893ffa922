"""Every error of the API has one form."""

import json

import pytest
from rest_framework.settings import api_settings

from shop.api import catalogue

pytestmark = pytest.mark.django_db


def _error(answer):
    assert answer.headers["Content-Type"] == "application/json"
    body = answer.json()
    assert list(body) == ["error"]
    assert set(body["error"]) == {"code", "message", "fields"}
    assert body["error"]["message"]
    return body["error"]["code"]


@pytest.mark.parametrize(
    ("method", "path", "kind", "body", "status", "code"),
    [
        ("get", "/api/v1/nothing/here/", "", "", 404, "not_found"),
        ("get", "/api/v1/products/%0A/", "", "", 404, "not_found"),
        ("post", "/api/v1/nothing/here/", "application/json", "{}", 404, "not_found"),
        ("get", "/api/v1/products/nope/", "", "", 404, "not_found"),
        ("post", "/api/v1/products/", "application/json", "{}", 405, "method_not_allowed"),
        ("delete", "/api/v1/cart/", "", "", 405, "method_not_allowed"),
        ("get", "/api/v1/cart/lines/", "", "", 405, "method_not_allowed"),
        ("post", "/api/v1/cart/lines/", "text/plain", "x", 415, "unsupported_media_type"),
        (
            "post", "/api/v1/cart/lines/", "application/x-www-form-urlencoded", "variant=1",
            415, "unsupported_media_type",
        ),
        ("post", "/api/v1/cart/lines/", "application/json", "{", 400, "parse_error"),
        ("post", "/api/v1/cart/lines/", "application/json", "\ud800", 400, "parse_error"),
        ("get", "/api/v1/products/?format=xml", "", "", 404, "not_found"),
        ("get", "/api/v1/recommendations/similar/", "", "", 400, "invalid"),
    ],
)  # fmt: skip
def test_errors_have_one_form(client, method, path, kind, body, status, code):
    data = body.encode("utf-8", "surrogatepass")
    answer = client.generic(method.upper(), path, data, content_type=kind or "application/json")
    assert answer.status_code == status
    assert _error(answer) == code


def test_an_address_without_its_slash_is_redirected(client):
    assert client.get("/api/v1/categories").status_code == 301


def test_asking_too_often_says_when_to_come_back(client, monkeypatch):
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "anonymous", "2/min")
    answers = [client.get("/api/v1/categories/") for _number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert _error(answers[-1]) == "throttled"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_a_fault_of_ours_has_the_form_too_and_tells_nothing(client, monkeypatch):
    def broken(_language):
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(catalogue, "category_tree", broken)
    client.raise_request_exception = False
    answer = client.get("/api/v1/categories/")
    assert answer.status_code == 500
    assert _error(answer) == "server_error"
    assert "hunter2" not in answer.content.decode()


def test_messages_come_in_the_language_of_the_request(client):
    english = client.get("/api/v1/products/", {"min_price": "x"}).json()
    german = client.get("/api/v1/products/", {"min_price": "x", "language": "de"}).json()
    assert english["error"]["fields"] != german["error"]["fields"]
    assert json.dumps(english["error"]["code"]) == json.dumps(german["error"]["code"])
