"""Staff pages of what was judged, of what is held, and of what turned out to be fraud."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from foundation.admin import LedgerAdmin, label, money_cell
from risk.algorithms.vocabulary import Outcome, Verdict
from risk.kinds import CaseState
from risk.models import Assessment, Case, Label

OUTCOME_COLOURS: dict[str, str] = {
    Outcome.ALLOW: "success",
    Outcome.STEP_UP: "info",
    Outcome.HOLD: "warning",
    Outcome.REFUSE: "danger",
}
STATE_COLOURS: dict[str, str] = {
    CaseState.OPEN: "warning",
    CaseState.RELEASED: "success",
    CaseState.REFUSED: "danger",
    CaseState.LAPSED: "info",
}
VERDICT_COLOURS: dict[str, str] = {Verdict.FRAUD: "danger", Verdict.LEGITIMATE: "success"}


@admin.register(Assessment)
class AssessmentAdmin(LedgerAdmin):
    list_display = ("subject", "door", "amount", "score", "outcome_cell", "result", "occurred_at")
    list_filter = ("door", "outcome", "result", "decided_by", "failure")
    search_fields = ("subject", "public_id")
    date_hierarchy = "occurred_at"
    ordering = ("-occurred_at", "-pk")
    list_per_page = 50
    empty_text = gettext_lazy("Nothing was judged yet.")

    @display(description=gettext_lazy("Amount"), ordering="amount_minor")
    def amount(self, row: Assessment) -> SafeString | None:
        return money_cell(row.amount_minor, row.currency) if row.currency else None

    @display(description=gettext_lazy("Outcome"), ordering="outcome")
    def outcome_cell(self, row: Assessment) -> SafeString:
        return label(row.get_outcome_display(), OUTCOME_COLOURS.get(row.outcome, ""))


@admin.register(Case)
class CaseAdmin(LedgerAdmin):
    list_display = ("assessment", "state_cell", "due_at", "taken_by", "decided_by", "decided_at")
    list_filter = ("state", "assessment__door", "kind")
    search_fields = ("assessment__subject", "public_id", "note")
    date_hierarchy = "opened_at"
    ordering = ("-opened_at", "-pk")
    list_per_page = 50
    empty_text = gettext_lazy("Nothing was held yet.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        rows = super().get_queryset(request)
        return rows.select_related("assessment", "taken_by", "decided_by")

    @display(description=gettext_lazy("State"), ordering="state")
    def state_cell(self, row: Case) -> SafeString:
        return label(row.get_state_display(), STATE_COLOURS.get(row.state, ""))


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
    def verdict_cell(self, row: Label) -> SafeString:
        return label(row.get_verdict_display(), VERDICT_COLOURS.get(row.verdict, ""))

    @display(description=gettext_lazy("Lost"), ordering="lost_minor")
    def lost(self, row: Label) -> SafeString | None:
        return money_cell(row.lost_minor, settings.SHOP_BASE_CURRENCY) if row.lost_minor else None
