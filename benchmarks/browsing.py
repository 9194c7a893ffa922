"""Browsers at a server of this machine: connections kept alive, one page after another."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice

HEADERS = {
    "Accept": "text/html",
    "Accept-Language": "en",
    "Accept-Encoding": "identity",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
}


class WrongPage(Exception):
    """A page did not answer as it must; measuring it would mean nothing."""


def fetch(port: int, path: str) -> str:
    """The text of a page.

    Raises:
        WrongPage: the answer is not 200.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        return _ask(connection, path).decode()
    finally:
        connection.close()


def browse(port: int, paths: Sequence[str], *, connections: int, seconds: float) -> int:
    """Ask for ``paths`` in turn over so many connections; returns the answers received.

    Raises:
        WrongPage: an answer was not 200.
    """
    deadline = time.monotonic() + seconds
    answers, problems = [0] * connections, list[Exception]()

    def sit(number: int) -> None:
        try:
            answers[number] = _browse_until(deadline, port, _from(paths, number))
        except (WrongPage, OSError, http.client.HTTPException) as error:
            problems.append(error)

    browsers = [threading.Thread(target=sit, args=[number]) for number in range(connections)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    if problems:
        raise WrongPage(str(problems[0])) from problems[0]
    return sum(answers)


def _from(paths: Sequence[str], start: int) -> Iterator[str]:
    """Endlessly, each connection beginning at another page."""
    return islice(cycle(paths), start % len(paths), None)


def _browse_until(deadline: float, port: int, paths: Iterator[str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    answers = 0
    try:
        while time.monotonic() < deadline:
            _ask(connection, next(paths))
            answers += 1
    finally:
        connection.close()
    return answers


def _ask(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers=HEADERS)
    response = connection.getresponse()
    body = response.read()
    if response.status != http.client.OK:
        raise WrongPage(f"{path} answered {response.status}")
    return body
