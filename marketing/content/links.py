"""Addresses in messages: they tell what brought somebody, and are counted when followed.

A link of ours to ``/m/c/<token>/`` leads on to where it was signed for. The token names the message
only where its reader agreed to be known (``Consent.PERSONALISATION``); else it names the step and
no one, and openings are counted without a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse, translate_url
from django.utils.translation import override

from marketing.content.inputs import is_safe_address
from marketing.kinds import Medium
from notifications.links import absolute

_OPENED, _FOLLOWED = signing.Signer(salt="marketing.opened"), signing.Signer(salt="marketing.link")
SOURCES: Final = {
    Medium.EMAIL: ("newsletter", "email"),
    Medium.PUSH: ("push", "push"),
    Medium.INBOX: ("inbox", "inbox"),
}
"""By medium: source and medium of an arrival, as attribution groups them."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What a link is about: a message of somebody who may be known, else a step alone."""

    step_id: int
    message_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """How the addresses of one message are written; without a ``trace`` nothing is counted."""

    medium: Medium
    campaign: str
    trace: Trace | None = None

    def plain(self, address: str) -> str:
        """The whole address; a page of the shop is told what led there."""
        whole = absolute(address)
        return _told(whole, self.medium, self.campaign) if _is_ours(whole) else whole

    def counted(self, address: str) -> str:
        """The same by way of the counting."""
        target = self.plain(address)
        if self.trace is None:
            return target
        token = _FOLLOWED.sign_object([*_packed(self.trace), target], compress=True)
        return absolute(reverse("mail-click", args=[token]))

    @property
    def pixel(self) -> str:
        """The picture that is asked for when a mail is opened; ``""`` where nothing is counted."""
        if self.trace is None:
            return ""
        return absolute(reverse("mail-open", args=[_OPENED.sign_object(_packed(self.trace))]))


def page_in_language(address: str, language: str) -> str:
    """A page of the shop as readers of a language know it; any other address as it is."""
    if not address.startswith("/"):
        return address
    with override(settings.LANGUAGE_CODE):
        return translate_url(address, language)


def read_opened(token: str) -> Trace | None:
    """What a picture's address is about; None where it is not ours."""
    told = _loaded(_OPENED, token)
    return _trace(told) if told and len(told) == 2 else None


def read_followed(token: str) -> tuple[Trace, str] | None:
    """What a link is about and where it leads; None where it is not ours."""
    told = _loaded(_FOLLOWED, token)
    if not told or len(told) != 3 or not is_safe_address(str(told[2])):
        return None
    trace = _trace(told[:2])
    return (trace, str(told[2])) if trace else None


def _packed(trace: Trace) -> list[Any]:
    return [trace.step_id, trace.message_id.hex if trace.message_id else ""]


def _loaded(signer: signing.Signer, token: str) -> list[Any]:
    try:
        told = signer.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return []
    return told if isinstance(told, list) else []


def _trace(told: list[Any]) -> Trace | None:
    try:
        return Trace(int(told[0]), UUID(told[1]) if told[1] else None)
    except (ValueError, TypeError, AttributeError):
        return None


def _is_ours(address: str) -> bool:
    return urlsplit(address).netloc == urlsplit(settings.SHOP_BASE_URL).netloc


def _told(address: str, medium: Medium, campaign: str) -> str:
    parts = urlsplit(address)
    source, by = SOURCES[medium]
    told = {"utm_source": source, "utm_medium": by, "utm_campaign": campaign}
    # A filtered list names the same thing several times over: all but what is told here stays.
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in told]
    return urlunsplit(parts._replace(query=urlencode([*kept, *told.items()])))
