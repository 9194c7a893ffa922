"""The shop's own key for web push: the environment's, else one made once and kept with the data.

A browser subscribes to one key: with another key its subscriptions are worth nothing, so the key
must outlive a deployment and be the same on each server.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from foundation import clock
from marketing.push.encryption import (
    base64url,
    new_private_key,
    public_bytes,
    read_private_key,
    vapid_token,
)

TOKEN_SECONDS = 12 * 3600
"""A day is the most that push services accept."""
_FILE = "vapid-key"


def public_key() -> str:
    """What a browser is given to subscribe with: the public point in base64url."""
    return base64url(public_bytes(_private_key(_key_text())))


def authorization(endpoint: str) -> str:
    """The header by which the push service of an endpoint knows who sends."""
    private = _private_key(_key_text())
    parts = urlsplit(endpoint)
    token = vapid_token(
        private,
        audience=f"{parts.scheme}://{parts.netloc}",
        subject=f"mailto:{settings.SHOP_EMAIL}",
        expires=int(clock.now().timestamp()) + TOKEN_SECONDS,
    )
    return f"vapid t={token}, k={base64url(public_bytes(private))}"


@lru_cache(maxsize=4)
def _private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return read_private_key(text)


def _key_text() -> str:
    return str(settings.VAPID_PRIVATE_KEY) or _kept(str(settings.DATA_DIR))


@lru_cache(maxsize=4)
def _kept(folder: str) -> str:
    """The key of a data folder; the first who asks makes it, and no second one replaces it."""
    path = Path(folder) / _FILE
    if not path.exists():
        made = path.with_name(f"{_FILE}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(new_private_key())
        try:
            os.link(made, path)  # whole or not at all, and never over another's
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text().strip()
