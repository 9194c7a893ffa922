"""How somebody came to the shop: what an address says of itself, or the site that linked there."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

LONGEST = 60
"""Letters of a source, a medium or a campaign that are kept, as many as the log holds."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Source, medium and campaign; all empty for who came by themselves."""

    source: str = ""
    medium: str = ""
    campaign: str = ""

    def __bool__(self) -> bool:
        return bool(self.source or self.medium or self.campaign)

    def packed(self) -> str:
        """Letters, digits, ``-`` and ``_``, for a cookie; empty for who came by themselves."""
        if not self:
            return ""
        told = json.dumps([self.source, self.medium, self.campaign], ensure_ascii=False)
        return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")

    @classmethod
    def unpacked(cls, packed: str) -> Arrival:
        """What ``packed`` made; nothing where somebody else wrote it."""
        try:
            told = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        except (ValueError, binascii.Error, RecursionError):
            return BY_THEMSELVES
        if not isinstance(told, list) or len(told) != 3:
            return BY_THEMSELVES
        return cls(*(_kept(each) for each in told))


BY_THEMSELVES = Arrival()


def told_by_address(query: Mapping[str, str]) -> Arrival:
    """What ``utm_source``, ``utm_medium`` and ``utm_campaign`` of an address say."""
    return Arrival(*(_kept(query.get(f"utm_{name}")) for name in ("source", "medium", "campaign")))


def told_by_referrer(referrer: str, *, own_host: str) -> Arrival:
    """What the page before says: one of ours by its own address, another site by its name."""
    try:
        parts = urlsplit(referrer)
        host = parts.hostname or ""
    except ValueError:
        return BY_THEMSELVES
    if parts.netloc == own_host:
        return told_by_address(dict(parse_qsl(parts.query)))
    return Arrival(source=_kept(host.removeprefix("www.")))


def is_of_another_site(referrer: str, *, own_host: str) -> bool:
    """Whether the page before was not one of ours."""
    try:
        return bool(referrer) and urlsplit(referrer).netloc != own_host
    except ValueError:
        return False


def _kept(told: object) -> str:
    """A short printable word; anything else is nothing."""
    return told[:LONGEST] if isinstance(told, str) and told.isprintable() else ""
