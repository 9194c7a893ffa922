"""What somebody looked at last, for those who agreed that the shop remembers it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.models import Product
from catalog.recently_viewed import KEPT, recently_viewed
from shop.storefront.cards import Card
from shop.storefront.rows import Row
from shop.storefront.selectors import cards_by_ids
from shop.storefront.views.holes import harmless

IN_A_ROW = 8


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    visitor = request.visitor  # type: ignore[attr-defined]
    cards = _cards(request, KEPT)
    may_remember = visitor.context.may_personalise
    return render(request, "storefront/viewed.html", {"cards": cards, "may_remember": may_remember})


@harmless
def row(request: HttpRequest) -> HttpResponse:
    """The hole of the home and product pages; nothing for those who did not agree."""
    public_id = request.GET.get("product", "")
    besides = Product.objects.filter(public_id=public_id).values_list("pk", flat=True).first()
    cards = _cards(request, IN_A_ROW, besides=besides)
    if not cards:
        return HttpResponse(status=204)
    for card in cards:
        card.is_eager = False
    shown = Row("viewed", _("You looked at these"), _("Only you see this row"))
    return render(request, "storefront/row.html", {"row": shown, "cards": cards})


def _cards(request: HttpRequest, limit: int, *, besides: int | None = None) -> list[Card]:
    context = request.visitor.context  # type: ignore[attr-defined]
    if not context.may_personalise:
        return []
    keys = recently_viewed(context=context, limit=limit, besides=besides)
    return cards_by_ids(keys, language=get_language() or settings.LANGUAGE_CODE)
