"""What a browser may tell the log: parsed strictly, all or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from events.names import EventName
from events.services import Fact
from foundation import clock
from foundation.ids import PUBLIC_ID_LENGTH

MOST_EVENTS = 50
MOST_BYTES = 32 * 1024
MOST_POSITION = 1_000
MOST_SHOWN = 50
LONGEST_WORDS = 120
LONGEST_DELAY = timedelta(hours=24)
"""How late an event may come, as from a tab that slept: roll-ups look back to yesterday."""
FURTHEST_AHEAD = timedelta(minutes=1)
"""How far a browser's clock may be before ours."""

ALLOWED = frozenset(
    {
        EventName.PRODUCT_VIEWED,
        EventName.LIST_VIEWED,
        EventName.IMPRESSION,
        EventName.IMPRESSION_CLICKED,
        EventName.SEARCH_PERFORMED,
        EventName.SEARCH_CLICKED,
    }
)
_KEYS = frozenset(
    {"id", "name", "product", "slot", "position", "model", "list", "impression", "search"}
)
_OF_A_SEARCH = frozenset({"words", "language", "found", "corrected", "offset", "shown"})
_ABOUT_A_PRODUCT = ALLOWED - {EventName.LIST_VIEWED, EventName.SEARCH_PERFORMED}
_CLICKS = frozenset({EventName.IMPRESSION_CLICKED, EventName.SEARCH_CLICKED})
_PUBLIC_ID = re.compile(rf"[0-9a-z]{{{PUBLIC_ID_LENGTH}}}")
_WORD = re.compile(r"[\w.:/-]*")


class BeaconRefused(ValueError):
    """The batch is not one that a page of ours sends; nothing of it may be stored."""


@dataclass(frozen=True, slots=True)
class BrowserSearch:
    """A list of results as a page showed it: ``shown`` are public ids, the first after ``offset``.

    ``found`` counts all results, ``corrected`` says that they are of other words than were typed.
    """

    words: str
    language: str
    found: int
    corrected: bool
    offset: int
    shown: tuple[str, ...]

    def payload(self, product_ids: Mapping[str, int]) -> dict[str, Any]:
        """For the log; what is no product any more is left out."""
        return {
            "words": self.words,
            "language": self.language,
            "found": self.found,
            "corrected": self.corrected,
            "offset": self.offset,
            "shown": [product_ids[one] for one in self.shown if one in product_ids],
        }


@dataclass(frozen=True, slots=True)
class BrowserEvent:
    """One event as a page sent it; ``product`` is a public id, "" where there is none.

    ``impression`` is the id of the event that says when what was clicked had been shown: of a
    recommendation, or of the search.
    """

    id: UUID
    name: EventName
    product: str
    slot: str
    position: int | None
    model_version: str
    list: str
    impression: UUID | None = None
    search: BrowserSearch | None = None

    @property
    def products(self) -> tuple[str, ...]:
        """The public ids of all products that it names."""
        return (
            *([self.product] if self.product else []),
            *(self.search.shown if self.search else ()),
        )

    def fact(self, product_ids: Mapping[str, int], *, at: datetime, received_at: datetime) -> Fact:
        """The event for the log, as happened ``at``.

        Raises:
            BeaconRefused: the product is none of ``product_ids``.
        """
        if self.product and self.product not in product_ids:
            raise BeaconRefused("unknown product")
        return Fact(
            name=self.name,
            product_id=product_ids[self.product] if self.product else None,
            slot=self.slot,
            position=self.position,
            model_version=self.model_version,
            payload=self._payload(product_ids),
            at=at,
            received_at=received_at,
            event_id=self.id,
        )

    def _payload(self, product_ids: Mapping[str, int]) -> dict[str, Any]:
        told: dict[str, Any] = {"list": self.list} if self.list else {}
        if self.search is not None:
            told |= self.search.payload(product_ids)
        return told | ({"impression": str(self.impression)} if self.impression else {})


def clock_of(event_id: UUID) -> float:
    """Epoch seconds of the sender's clock, which an id of version 7 tells."""
    return (event_id.int >> 80) / 1000


def time_of(event_id: UUID, *, received_at: datetime | None = None) -> datetime | None:
    """When it happened by the sender's clock; None if that is far off.

    An event that arrives twice gets one time so, and the log's key (time, id) keeps it once.
    """
    # The id has room for years beyond 9999, which no datetime has: so the delay is compared.
    sent = clock_of(event_id)
    delay = (received_at or clock.now()).timestamp() - sent
    if not -FURTHEST_AHEAD.total_seconds() <= delay <= LONGEST_DELAY.total_seconds():
        return None
    return datetime.fromtimestamp(sent, UTC)


def parse_batch(body: bytes) -> list[BrowserEvent]:
    """The events of a request body ``{"events": [...]}``.

    Raises:
        BeaconRefused: anything about it is not as it should be.
    """
    if len(body) > MOST_BYTES:
        raise BeaconRefused("too long")
    try:
        document = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise BeaconRefused("not JSON") from error
    if not isinstance(document, dict) or set(document) != {"events"}:
        raise BeaconRefused("not a batch")
    entries = document["events"]
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_EVENTS:
        raise BeaconRefused("not a batch of events")
    return [_parse(entry) for entry in entries]


def _parse(entry: Any) -> BrowserEvent:
    if not isinstance(entry, dict) or not _KEYS.issuperset(entry):
        raise BeaconRefused("not an event")
    name = entry.get("name")
    if not isinstance(name, str) or name not in ALLOWED:
        raise BeaconRefused("not an event that a browser may send")
    product = _text(entry, "product", PUBLIC_ID_LENGTH)
    if (name in _ABOUT_A_PRODUCT) != bool(product):
        raise BeaconRefused("a product is missing, or out of place")
    if product and not _PUBLIC_ID.fullmatch(product):
        raise BeaconRefused("not a product")
    return BrowserEvent(
        id=_uuid(entry.get("id")),
        name=EventName(name),
        product=product,
        slot=_text(entry, "slot", 40),
        position=_position(entry.get("position")),
        model_version=_text(entry, "model", 60),
        list=_text(entry, "list", 80),
        impression=_impression(entry, EventName(name)),
        search=_search(entry, EventName(name)),
    )


def _search(entry: dict[str, Any], name: EventName) -> BrowserSearch | None:
    told = entry.get("search")
    if (name == EventName.SEARCH_PERFORMED) != isinstance(told, dict):
        raise BeaconRefused("a search is missing, or out of place")
    if not isinstance(told, dict):
        return None
    if set(told) != _OF_A_SEARCH or not isinstance(told["corrected"], bool):
        raise BeaconRefused("not a search")
    words, shown = told["words"], told["shown"]
    if not isinstance(words, str) or not words.isprintable() or len(words) > LONGEST_WORDS:
        raise BeaconRefused("not the words of a search")
    if not isinstance(shown, list) or len(shown) > MOST_SHOWN:
        raise BeaconRefused("not a list of products")
    if not all(isinstance(one, str) and _PUBLIC_ID.fullmatch(one) for one in shown):
        raise BeaconRefused("not a product")
    return BrowserSearch(
        words=words,
        language=_text(told, "language", 10),
        found=_count(told["found"]),
        corrected=told["corrected"],
        offset=_count(told["offset"]),
        shown=tuple(shown),
    )


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise BeaconRefused("not a count")
    return value


def _text(entry: dict[str, Any], key: str, longest: int) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str) or len(value) > longest or not _WORD.fullmatch(value):
        raise BeaconRefused(f"{key} is not a short word")
    return value


def _uuid(value: Any) -> UUID:
    if not isinstance(value, str) or len(value) != 36:
        raise BeaconRefused("an event needs an id")
    try:
        parsed = UUID(value)
    except ValueError as error:
        raise BeaconRefused("not an id") from error
    if parsed.version != 7:
        raise BeaconRefused("not an id of version 7")
    return parsed


def _impression(entry: dict[str, Any], name: EventName) -> UUID | None:
    if "impression" not in entry:
        return None
    if name not in _CLICKS:
        raise BeaconRefused("only a click comes from an impression")
    return _uuid(entry["impression"])


def _position(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MOST_POSITION:
        raise BeaconRefused("not a position")
    return value
