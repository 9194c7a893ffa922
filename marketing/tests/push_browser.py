"""A browser and its push service, to test with: they take pushes and read them as RFC 8291 says.

Written apart from ``marketing.push.encryption``, with HKDF by hand, so that one mistake cannot
stand in both.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# The browser of RFC 8291, appendix A.
PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"


def _unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _hkdf(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    key = hmac.new(salt, material, hashlib.sha256).digest()
    return hmac.new(key, info + b"\x01", hashlib.sha256).digest()[:length]


class StandInBrowser:
    """Reads what was encrypted for it."""

    def __init__(self, private: str = PRIVATE, auth: str = AUTH) -> None:
        number = int.from_bytes(_unpacked(private), "big")
        self._private = ec.derive_private_key(number, ec.SECP256R1())
        self._auth = _unpacked(auth)

    def read(self, body: bytes) -> bytes:
        salt, sender = body[:16], body[21 : 21 + body[20]]
        sealed = body[21 + body[20] :]
        own = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self._private.exchange(ec.ECDH(), point)
        material = _hkdf(self._auth, shared, b"WebPush: info\x00" + own + sender, 32)
        key = _hkdf(salt, material, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _hkdf(salt, material, b"Content-Encoding: nonce\x00", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None)
        content, delimiter, _padding = padded.rpartition(b"\x02")
        assert delimiter == b"\x02"
        return content


@dataclass
class Taken:
    """A push as the service got it: where to, with which headers, and what the browser reads."""

    path: str
    headers: dict[str, str]
    content: dict[str, Any]


@dataclass
class PushService:
    """Answers with ``statuses`` one after the other, then with 201; keeps what it took.

    With ``drips`` its answer has no end: a byte every so many seconds.
    """

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    asked: int = 0
    drips: float = 0


@contextmanager
def push_service() -> Iterator[PushService]:
    """A push service on this machine, over plain http."""
    service = PushService()
    browser = StandInBrowser()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            service.asked += 1
            if service.drips:
                self._drip()
                return
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = service.statuses.pop(0) if service.statuses else 201
            if status == 201:
                content = json.loads(browser.read(body))
                service.taken.append(Taken(self.path, dict(self.headers), content))
            self.send_response(status)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _drip(self) -> None:
            with suppress(OSError):
                for _turn in range(200):
                    self.wfile.write(b"H")
                    time.sleep(service.drips)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
