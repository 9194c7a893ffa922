"""Asking the shop: one request, tried again where that is safe, and what its errors mean."""

from __future__ import annotations

import dataclasses
import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

AGAIN = frozenset({429, 500, 502, 503, 504})
TOO_OFTEN = 429
IN_PROGRESS = "request_in_progress"
REPEATABLE = frozenset({"GET", "PUT"})
"""What does no harm twice: reading, and saying how something is to be."""
TABLE = "text/csv"
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
_NO_ANSWER = (
    urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException,
)  # fmt: skip


class ShopError(Exception):
    """What the shop answered instead: ``code`` is for programs, the message for people.

    ``now`` is the amount of today (``minor`` and ``currency``) where another was seen.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        fields: dict[str, list[str]],
        now: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields
        self.now = now


class ShopUnreachable(Exception):
    """There was no answer, however often it was asked."""


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the token is for this shop, and a write must not become a GET."""

    def redirect_request(self, *_told: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Staying)


class Transport:
    """Requests with a token, tried again where that cannot carry anything out twice.

    That is a GET, a PUT, and whatever has an idempotency key. Of others only a refusal for having
    come too often is tried again: without an answer nobody knows whether they were carried out.

    Args:
        url: of the shop, such as ``https://shop.example``.
        token: an API token of the shop (``sw_…``); empty for what is open to everybody.
        tries: how often one request is sent at most.
        seconds: how long an answer is waited for.
    """

    def __init__(self, url: str, token: str, *, tries: int = 5, seconds: float = 30.0) -> None:
        if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
            raise ValueError("The shop's address begins with http:// or https://")
        self._base = url.rstrip("/")
        self._token = token
        self._tries = tries
        self._seconds = seconds

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        key: str | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Any:
        """What a path answers: read from JSON, a table as its text, None where it is empty.

        With an idempotency ``key`` a request that is tried again is answered again and not
        carried out twice. Headers that are empty are not sent.

        Raises:
            ShopError: the shop said no.
            ShopUnreachable: no answer.
        """
        request = self._request(method, path, query or {}, body)
        for name, text in {**(headers or {}), "Idempotency-Key": key}.items():
            if text:
                request.add_header(name, text)
        repeatable = method in REPEATABLE or bool(key)
        wait = FIRST_WAIT
        for turn in range(1, self._tries + 1):
            try:
                with _OPENER.open(request, timeout=self._seconds) as answer:
                    return _read(answer)
            except urllib.error.HTTPError as error:
                problem = _told(error)
                if turn == self._tries or not _passes(problem, repeatable):
                    raise problem from error
                wait = _asked_wait(error) or wait
            except _NO_ANSWER as error:
                if turn == self._tries or not repeatable:
                    raise ShopUnreachable(str(error)) from error
            time.sleep(min(wait, LONGEST_WAIT))
            wait *= 2
        raise ShopUnreachable("never asked: tries must be at least 1")

    def _request(
        self, method: str, path: str, query: Mapping[str, Any], body: Any
    ) -> urllib.request.Request:
        told = {name: _text(value) for name, value in query.items() if value is not None}
        address = f"{self._base}{path}"
        if told:
            address += "?" + urllib.parse.urlencode(told)
        headers = {"Accept": f"application/json, {TABLE}"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None
        if body is not None:
            data = json.dumps(plain(body)).encode()
            headers["Content-Type"] = "application/json"
        return urllib.request.Request(address, data=data, headers=headers, method=method)  # noqa: S310


def new_key() -> str:
    """An idempotency key for one request that is meant once."""
    return str(uuid.uuid4())


def quoted(key: object) -> str:
    """A key as a part of a path."""
    return urllib.parse.quote(str(key), safe="")


def plain(value: Any) -> Any:
    """A body ready for JSON: of a dataclass what was given, without what was left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(inner)
            for field in dataclasses.fields(value)
            if (inner := getattr(value, field.name)) is not None or _must_be_told(field)
        }
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _must_be_told(field: dataclasses.Field[Any]) -> bool:
    """Whether None is a value of the field, and not that it was left out."""
    return field.default is dataclasses.MISSING


def _read(answer: Any) -> Any:
    told = answer.read()
    if not told:
        return None
    return told.decode() if answer.headers.get_content_type() == TABLE else json.loads(told)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ",".join(str(part) for part in value)
    return str(value)


def _told(error: urllib.error.HTTPError) -> ShopError:
    try:
        told = json.load(error)["error"]
        return ShopError(error.code, told["code"], told["message"], told["fields"], told.get("now"))
    except (ValueError, KeyError, TypeError):  # a proxy's page, not the shop's answer
        return ShopError(error.code, "", str(error.reason), {})


def _passes(problem: ShopError, repeatable: bool) -> bool:
    """Whether another try may go better and does no harm."""
    if problem.status == TOO_OFTEN or problem.code == IN_PROGRESS:
        return True
    return repeatable and problem.status in AGAIN


def _asked_wait(error: urllib.error.HTTPError) -> float | None:
    text = error.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() else None
