"""A receiver as somebody else would write it: a real server that checks what it is sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def signatures(self) -> list[str]:
        return self.headers["webhook-signature"].split()


Reply = Callable[[Received], int]


class Receiver:
    """Takes everything unless told otherwise: ``reply`` is asked what to answer."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.reply: Reply = lambda _message: 200
        self.says = b"thank you"
        self.noise = b""
        """What it sends in place of an answer."""
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks?shop=1"

    def go_up(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def go_down(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def subjects(self) -> list[str]:
        return [message.content["subject"] for message in self.received]

    def numbers(self) -> list[int]:
        return [message.content["data"]["n"] for message in self.received]


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            message = Received(headers, self.rfile.read(length))
            receiver.received.append(message)
            if receiver.noise:
                self.wfile.write(receiver.noise)
                self.close_connection = True
                return
            status = receiver.reply(message)
            try:
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", receiver.url)
                self.send_header("Content-Length", str(len(receiver.says)))
                self.end_headers()
                self.wfile.write(receiver.says)
            except OSError:  # whoever asked has gone
                return

        def log_message(self, *_: Any) -> None:
            return

    return Handler


def slowly(seconds: float, status: int = 200) -> Reply:
    def reply(_message: Received) -> int:
        time.sleep(seconds)
        return status

    return reply


def is_signed_by(message: Received, secret: str) -> bool:
    """As the specification tells it, written apart from the code that signs."""
    key = base64.b64decode(secret.split("_", 1)[1])
    signed = b".".join(
        [
            message.headers["webhook-id"].encode(),
            message.headers["webhook-timestamp"].encode(),
            message.body,
        ]
    )
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{wanted}" in message.signatures
