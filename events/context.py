"""Who did something and how they came: the part of an event that a request knows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from uuid import UUID

from events.names import Channel, Consent, Device

_TABLET = re.compile(r"ipad|tablet|android(?!.*mobile)", re.IGNORECASE)
_PHONE = re.compile(r"mobi|iphone|android", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EventContext:
    """The circumstances of an event. ``customer`` is the customer's pseudonym, never their row."""

    visitor: UUID | None = None
    session: UUID | None = None
    customer: UUID | None = None
    channel: Channel = Channel.WEB
    source: str = ""
    medium: str = ""
    campaign: str = ""
    device: Device = Device.UNKNOWN
    country: str = ""
    consent: int = Consent.NECESSARY

    @property
    def may_personalise(self) -> bool:
        return bool(self.consent & Consent.PERSONALISATION)

    def minimised(self) -> EventContext:
        """What may be stored: without consent to personalisation, nothing that names anybody."""
        if self.may_personalise:
            return self
        return replace(self, visitor=None, session=None, customer=None)


NOBODY = EventContext()


def device_of(user_agent: str) -> Device:
    if not user_agent:
        return Device.UNKNOWN
    if _TABLET.search(user_agent):
        return Device.TABLET
    if _PHONE.search(user_agent):
        return Device.PHONE
    return Device.DESKTOP
