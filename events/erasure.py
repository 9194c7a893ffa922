"""Taking people out of the log: what happened stays, who did it goes.

Without their pseudonym, browser and session the events of a person are like those of everybody
who never agreed to be known: the next training counts them and learns nobody from them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from events import archive
from events.models import Event
from events.names import EventName
from events.sink import letters
from foundation import clock

LATEST_ARRIVAL = timedelta(days=3)
"""How long after it happened an event may still come in from a spool."""
_CHUNK = 500
_SAID = (EventName.SEARCH_PERFORMED, EventName.SEARCH_CLICKED)


def forget_people(
    *, customer: UUID, visitors: Collection[UUID], words: Collection[str] = ()
) -> int:
    """Make the events of a customer and their browsers anonymous; returns how many there were.

    Events that could not be written, and wait to be tried again, go for good. ``words`` are what
    names them, such as their address: a search in which they typed one of them loses its words,
    and so does one in the files of the archive, whoever typed it.
    """
    _forget_words(_events_of(customer, visitors), words)
    archive.forget_words(list(words))
    gone = _forget(Event.objects.filter(customer=customer))
    gone += _forget(Event.objects.filter(visitor__in=list(visitors)))
    return gone + letters.forget_people(customer=customer, visitors=visitors)


def forget_strangers(*, known: QuerySet[Any], at: datetime | None = None) -> int:
    """Make late events anonymous that name a customer who is not in ``known``, their pseudonyms.

    An event that was on its way while its customer was erased comes in with a pseudonym that
    nobody has any more.
    """
    since = (at or clock.now()) - LATEST_ARRIVAL
    late = Event.objects.filter(received_at__gte=since, occurred_at__gte=since - LATEST_ARRIVAL)
    named = late.filter(customer__isnull=False)
    return _forget(named.exclude(customer__in=known))


def _forget(events: QuerySet[Event]) -> int:
    return events.update(customer=None, visitor=None, session=None)


def _events_of(customer: UUID, visitors: Collection[UUID]) -> QuerySet[Event]:
    theirs = Q(customer=customer) | Q(visitor__in=list(visitors))
    return Event.objects.filter(theirs, name__in=_SAID)


def _forget_words(events: QuerySet[Event], words: Collection[str]) -> None:
    sought = [word.casefold() for word in words if word]
    telling = (
        key
        for key, payload in events.values_list("pk", "payload")
        if any(word in _text(payload) for word in sought)
    )
    for chunk in _chunks(telling):
        Event.objects.filter(pk__in=chunk).update(payload={})


def _text(payload: object) -> str:
    return json.dumps(payload, ensure_ascii=False).casefold()


def _chunks(keys: Iterable[UUID]) -> Iterator[list[UUID]]:
    source = iter(keys)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk
