"""Handing out a feed to whoever knows its address."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.http import http_date
from django.views.decorators.http import require_safe

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
    try:
        stream = feed_file(found).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(stream, content_type=CONTENT_TYPES[FeedFormat(found.format)])
    if found.written_at:
        response["Last-Modified"] = http_date(found.written_at.timestamp())
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    response["X-Content-Type-Options"] = "nosniff"
    return response
