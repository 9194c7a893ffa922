"""Dead letters: events that could not be written, kept aside so that the others go on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from events.models import DeadLetter, DeadReason
from events.sink.parcels import Parcel
from events.sink.queues import Delivery
from foundation import clock

KEEP = timedelta(days=30)
MOST_KEPT = 10_000
"""Letters beyond these are only counted: a stranger may send nonsense without end."""
_LONGEST_RAW, _LONGEST_ERROR = 20_000, 2_000


@dataclass(frozen=True, slots=True)
class Letter:
    """An event (a parcel of one), or bytes that are no parcel, and why it is put aside."""

    content: dict[str, Any]
    reason: DeadReason
    error: str
    received_at: datetime | None

    @classmethod
    def of(cls, parcel: Parcel, reason: DeadReason, error: object) -> Letter:
        return cls(_storable(parcel.as_json()), reason, _error(error), parcel.received_at)

    @classmethod
    def unread(cls, content: bytes, reason: DeadReason, error: object) -> Letter:
        text = content[:_LONGEST_RAW].decode(errors="replace")
        return cls(_storable({"raw": text}), reason, _error(error), None)

    @property
    def key(self) -> str:
        """The same for the same content, so that a batch that is written again adds none."""
        return hashlib.sha256(json.dumps(self.content, sort_keys=True).encode()).hexdigest()


def _storable(value: Any) -> Any:
    """The same without what PostgreSQL keeps in no text, lest a letter be refused in its turn."""
    if isinstance(value, dict):
        return {name: _storable(inner) for name, inner in value.items()}
    if isinstance(value, str):
        return value.encode(errors="replace").decode().replace("\0", "\ufffd")
    return value


def _error(error: object) -> str:
    return str(_storable(str(error)))[:_LONGEST_ERROR]


@transaction.atomic
def put_aside(letters: Sequence[Letter]) -> int:
    """Keep letters that are not kept yet; returns how many were given.

    What goes beyond ``MOST_KEPT`` is counted and not kept.
    """
    if not letters:
        return 0
    room = max(MOST_KEPT - DeadLetter.objects.count(), 0)
    DeadLetter.objects.bulk_create(
        (
            DeadLetter(
                key=letter.key,
                reason=letter.reason,
                error=letter.error,
                content=letter.content,
                received_at=letter.received_at or clock.now(),
                put_aside_at=clock.now(),
            )
            for letter in letters[:room]
        ),
        ignore_conflicts=True,
    )
    return len(letters)


def delivery_of(letter: DeadLetter) -> Delivery:
    """What the queue would hand out for it."""
    raw = letter.content.get("raw")
    content = raw if isinstance(raw, str) else json.dumps(letter.content)
    return Delivery(content.encode())


def sweep(*, at: datetime | None = None) -> int:
    """Forget letters that were put aside over a month ago; returns how many."""
    old = DeadLetter.objects.filter(put_aside_at__lt=(at or clock.now()) - KEEP)
    return old.delete()[0]


@transaction.atomic
def forget_people(*, customer: UUID | None, visitors: Collection[UUID]) -> int:
    """Remove letters of a person; returns how many. Letters are few: each is looked at."""
    people = {person.hex for person in (customer, *visitors) if person is not None}
    theirs = [
        letter.pk
        for letter in DeadLetter.objects.only("content").iterator()
        if _names_any(letter.content, people)
    ]
    return DeadLetter.objects.filter(pk__in=theirs).delete()[0]


def _names_any(content: dict[str, Any], people: set[str]) -> bool:
    raw = content.get("raw")
    if isinstance(raw, str):  # what nobody could read may be a parcel of another release
        return any(person in raw for person in people)
    context = content.get("context")
    return isinstance(context, dict) and not people.isdisjoint(
        str(context[name]) for name in ("visitor", "session", "customer") if name in context
    )
