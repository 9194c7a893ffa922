"""Messages of payment providers that sign as the shop itself does (``foundation.signatures``)."""

from __future__ import annotations

from foundation import signatures
from foundation.signatures import TOLERANCE_SECONDS, sign
from orders.payments.base import WebhookRefused

__all__ = ["TOLERANCE_SECONDS", "sign", "verify"]


def verify(body: bytes, header: str, secret: str) -> None:
    """Check a signature made by ``sign``.

    Raises:
        WebhookRefused: missing, forged, or older than the tolerance (a replay).
    """
    try:
        signatures.verify(body, header, secret)
    except signatures.WrongSignature as wrong:
        raise WebhookRefused(str(wrong)) from wrong
