"""The page that tells what reviews praise and complain of, and the ledgers behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action, display

from analytics.admin.pages import PagesAdmin
from analytics.admin.words import voices_cell
from analytics.algorithms.aspects import Aspect
from analytics.markets.selectors import (
    Quote,
    opinions,
    quotes,
    voices_by_aspect,
    voices_by_category,
    voices_by_product,
)
from analytics.models import AspectOpinion, ReviewAspect, ReviewSentiment
from catalog.models import Category, Product
from foundation import clock
from foundation.admin import LedgerAdmin, LedgerInline

PERIODS = (90, 365)
USUAL_PERIOD = 365
MOST_QUOTES = 3
MOST_PRODUCTS = 15
FEWEST_OPINIONS = 3
"""Of a product: one angry customer is no pattern."""


class OpinionInline(LedgerInline):
    """What one review says, aspect by aspect."""

    model = AspectOpinion
    fields = readonly_fields = ("aspect", "score")
    verbose_name_plural = gettext_lazy("Of which aspect")


@admin.register(ReviewSentiment)
class ReviewSentimentAdmin(LedgerAdmin):
    list_display = ("product", "stars", "score", "version", "scored_at")
    list_display_links = ("product",)
    list_filter = ("review__rating", "scored_at")
    list_select_related = ("review__product",)
    search_fields = ("review__product__name", "review__text")
    ordering = ("score", "pk")
    readonly_fields = ("product", "stars", "title", "text")
    fields = (("product", "stars", "score"), "title", "text", ("version", "scored_at"))
    inlines = (OpinionInline,)
    empty_text = gettext_lazy("No review was read yet: there are too few to learn from.")

    @display(description=gettext_lazy("Product"))
    def product(self, row: ReviewSentiment) -> str:
        return str(row.review.product)

    @display(description=gettext_lazy("Stars"), ordering="review__rating")
    def stars(self, row: ReviewSentiment) -> int:
        return row.review.rating

    @display(description=gettext_lazy("Title"))
    def title(self, row: ReviewSentiment) -> str:
        return row.review.title

    @display(description=gettext_lazy("Text"))
    def text(self, row: ReviewSentiment) -> str:
        return row.review.text


@admin.register(AspectOpinion)
class AspectOpinionAdmin(PagesAdmin, LedgerAdmin):
    list_display = ("aspect", "score", "product", "said")
    list_display_links = ("aspect",)
    list_filter = ("aspect",)
    list_select_related = ("sentiment__review__product",)
    search_fields = ("sentiment__review__product__name", "sentiment__review__text")
    ordering = ("score", "pk")
    fields = readonly_fields = ("aspect", "score", "product", "said")
    empty_text = gettext_lazy("No review was read yet: there are too few to learn from.")
    actions_list = ("hear_voices",)

    def get_urls(self) -> list[Any]:
        return [self.own_path("voices/", self.voices_view, "voices"), *super().get_urls()]

    def voices_view(self, request: HttpRequest) -> HttpResponse:
        """Praise and complaint by aspect, category and product, of a time, a shelf, a product."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.show(request, "voices", _("What reviews say"), voices_context(request))

    @action(
        description=gettext_lazy("What reviews say"), icon="record_voice_over",
        permissions=["view"],
    )  # fmt: skip
    def hear_voices(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:analytics_aspectopinion_voices")

    @display(description=gettext_lazy("Product"))
    def product(self, row: AspectOpinion) -> str:
        return str(row.sentiment.review.product)

    @display(description=gettext_lazy("Said"))
    def said(self, row: AspectOpinion) -> str:
        review = row.sentiment.review
        return review.text[row.begin : row.end] or review.title


def voices_context(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for: ``days``, and ``category`` or ``product``."""
    days = _number(request, "days", default=USUAL_PERIOD)
    days = days if days in PERIODS else USUAL_PERIOD
    product = Product.objects.filter(pk=_number(request, "product")).first()
    category = Category.objects.filter(pk=_number(request, "category")).first()
    rows = opinions(
        since=clock.now() - timedelta(days=days),
        product_id=product.pk if product else None,
        category_id=category.pk if category and not product else None,
    )
    return {
        "subject": str(product or category or _("The whole shop")),
        "periods": [_period(each, days, request) for each in PERIODS],
        "whole_url": _address(days) if product or category else "",
        "aspects": _aspects(rows),
        "categories": [] if product else _categories(rows, days),
        "aspect_names": [ReviewAspect(aspect).label for aspect in Aspect],
        "products": [] if product else _products(rows, days),
    }


def _number(request: HttpRequest, name: str, default: int = 0) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def _address(days: int, **subject: int) -> str:
    query = urlencode({"days": days, **subject})
    return f"{reverse('admin:analytics_aspectopinion_voices')}?{query}"


def _period(days: int, current: int, request: HttpRequest) -> dict[str, Any]:
    subject = {name: key for name in ("product", "category") if (key := _number(request, name))}
    return {
        "label": ngettext("%(days)d day", "%(days)d days", days) % {"days": days},
        "is_current": days == current,
        "address": _address(days, **subject),
    }


def _aspects(rows: QuerySet[AspectOpinion]) -> list[dict[str, Any]]:
    return [
        {
            "name": ReviewAspect(aspect).label,
            "voices": voices_cell(voices),
            "praise": _quoted(
                quotes(rows.filter(aspect=aspect), complaints=False, most=MOST_QUOTES)
            ),
            "complaints": _quoted(
                quotes(rows.filter(aspect=aspect), complaints=True, most=MOST_QUOTES)
            ),
        }
        for aspect, voices in voices_by_aspect(rows).items()
        if voices.total
    ]


def _quoted(found: list[Quote]) -> list[dict[str, str]]:
    return [{"text": quote.text, "product": quote.product} for quote in found]


def _categories(rows: QuerySet[AspectOpinion], days: int) -> list[dict[str, Any]]:
    """Shelves with the praise of each aspect, in the order of the tree."""
    told = voices_by_category(rows)
    return [
        {
            "name": str(category),
            "url": _address(days, category=category.pk),
            "cells": [voices_cell(told[category.pk].get(aspect)) for aspect in Aspect],
        }
        for category in Category.objects.filter(pk__in=told).order_by("path")
    ]


def _products(rows: QuerySet[AspectOpinion], days: int) -> list[dict[str, Any]]:
    found = voices_by_product(rows, most=MOST_PRODUCTS, fewest=FEWEST_OPINIONS)
    products = Product.objects.in_bulk([product for product, _voices in found])
    return [
        {
            "name": str(products[product]),
            "url": _address(days, product=product),
            "voices": voices_cell(voices),
        }
        for product, voices in found
    ]
