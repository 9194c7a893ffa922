"""Staff pages for reviews: read, publish, refuse."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display

from catalog.models import (
    Review,
    ReviewStatus,
)
from catalog.reviews import moderate_review
from foundation.admin import (
    LedgerAdmin,
    state_label,
)


@admin.register(Review)
class ReviewAdmin(LedgerAdmin):
    list_display = ("stars", "headline", "product", "author", "is_verified", "state", "written_at")
    list_display_links = ("stars", "headline")
    list_filter = ("status", "rating", "is_verified", "written_at")
    search_fields = ("title", "text", "author", "product__name")
    list_select_related = ("product",)
    ordering = ("-written_at", "-pk")
    actions = ("publish_chosen", "refuse_chosen")
    fields = (
        ("stars", "state"), "product", ("author", "is_verified"), "title", "text", "written_at",
    )  # fmt: skip

    @display(description=_("Rating"), ordering="rating")
    def stars(self, review: Review) -> SafeString:
        return format_html(
            '<span class="staff-stars" role="img" aria-label="{}">{}</span>',
            _("%(rating)d of 5") % {"rating": review.rating},
            "★" * review.rating + "☆" * (5 - review.rating),
        )

    @display(description=_("Review"))
    def headline(self, review: Review) -> str:
        return review.title or review.text[:60]

    @display(description=_("State"), ordering="status")
    def state(self, review: Review) -> SafeString:
        return state_label(review, "status")

    def has_moderate_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("catalog.change_review"))

    @admin.action(description=_("Publish"), permissions=["moderate"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Review]) -> None:
        self._moderate(request, queryset, ReviewStatus.PUBLISHED)

    @admin.action(description=_("Refuse"), permissions=["moderate"])
    def refuse_chosen(self, request: HttpRequest, queryset: QuerySet[Review]) -> None:
        self._moderate(request, queryset, ReviewStatus.REFUSED)

    def _moderate(
        self, request: HttpRequest, queryset: QuerySet[Review], status: ReviewStatus
    ) -> None:
        reviews = list(queryset.exclude(status=status))
        for review in reviews:
            moderate_review(review=review, status=status)
        text = ngettext(
            "%(count)d review: %(status)s", "%(count)d reviews: %(status)s", len(reviews)
        )
        messages.success(request, text % {"count": len(reviews), "status": status.label.lower()})
