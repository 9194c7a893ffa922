"""A report in our words, and reading foreign JSON without trusting any of it."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from notifications.kinds import ReportKind

MOST_REPORTS: Final = 500
LONGEST_KEY: Final = 160
LONGEST_STATUS: Final = 20


class ReportRefused(ValueError):
    """A message that is not the provider's, or that cannot be read; the words are for the log."""


@dataclass(frozen=True, slots=True)
class Report:
    """``key`` is the report's number at its provider; ``message_id`` the mail's header, or ""."""

    key: str
    kind: ReportKind
    email: str
    message_id: str = ""
    status: str = ""
    at: datetime | None = None


Headers = Mapping[str, str]
Read = Callable[[bytes, Headers, str], list[Report]]
"""Body, headers and the secret to its reports; raises ``ReportRefused``."""


def loaded(body: bytes) -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        ReportRefused: it is something else.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ReportRefused("not JSON") from error
    if not isinstance(told, dict):
        raise ReportRefused("not an object")
    return told


def part(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object in an object; an empty one where there is none."""
    value = told.get(name)
    return value if isinstance(value, dict) else {}


def rows(told: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list in an object.

    Raises:
        ReportRefused: there are more than anybody sends at once.
    """
    value = told.get(name)
    found = value if isinstance(value, list) else []
    if len(found) > MOST_REPORTS:
        raise ReportRefused("too many at once")
    return [one for one in found if isinstance(one, dict)]


def word(told: Mapping[str, Any], name: str, most: int = LONGEST_KEY) -> str:
    """A short printable text or number in an object; ``""`` where there is none such."""
    value = told.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        value = str(value)
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        return ""
    return value.strip()


def address(told: Mapping[str, Any], name: str) -> str:
    """An e-mail address in an object.

    Raises:
        ReportRefused: there is none.
    """
    value = word(told, name, most=254)
    try:
        validate_email(value)
    except ValidationError as error:
        raise ReportRefused("no address") from error
    return value


def moment(told: Mapping[str, Any], name: str) -> datetime | None:
    """A moment as ISO 8601 or seconds since 1970; None where it is neither."""
    value = told.get(name)
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        if found is None or found.tzinfo is None:
            return found and found.replace(tzinfo=UTC)
        return found.astimezone(UTC)  # which the first and last hours of all times have not
    except (ValueError, OverflowError, OSError):
        return None


def check_password(headers: Headers, secret: str) -> None:
    """Basic authentication (RFC 7617) with the secret as password, whatever the name.

    Raises:
        ReportRefused: another password, or none.
    """
    scheme, _space, told = headers.get("Authorization", "").partition(" ")
    try:
        pair = base64.b64decode(told, validate=True) if scheme.lower() == "basic" else b""
    except (ValueError, binascii.Error) as error:
        raise ReportRefused("no password") from error
    _name, _colon, password = pair.partition(b":")
    if not hmac.compare_digest(password, secret.encode()):
        raise ReportRefused("wrong password")
