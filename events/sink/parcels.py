"""What travels: one request of the beacon, with who sent it and when it came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from events.beacon import BrowserEvent, parse_batch, time_of
from events.context import EventContext
from events.names import Channel, Device
from events.services import Fact

FORM = 1
"""Number of the written form: a release that changes it must still read the one before."""


class ParcelUnreadable(ValueError):
    """These bytes are no parcel of a form that this release reads."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The body of a request as the browser sent it, the sender's context and when it came.

    The context is minimised before it travels: what may not be in the log is in no queue either.
    """

    body: str
    context: EventContext
    received_at: datetime

    def events(self) -> list[BrowserEvent]:
        """The events of the body.

        Raises:
            BeaconRefused: it is not what a page of ours sends.
        """
        return parse_batch(self.body.encode())

    def fact(self, event: BrowserEvent, product_ids: Mapping[str, int]) -> Fact:
        """One of its events for the log.

        Raises:
            BeaconRefused: the product is none of ``product_ids``.
        """
        at = time_of(event.id, received_at=self.received_at) or self.received_at
        return event.fact(product_ids, at=at, received_at=self.received_at)

    def only(self, place: int) -> Parcel:
        """The same with one event, that in ``place``."""
        entry = json.loads(self.body)["events"][place]
        return Parcel(json.dumps({"events": [entry]}), self.context, self.received_at)

    def as_json(self) -> dict[str, Any]:
        """The parcel ready for JSON; ``from_json`` reads it."""
        return {
            "form": FORM,
            "received_at": self.received_at.isoformat(),
            "context": _told(self.context.minimised()),
            "body": self.body,
        }

    def to_bytes(self) -> bytes:
        """One line of JSON, without its end."""
        return json.dumps(self.as_json(), separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, told: Any) -> Parcel:
        """Raises:
        ParcelUnreadable: it was not written by ``as_json``.
        """
        try:
            if told["form"] != FORM:
                raise ParcelUnreadable(f"form {told['form']!r}")
            received_at = datetime.fromisoformat(told["received_at"]).astimezone(UTC)
            return cls(str(told["body"]), _context(told["context"]), received_at)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ParcelUnreadable(f"no parcel: {error!r}") from error

    @classmethod
    def from_bytes(cls, line: bytes) -> Parcel:
        """Raises:
        ParcelUnreadable: it was not written by ``to_bytes``.
        """
        try:
            told = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ParcelUnreadable(f"not JSON: {error}") from error
        return cls.from_json(told)


_PEOPLE = ("visitor", "session", "customer")
_TEXTS = ("source", "medium", "campaign", "country")


def _told(context: EventContext) -> dict[str, Any]:
    """Only what says something: most visitors have no campaign, and many are nobody."""
    told: dict[str, Any] = {
        name: value.hex for name in _PEOPLE if (value := getattr(context, name)) is not None
    }
    told |= {name: value for name in _TEXTS if (value := getattr(context, name))}
    channel, device = context.channel.value, context.device.value
    return told | {"channel": channel, "device": device, "consent": int(context.consent)}


def _context(told: dict[str, Any]) -> EventContext:
    people: dict[str, Any] = {name: UUID(told[name]) for name in _PEOPLE if name in told}
    texts: dict[str, Any] = {name: str(told[name]) for name in _TEXTS if name in told}
    return EventContext(
        **people,
        **texts,
        channel=Channel(told["channel"]),
        device=Device(told["device"]),
        consent=int(told["consent"]),
    )
