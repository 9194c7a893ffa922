"""The door through which pages tell what was looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from events.beacon import MOST_BYTES, BeaconRefused, parse_batch
from events.origin import is_same_origin
from events.services import record_many

FindProducts = Callable[[Sequence[str]], Mapping[str, int]]


# Exempt from the token: pages are alike for everyone and carry none, and sendBeacon cannot set
# headers. The browser's own word about the sender is checked instead, and the worst a forged
# request could do is to add a view.
@csrf_exempt
@require_POST
def beacon(request: HttpRequest, find_products: FindProducts) -> HttpResponse:
    """Store a batch of views and clicks: 204, or 400 and nothing stored.

    ``find_products`` (given by the roof) turns public ids into keys, since the log stands below
    the catalogue.
    """
    if not is_same_origin(request):
        return HttpResponseForbidden()
    visitor = request.visitor  # type: ignore[attr-defined]
    if visitor.is_bot:
        return HttpResponse(status=204)
    try:
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
            raise BeaconRefused("too long")
        events = parse_batch(request.body)
        products = find_products([one for event in events for one in event.products])
        facts = [event.fact(products) for event in events]
    except ValueError:  # BeaconRefused is one; a broken Content-Length another
        return HttpResponseBadRequest()
    record_many(facts, context=visitor.context)
    return HttpResponse(status=204)
