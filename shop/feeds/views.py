"""Handing out a feed to whoever knows its address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from shop.feeds.files import hand_out
from shop.feeds.formats import CONTENT_TYPES
from shop.feeds.models import ProductFeed
from shop.feeds.services import feed_file
from shop.feeds.specification import FeedFormat


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file as it was written last; 404 for a made-up address and before the first writing."""
    found = ProductFeed.objects.filter(token=token, is_active=True).first()
    if found is None:
        raise Http404
    return hand_out(
        feed_file(found),
        content_type=CONTENT_TYPES[FeedFormat(found.format)],
        written_at=found.written_at,
    )
