"""Signed messages: a time and an HMAC over time and raw body, as webhooks of providers carry."""

from __future__ import annotations

import hashlib
import hmac

from foundation import clock

TOLERANCE_SECONDS = 300


class WrongSignature(ValueError):
    """Missing, forged, or older than the tolerance (a replay)."""


def sign(body: bytes, secret: str, *, at: int | None = None) -> str:
    """The header's value: ``t=<epoch seconds>,v1=<hex HMAC-SHA256 of "t.body">``."""
    moment = int(clock.now().timestamp()) if at is None else at
    return f"t={moment},v1={_digest(body, secret, moment)}"


def verify(body: bytes, header: str, secret: str) -> None:
    """Check a signature made by ``sign``.

    Raises:
        WrongSignature: it is none of ours, or too old.
    """
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    moment, given = parts.get("t", ""), parts.get("v1", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 12 and given):
        raise WrongSignature("no signature")
    if not hmac.compare_digest(given.encode(), _digest(body, secret, int(moment)).encode()):
        raise WrongSignature("wrong signature")
    if abs(clock.now().timestamp() - int(moment)) > TOLERANCE_SECONDS:
        raise WrongSignature("too old")


def _digest(body: bytes, secret: str, moment: int) -> str:
    return hmac.new(secret.encode(), b"%d." % moment + body, hashlib.sha256).hexdigest()
