"""A log with visits of several days, archived, and what a plain loop counts in it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from events import archive
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, event_row, record_history
from foundation.money import Money

FIRST = date(2026, 3, 2)
SOURCES = ("", "newsletter", "social")
WORDS = ("red mug", "Red mug ", "teapot", "nothing like it")


def fill_archive(days: int, *, visits: int, seed: int = 1) -> date:
    """Archive ``days`` days with so many visits each; returns the last day."""
    dice = Random(seed)
    last = FIRST + timedelta(days=days - 1)
    rows = [row for day in range(days) for row in _day(day, visits, dice)]
    start = datetime(2026, 3, 2, tzinfo=UTC)
    record_history(rows, first=start, last=start + timedelta(days=days))
    archive.export_days(FIRST, last, at=start + timedelta(days=days + 1))
    return last


def _day(number: int, visits: int, dice: Random):
    morning = datetime(2026, 3, 2, 1, tzinfo=UTC) + timedelta(days=number)
    for visit in range(visits):
        who = UUID(int=dice.getrandbits(128))
        context = EventContext(
            visitor=who, session=who, customer=UUID(int=visit % 40 + 1),
            source=dice.choice(SOURCES), consent=Consent.PERSONALISATION,
        )  # fmt: skip
        at = morning + timedelta(seconds=dice.randrange(70_000))
        for fact in _facts(dice, f"{number}-{visit}"):
            at += timedelta(seconds=20)
            yield event_row(_at(fact, at), context=context)


def _facts(dice: Random, order: str):
    if dice.random() < 0.3:
        words = dice.choice(WORDS)
        found = 0 if "nothing" in words else 9
        yield Fact(EventName.SEARCH_PERFORMED, payload={"words": words, "found": found})
    for _ in range(dice.randrange(1, 5)):
        yield Fact(EventName.PRODUCT_VIEWED, product_id=dice.randrange(1, 6))
    if dice.random() < 0.4:
        yield Fact(EventName.CART_ITEM_ADDED, product_id=1)
        if dice.random() < 0.5:
            yield Fact(EventName.CHECKOUT_STARTED)
            yield Fact(EventName.ORDER_PLACED, order_ref=order, value=Money(1_000, "EUR"))


def _at(fact: Fact, at: datetime) -> Fact:
    return Fact(
        fact.name, product_id=fact.product_id, order_ref=fact.order_ref, value=fact.value,
        payload=fact.payload, at=at,
    )  # fmt: skip


def counted(events) -> dict[str, Counter]:
    """What ``events`` (rows of the log) come to, counted one by one: what answers must say."""
    found: dict[str, Counter] = {name: Counter() for name in ("funnel", "searches", "together")}
    visits: dict[tuple, list] = {}
    for event in events:
        visits.setdefault((event.occurred_at.date(), event.session), []).append(event)
        if event.name == EventName.SEARCH_PERFORMED:
            found["searches"][event.payload["words"].strip().lower()] += 1
    for (day, _session), steps in visits.items():
        found["funnel"][day, max(step.source for step in steps)] += 1
        seen = sorted({s.product_id for s in steps if s.name == EventName.PRODUCT_VIEWED})
        for place, one in enumerate(seen):
            found["together"].update((one, other) for other in seen[place + 1 :])
    return found
