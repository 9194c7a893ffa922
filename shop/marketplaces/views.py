"""Files for a marketplace, handed out to whoever knows its secret address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBadRequest,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_safe

from foundation import clock
from shop.feeds.files import hand_out, kept_private
from shop.marketplaces.formats import (
    Written,
    as_lines,
    content_type,
    ending,
    given_back_written,
    sent_written,
)
from shop.marketplaces.models import Layout, Marketplace
from shop.marketplaces.sent import given_back, sent_items
from shop.marketplaces.stock_file import stock_file

LATELY = timedelta(days=14)


@require_safe
def stock(request: HttpRequest, token: str) -> HttpResponseBase:
    """Stock and prices as they were written last; 404 before the first time."""
    marketplace = _known(token)
    return hand_out(
        stock_file(marketplace),
        content_type=content_type(Layout(marketplace.layout)),
        written_at=marketplace.written_at,
    )


@require_safe
def sent(request: HttpRequest, token: str) -> HttpResponseBase:
    """What left, ``since`` a day or moment (ISO 8601), else of the last fourteen days."""
    marketplace, since = _known(token), _since(request)
    if since is None:
        return HttpResponseBadRequest("since: a day or a moment, such as 2026-03-01")
    layout = Layout(marketplace.layout)
    rows = sent_items(marketplace, since=since)
    return _table(rows, sent_written(layout), layout, "sent")


@require_safe
def refunds(request: HttpRequest, token: str) -> HttpResponseBase:
    """What is to be given back there, ``since`` as above; always in the shop's own columns."""
    marketplace, since = _known(token), _since(request)
    if since is None:
        return HttpResponseBadRequest("since: a day or a moment, such as 2026-03-01")
    rows = given_back(marketplace, since=since)
    return _table(rows, given_back_written(), Layout.GENERIC, "refunds")


def _known(token: str) -> Marketplace:
    marketplace = Marketplace.objects.filter(token=token, is_active=True).first()
    if marketplace is None:
        raise Http404
    return marketplace


def _since(request: HttpRequest) -> datetime | None:
    """From when; None for what is neither a day nor a moment."""
    text = request.GET.get("since", "").strip()
    if not text:
        return clock.now() - LATELY
    try:
        # A plus in an address is a blank once it is read: that of a zone is put back.
        moment = parse_datetime(text.replace(" ", "+")) or _midnight(text)
        if moment is None:
            return None
        aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
        return aware.astimezone(UTC)  # the first and the last hours of all years have none there
    except (ValueError, OverflowError):
        return None


def _midnight(text: str) -> datetime | None:
    day = parse_date(text)
    return datetime(day.year, day.month, day.day) if day else None


def _table(rows: Iterable[Any], written: Written, layout: Layout, name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(
        as_lines(rows, written, layout), content_type=content_type(layout)
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending(layout)}"'
    return kept_private(response)
