"""Where payment providers tell what happened."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from orders.checkout.webhooks import receive
from orders.payments.base import WebhookRefused

logger = logging.getLogger(__name__)
LARGEST_BODY = 256 * 1024


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """A provider's message. Its signature is its right to be here: no cookie, no CSRF token."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > LARGEST_BODY:
        return HttpResponse(status=413)
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return HttpResponse(status=413)
    try:
        receive(provider=provider, body=body, headers=request.headers)
    except WebhookRefused as refused:
        logger.warning("webhook of %s refused: %s", provider, refused)
        return HttpResponse(status=400)
    return HttpResponse(status=200)
