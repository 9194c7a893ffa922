"""Staff pages of what was judged, of what is held, and of what turned out to be fraud."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from accounts.roles import staff_of
from forecasting.admin.pages import ReadAdmin
from foundation.admin import LedgerAdmin, money_cell
from risk.admin.attempt_page import attempt_context
from risk.admin.case_deeds import DEEDS, OUTCOMES, decide, say_what_it_was
from risk.admin.case_forms import DecideForm, LabelForm
from risk.admin.case_page import MAY_DECIDE, case_context, case_title
from risk.admin.desk_queue import queue_context
from risk.admin.report_page import report_context
from risk.admin.words import (
    attempt_title,
    outcome_label,
    score_text,
    state_label_of,
    verdict_label,
)
from risk.algorithms.vocabulary import Verdict
from risk.models import Assessment, Case, Label
from risk.reviewing.queue import next_for
from risk.reviewing.services import Overtaken

MAY_VIEW_CASES = "risk.view_case"
MAY_VIEW_ATTEMPTS = "risk.view_assessment"
REFUSED = 422


@admin.register(Assessment)
class AssessmentAdmin(ReadAdmin):
    folder = "risk"
    page_template = "attempt"
    list_display = ("called", "subject", "score_cell", "outcome_cell", "result", "occurred_at")
    list_display_links = ("called",)
    list_filter = ("door", "outcome", "result", "decided_by", "failure")
    search_fields = ("subject", "public_id")
    date_hierarchy = "occurred_at"
    ordering = ("-occurred_at", "-pk")
    list_per_page = 50
    empty_text = gettext_lazy("Nothing was judged yet.")
    actions_list = ("open_report",)

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("report/", self.report_view, "report"),
            self.own_path("<int:object_id>/label/", self.label_view, "label"),
            *super().get_urls(),
        ]

    def page_title(self, row: Assessment) -> str:
        return attempt_title(row)

    def page_context(self, request: HttpRequest, row: Assessment) -> dict[str, Any]:
        return self._context(request, row, LabelForm(auto_id="id_label_%s"))

    def report_view(self, request: HttpRequest) -> HttpResponse:
        """What was stopped, what was missed, and what it cost honest people."""
        self.require(request, MAY_VIEW_ATTEMPTS)
        return self.show(request, "report", _("Risk report"), report_context(request))

    def label_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST keeps the reader's word on what an attempt was."""
        self.require(request, MAY_DECIDE)
        if not self.has_view_permission(request):
            raise PermissionDenied
        attempt = self.get_object(request, str(object_id))
        if not isinstance(attempt, Assessment) or not attempt.subject:
            raise Http404
        if request.method == "POST" and (form := say_what_it_was(request, attempt)) is not None:
            context = self._context(request, attempt, form)
            response = self.show(request, self.page_template, self.page_title(attempt), context)
            response.status_code = REFUSED
            return response
        return redirect("admin:risk_assessment_change", object_id)

    @action(description=gettext_lazy("Risk report"), icon="query_stats", permissions=["view"])
    def open_report(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:risk_assessment_report")

    @display(description=gettext_lazy("Attempt"), ordering="door")
    def called(self, row: Assessment) -> str:
        return attempt_title(row)

    @display(description=gettext_lazy("Score"), ordering="score")
    def score_cell(self, row: Assessment) -> str:
        return score_text(row.score)

    @display(description=gettext_lazy("Outcome"), ordering="outcome")
    def outcome_cell(self, row: Assessment) -> SafeString:
        return outcome_label(row)

    def _context(self, request: HttpRequest, row: Assessment, form: LabelForm) -> dict[str, Any]:
        case = Case.objects.filter(assessment=row).first()
        return {
            **attempt_context(request, row),
            "outcome": outcome_label(row),
            "would_be": row.get_would_be_display() if row.would_be else "",
            "case_url": reverse("admin:risk_case_change", args=[case.pk])
            if case and request.user.has_perm(MAY_VIEW_CASES)
            else "",
            "may_label": bool(row.subject) and request.user.has_perm(MAY_DECIDE),
            "form": form,
        }


@admin.register(Case)
class CaseAdmin(ReadAdmin):
    folder = "risk"
    page_template = "case"
    list_display = ("called", "state_cell", "due_at", "taken_by", "decided_by", "decided_at")
    list_display_links = ("called",)
    list_filter = ("state", "assessment__door", "kind")
    search_fields = ("assessment__subject", "public_id", "note")
    date_hierarchy = "opened_at"
    ordering = ("-opened_at", "-pk")
    list_per_page = 50
    empty_text = gettext_lazy("Nothing was held yet.")
    actions_list = ("open_desk",)

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("desk/", self.desk_view, "desk"),
            self.own_path("<int:object_id>/do/", self.do_view, "do"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        rows = super().get_queryset(request)
        return rows.select_related("assessment", "taken_by", "decided_by")

    def page_title(self, row: Case) -> str:
        return case_title(row)

    def page_context(self, request: HttpRequest, row: Case) -> dict[str, Any]:
        return case_context(request, row)

    def desk_view(self, request: HttpRequest) -> HttpResponse:
        """What is held, what has most at stake first."""
        self.require(request, MAY_VIEW_CASES)
        return self.show(request, "desk", _("Review desk"), queue_context(request))

    def do_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST does what its button says; a decision leads to what is to be looked at next."""
        self.require(request, MAY_DECIDE)
        case = self._case(request, object_id)
        here = redirect("admin:risk_case_change", object_id)
        if request.method != "POST":
            return here
        asked = request.POST.get("do", "")
        try:
            if asked in OUTCOMES:
                form = decide(request, case, OUTCOMES[asked])
                return (
                    self._next(request, case) if form is None else self._again(request, case, form)
                )
            if asked in DEEDS:
                DEEDS[asked](request, case)
        except Overtaken as overtaken:
            messages.warning(request, overtaken.message)
        return here

    @action(description=gettext_lazy("Review desk"), icon="policy", permissions=["view"])
    def open_desk(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:risk_case_desk")

    @display(description=gettext_lazy("Held for review"))
    def called(self, row: Case) -> str:
        return case_title(row)

    @display(description=gettext_lazy("State"), ordering="state")
    def state_cell(self, row: Case) -> SafeString:
        return state_label_of(row)

    def _case(self, request: HttpRequest, number: int) -> Case:
        if not self.has_view_permission(request):
            raise PermissionDenied
        case = self.get_object(request, str(number))
        if not isinstance(case, Case):
            raise Http404
        return case

    def _next(self, request: HttpRequest, case: Case) -> HttpResponse:
        following = next_for(staff_of(request), after=case)
        if following is None:
            return redirect("admin:risk_case_desk")
        return redirect("admin:risk_case_change", following.pk)

    def _again(self, request: HttpRequest, case: Case, form: DecideForm) -> HttpResponse:
        context = case_context(request, case, form=form)
        response = self.show(request, self.page_template, self.page_title(case), context)
        response.status_code = REFUSED
        return response


@admin.register(Label)
class LabelAdmin(LedgerAdmin):
    list_display = ("subject", "door", "verdict_cell", "kind", "source", "lost", "labelled_at")
    list_filter = ("door", "verdict", "kind", "source")
    search_fields = ("subject", "note")
    date_hierarchy = "labelled_at"
    ordering = ("-labelled_at", "-pk")
    list_per_page = 50
    empty_text = gettext_lazy("Nobody said yet what was fraud and what was honest.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Label]:
        return super().get_queryset(request).select_related("assessment", "labelled_by")

    @display(description=gettext_lazy("Verdict"), ordering="verdict")
    def verdict_cell(self, row: Label) -> SafeString | str:
        return verdict_label(Verdict(row.verdict))

    @display(description=gettext_lazy("Lost"), ordering="lost_minor")
    def lost(self, row: Label) -> SafeString | None:
        return money_cell(row.lost_minor, settings.SHOP_BASE_CURRENCY) if row.lost_minor else None
