"""A screen that says what a test wants, and remembers what it was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from orders.screening import PASS, Course, Ruling, screens

HOLD = Ruling(Course.HOLD, "velocity")
PROVE = Ruling(Course.PROVE)
REFUSE = Ruling(Course.REFUSE)


class Watcher:
    def __init__(self, before: Ruling = PASS, after: Ruling = PASS) -> None:
        self.before, self.after = before, after
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def before_payment(self, **told: Any) -> Ruling:
        self.asked.append(("before", told))
        return self.before

    def after_payment(self, **told: Any) -> Ruling:
        self.asked.append(("after", told))
        return self.after

    def declined(self, **told: Any) -> None:
        self.asked.append(("declined", told))

    @property
    def questions(self) -> list[str]:
        return [name for name, _told in self.asked]


class Broken:
    """Fails whatever it is asked."""

    def _fail(self, **told: Any) -> Any:
        raise RuntimeError("the scorer is away")

    before_payment = after_payment = declined = _fail


def held_until(moment: datetime) -> Ruling:
    return Ruling(Course.HOLD, "velocity", moment)


@contextmanager
def only_screens(**named: Any) -> Iterator[None]:
    """Nobody looks at orders but these."""
    before = dict(screens)
    screens._entries.clear()
    screens._entries.update(named)
    try:
        yield
    finally:
        screens._entries.clear()
        screens._entries.update(before)
