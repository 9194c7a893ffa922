"""The door through which pages tell what was looked at."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from events.beacon import MOST_BYTES, BeaconRefused, parse_batch
from events.origin import is_same_origin
from events.sink.parcels import Parcel
from events.sink.sending import send
from foundation import clock

logger = logging.getLogger(__name__)


# Exempt from the token: pages are alike for everyone and carry none, and sendBeacon cannot set
# headers. The browser's own word about the sender is checked instead, and the worst a forged
# request could do is to add a view.
@csrf_exempt
@require_POST
def beacon(request: HttpRequest) -> HttpResponse:
    """Keep a batch of views and clicks for the log: 204, or 400 and nothing kept.

    What nobody looked at, what somebody asks us not to follow and what no person could cause is
    answered alike and kept nowhere.
    """
    if not is_same_origin(request):
        return HttpResponseForbidden()
    visitor = request.visitor  # type: ignore[attr-defined]
    if visitor.is_bot or visitor.asks_not_to_be_followed:
        return HttpResponse(status=204)
    try:
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
            raise BeaconRefused("too long")
        events = parse_batch(request.body)
    except ValueError:  # BeaconRefused is one; a broken Content-Length another
        return HttpResponseBadRequest()
    if not visitor.sends_too_fast(len(events)):
        return _keep(Parcel(request.body.decode(), visitor.context, clock.now()))
    return HttpResponse(status=204)


def _keep(parcel: Parcel) -> HttpResponse:
    try:
        send(parcel)
    except DatabaseError:
        logger.exception("events: no sink, and no log either")
        return HttpResponse(status=503)
    return HttpResponse(status=204)
