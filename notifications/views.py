"""Where mail providers tell what became of mails."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications.reports.base import ReportRefused
from notifications.reports.receiving import receive

logger = logging.getLogger(__name__)
LARGEST_BODY = 512 * 1024


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """A provider's message. Its signature is its right to be here: no cookie, no CSRF token."""
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return HttpResponse(status=413)
    try:
        receive(provider=provider, body=body, headers=request.headers)
    except ReportRefused as refused:
        logger.warning("mail webhook of %s refused: %s", provider, refused)
        return HttpResponse(status=400)
    return HttpResponse(status=200)
