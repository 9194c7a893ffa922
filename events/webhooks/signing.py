"""Signatures by which a receiver knows that a message is ours, unchanged and new.

After the specification "Standard Webhooks" (github.com/standard-webhooks), which has libraries in
most languages: HMAC-SHA256 over ``id.timestamp.body``, one signature for each secret that is valid.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

MARK = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """256 random bits in base64, behind the mark by which libraries and scanners know it."""
    return MARK + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def headers_of(
    *, message_id: str, body: bytes, at: datetime, secrets_valid: Sequence[str]
) -> dict[str, str]:
    """What a message carries to be believed; while a secret is changed both of them sign."""
    timestamp = int(at.timestamp())
    signatures = [
        signature(message_id=message_id, timestamp=timestamp, body=body, secret=secret)
        for secret in secrets_valid
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def signature(*, message_id: str, timestamp: int, body: bytes, secret: str) -> str:
    """``v1,<base64>`` by one secret."""
    key = base64.b64decode(secret.removeprefix(MARK))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
