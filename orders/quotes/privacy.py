"""What quotes hold of a person: who asked, where it was to go, and the words of the request.

Prices and goods of an offer stay: they name nobody. An order that came of it is a book of its own.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.registries import PersonalData, privacy
from orders.models import Quote, QuoteState, QuoteVersion

_OPEN = (QuoteState.REQUESTED, QuoteState.OFFERED)


def register() -> None:
    """Called when the app is ready."""
    privacy.register("quotes", PersonalData(_export, _erase, _objections))


def _objections(customer_id: int) -> list[str]:
    waiting = Quote.objects.filter(customer=customer_id, state=QuoteState.APPROVAL)
    return [
        _("Quote %(number)s waits for approval. Your data can be erased once that is decided.")
        % {"number": quote}
        for quote in waiting.order_by("pk")
    ]


def _export(customer_id: int) -> list[dict[str, object]]:
    return [
        {
            "what": "quote",
            "number": quote.number,
            "state": quote.state,
            "currency": quote.currency,
            "details": quote.details,
            "po_number": quote.po_number,
            "reason": quote.reason,
            "created_at": quote.created_at,
            "closed_at": quote.closed_at,
            "rounds": [
                {
                    "number": version.number,
                    "wish": version.wish,
                    "note": version.note,
                    "asked_at": version.asked_at,
                    "offered_at": version.offered_at,
                    "valid_until": version.valid_until,
                    "total_minor": version.total_minor,
                    "lines": list(
                        version.lines.values("sku", "name", "quantity", "unit_price_minor")
                    ),
                }
                for version in quote.versions.prefetch_related("lines")
            ],
        }
        for quote in Quote.objects.filter(customer=customer_id).order_by("pk")
    ]


@transaction.atomic
def _erase(customer_id: int) -> int:
    quotes = Quote.objects.filter(customer=customer_id)
    QuoteVersion.objects.filter(quote__in=quotes).update(wish="", note="")
    quotes.filter(state__in=_OPEN).update(state=QuoteState.WITHDRAWN, closed_at=clock.now())
    return quotes.update(details={}, po_number="", reason="")
