"""The staff page of codes that were sent: when, to whom, and whether they were typed."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.decorators import display

from foundation import clock
from foundation.admin import LedgerAdmin, label
from risk.models import Proof
from risk.proving import MOST_GUESSES


@admin.register(Proof)
class ProofAdmin(LedgerAdmin):
    """The codes themselves are kept nowhere."""

    list_display = ("user", "door", "state", "guesses", "sent_at", "passed_at")
    list_filter = ("door",)
    search_fields = ("user__email", "subject")
    date_hierarchy = "sent_at"
    ordering = ("-sent_at", "-pk")
    list_per_page = 50
    empty_text = gettext_lazy("Nobody was asked for proof yet.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proof]:
        return super().get_queryset(request).select_related("user")

    @display(description=gettext_lazy("State"))
    def state(self, row: Proof) -> SafeString:
        if row.passed_at:
            return label(pgettext_lazy("proof", "Proven"), "success")
        if row.guesses >= MOST_GUESSES:
            return label(pgettext_lazy("proof", "Too many tries"), "danger")
        if row.expires_at <= clock.now():
            return label(pgettext_lazy("proof", "Not typed in time"), "info")
        return label(pgettext_lazy("proof", "Waiting"), "warning")
