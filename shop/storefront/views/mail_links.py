"""Where readers of messages knock: the picture of an opened mail, and links that lead on."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from typing import Final

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.context import device_of
from foundation import clock
from marketing.content.counting import Browser, note_clicked, note_opened
from marketing.content.links import Trace, read_followed, read_opened
from shop.rates import address_of

logger = logging.getLogger(__name__)

# One transparent dot (GIF89a).
_DOT: Final = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)


@never_cache
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The dot, whoever asks; counted only where somebody may have looked."""
    trace = read_opened(token)
    if trace is not None and _is_somebody(request):
        _count(note_opened, trace, request)
    return HttpResponse(_DOT, content_type="image/gif")


@never_cache
@require_safe
def followed(request: HttpRequest, token: str) -> HttpResponse:
    """On to where the link was signed for; 404 for one that is not ours."""
    found = read_followed(token)
    if found is None:
        raise Http404
    trace, target = found
    if _is_somebody(request):
        _count(note_clicked, trace, request)
    return HttpResponseRedirect(target)


def _count(note: Callable[..., object], trace: Trace, request: HttpRequest) -> None:
    """A reader is led on, whether or not it could be written down."""
    try:
        note(trace=trace, browser=_browser(request), at=clock.now())
    except OperationalError:
        logger.warning("an answer to a message was not counted: the database is busy or away")


def _is_somebody(request: HttpRequest) -> bool:
    """A person who looks and does not mind being counted, as far as a request tells."""
    visitor = request.visitor  # type: ignore[attr-defined]
    if request.method != "GET" or visitor.is_bot or visitor.asks_not_to_be_followed:
        return False
    return not visitor.sends_too_fast(1)


def _browser(request: HttpRequest) -> Browser:
    agent = request.headers.get("User-Agent", "")
    told = f"{address_of(request)} {agent}"
    return Browser(hashlib.sha256(told.encode()).hexdigest()[:32], device_of(agent))
