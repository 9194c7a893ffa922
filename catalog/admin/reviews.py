"""Staff pages for reviews: read, publish, refuse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminSelectWidget

from catalog.models import RefusalReason, Review, ReviewStatus, ReviewVote
from catalog.reviews import moderate_review
from events import audit
from foundation.admin import (
    FittingActions,
    LedgerAdmin,
    LedgerInline,
    TitledAdmin,
    close_dialog,
    state_label,
)
from foundation.dialogs import Dialog


class RefusalForm(Dialog):
    """Why a review is refused; its author reads it."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=RefusalReason.choices, widget=UnfoldAdminSelectWidget
    )


class VoteInline(LedgerInline):
    model = ReviewVote
    fields = ("is_helpful", "voted_at")


@admin.register(Review)
class ReviewAdmin(TitledAdmin, FittingActions, LedgerAdmin):
    """The moderators' queue: what waits stands first, the oldest of it on top."""

    list_display = (
        "stars", "headline", "product", "author", "is_verified", "helpful", "state", "written_at",
    )  # fmt: skip
    list_display_links = ("stars", "headline")
    list_filter = ("status", "refusal", "rating", "is_verified", "written_at")
    search_fields = ("title", "text", "author", "product__name")
    list_select_related = ("product",)
    actions = ("publish_chosen", "refuse_chosen")
    actions_detail = ("publish_this", "refuse_this")
    inlines = (VoteInline,)
    fields = (
        ("stars", "state"), "refusal", "product", ("author", "is_verified"), "title", "text",
        ("written_at", "helpful"), ("edited_at", "moderated_at"),
    )  # fmt: skip

    def page_title(self, row: Review) -> str:
        return row.title or str(row.product)

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        waits = Case(When(status=ReviewStatus.PENDING, then=0), default=1)
        return (waits, "-written_at", "-pk")

    def fitting_actions(self, row: Review) -> set[str]:
        fitting = {
            ReviewStatus.PENDING: {"publish_this", "refuse_this"},
            ReviewStatus.PUBLISHED: {"refuse_this"},
            ReviewStatus.REFUSED: {"publish_this"},
        }
        return fitting[ReviewStatus(row.status)]

    @display(description=_("Helpful"), ordering="helpful_votes")
    def helpful(self, review: Review) -> str:
        return f"{review.helpful_votes} / {review.helpful_votes + review.unhelpful_votes}"

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
            self._decide(request, review, status)
        text = ngettext(
            "%(count)d review: %(status)s", "%(count)d reviews: %(status)s", len(reviews)
        )
        messages.success(request, text % {"count": len(reviews), "status": status.label.lower()})

    @transaction.atomic
    def _decide(
        self,
        request: HttpRequest,
        review: Review,
        status: ReviewStatus,
        reason: RefusalReason | None = None,
    ) -> None:
        moderate_review(review=review, status=status, reason=reason)
        audit.by_staff(request, "review.moderated", review, status=status, reason=review.refusal)

    @action(
        description=_("Publish"),
        icon="check",
        variant=ActionVariant.PRIMARY,
        permissions=["moderate"],
        dialog={
            "title": _("Publish this review?"),
            "description": _("Shoppers see it at once, and it counts in the rating."),
            "form_class": Dialog,
            "form_submit_text": _("Publish"),
        },
    )
    def publish_this(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        self._decide(request, Review.objects.get(pk=object_id), ReviewStatus.PUBLISHED)
        messages.success(request, _("The review is published."))
        return close_dialog()

    @action(
        description=_("Refuse"),
        icon="block",
        permissions=["moderate"],
        dialog={
            "title": _("Refuse this review?"),
            "description": _("It is not shown. Its author is told why."),
            "form_class": RefusalForm,
            "form_submit_text": _("Refuse"),
        },
    )
    def refuse_this(self, request: HttpRequest, form: RefusalForm, object_id: int) -> HttpResponse:
        reason = RefusalReason(form.cleaned_data["reason"])
        self._decide(request, Review.objects.get(pk=object_id), ReviewStatus.REFUSED, reason)
        messages.success(request, _("The review is refused."))
        return close_dialog()
