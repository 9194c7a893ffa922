"""Browsers of their own process that tell a server what they look at, at a given pace.

``python -m benchmarks.events_visitors PORT PRODUCTS EVENTS_A_SECOND SECONDS [--singly]`` reads
public ids of products from the file PRODUCTS, one a line. Requests are sent when they are due,
whether those before were answered or not (up to the connections there are), so that a slow server
is not asked less. With an EVENTS_A_SECOND of 0 each connection asks as fast as it is answered. It
prints what it did as JSON: events answered for, requests refused, how late the last request was.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from foundation.ids import uuid7  # noqa: E402

CONNECTIONS = 8
VISITORS = 600
"""Each sends 100 events a minute at a thousand a second: an eager person, no program."""
SIZES, SHARES = (1, 2, 4, 10), (0.35, 0.3, 0.2, 0.15)
"""Events a request: a page's own view, with a click, after some time, after much of it."""
MEAN_SIZE = sum(size * share for size, share in zip(SIZES, SHARES, strict=True))
HEADERS = {
    "Content-Type": "application/json",
    "Sec-Fetch-Site": "same-origin",
    "Accept-Language": "en",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}


@dataclass(slots=True)
class Told:
    """What was told so far; ``latest`` is how long after its moment the latest request left."""

    events: int = 0
    requests: int = 0
    refused: int = 0
    latest: float = 0.0


class Browsers:
    """Some connections and many visitors, who all agreed to personalisation."""

    def __init__(self, port: int, products: Sequence[str], *, singly: bool) -> None:
        self._port = port
        self._products = products
        self._singly = singly
        self._visits = [f"{uuid4().hex}.{uuid4().hex}.{int(time.time())}" for _ in range(VISITORS)]

    def tell(self, *, rate: float, seconds: float) -> Told:
        """Tell of so many events a second, on average; without a rate as many as are answered."""
        begin = time.monotonic() + 0.5
        each = [Told() for _ in range(CONNECTIONS)]
        size = 1.0 if self._singly else MEAN_SIZE
        gap = CONNECTIONS * size / rate if rate else 0.0

        def sit(number: int) -> None:
            first = begin + gap * number / CONNECTIONS
            self._sit(each[number], random.Random(number), first, gap, begin + seconds)

        sitting = [threading.Thread(target=sit, args=[number]) for number in range(CONNECTIONS)]
        for thread in sitting:
            thread.start()
        for thread in sitting:
            thread.join()
        return Told(
            sum(told.events for told in each),
            sum(told.requests for told in each),
            sum(told.refused for told in each),
            max(told.latest for told in each),
        )

    def _sit(self, told: Told, chance: random.Random, due: float, gap: float, until: float) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        while due < until and time.monotonic() < until + 5:
            now = time.monotonic()
            time.sleep(max(due - now, 0))
            told.latest = max(told.latest, now - due) if gap else 0.0
            size = 1 if self._singly else chance.choices(SIZES, SHARES)[0]
            told.requests += 1
            if self._post(connection, self._events(size, chance), chance):
                told.events += size
            else:
                told.refused += 1
            due = due + gap if gap else time.monotonic()
        connection.close()

    def _post(
        self, connection: http.client.HTTPConnection, body: bytes, chance: random.Random
    ) -> bool:
        cookie = f"consent=1; visitor={chance.choice(self._visits)}"
        try:
            connection.request("POST", "/e", body, {**HEADERS, "Cookie": cookie})
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            connection.close()  # it opens anew with the next request
            return False
        return response.status == 204

    def _events(self, size: int, chance: random.Random) -> bytes:
        return json.dumps({"events": [self._event(chance) for _ in range(size)]}).encode()

    def _event(self, chance: random.Random) -> dict[str, object]:
        product = chance.choice(self._products)
        if chance.random() < 0.6:
            return {"id": str(uuid7()), "name": "product.viewed", "product": product}
        if chance.random() < 0.5:
            return {"id": str(uuid7()), "name": "list.viewed", "list": "all"}
        return {
            "id": str(uuid7()), "name": "impression.clicked", "product": product,
            "slot": "home.trending", "position": chance.randint(1, 12),
            "model": "recommendations:7", "impression": str(uuid7()),
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("products", type=Path)
    parser.add_argument("rate", type=float)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--singly", action="store_true", help="one event a request")
    given = parser.parse_args()
    browsers = Browsers(given.port, given.products.read_text().split(), singly=given.singly)
    cpu = time.process_time()
    told = browsers.tell(rate=given.rate, seconds=given.seconds)
    print(json.dumps({**asdict(told), "cpu": time.process_time() - cpu}))


if __name__ == "__main__":
    main()
