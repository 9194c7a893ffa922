"""Staff pages for the log, the outbox, the jobs and the audit trail: to look at, mostly."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from events import jobs
from events.audit import AuditAction
from events.models import AuditEntry, DailyDemand, Event, Job, JobState, OutboxMessage
from foundation.admin import (
    FittingActions,
    LedgerAdmin,
    close_dialog,
    json_block,
    money_cell,
    state_label,
)
from foundation.dialogs import Dialog, answer_problem


@admin.register(Event)
class EventAdmin(LedgerAdmin):
    list_display = (
        "occurred_at", "what", "product_id", "order_ref", "worth", "channel", "device", "slot",
        "model_version",
    )  # fmt: skip
    list_filter = ("name", "channel", "device", "occurred_at")
    search_fields = ("order_ref", "slot")
    search_help_text = _("Order or place on the page")
    ordering = ("-occurred_at", "-id")
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("what", ("occurred_at", "received_at"))}),
        (_("About"), {"fields": (("product_id", "variant_id"), "order_ref", "quantity", "worth")}),
        (_("Who"), {"fields": ("visitor", "session", "customer", "consent")}),
        (
            _("How they came"),
            {"fields": (("channel", "device"), ("source", "medium", "campaign"), "country")},
        ),
        (
            _("Recommendation"),
            {"fields": (("slot", "position"), ("propensity", "model_version"))},
        ),
        (_("More"), {"fields": ("details",)}),
    )

    @display(description=_("What happened"), ordering="name")
    def what(self, event: Event) -> str:
        return str(event.get_name_display())

    @display(description=_("Value"), ordering="value_minor")
    def worth(self, event: Event) -> SafeString | None:
        return money_cell(event.value_minor, event.currency)

    @display(description=_("Details"))
    def details(self, event: Event) -> SafeString | None:
        return json_block(event.payload)


class DeliveredFilter(admin.SimpleListFilter):
    title = _("Delivery")
    parameter_name = "delivery"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("Waiting")), ("failing", _("Failing")), ("done", _("Delivered"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OutboxMessage]
    ) -> QuerySet[OutboxMessage]:
        match self.value():
            case "waiting":
                return queryset.filter(delivered_at__isnull=True)
            case "failing":
                return queryset.filter(delivered_at__isnull=True, attempts__gt=0)
            case "done":
                return queryset.filter(delivered_at__isnull=False)
            case _:
                return queryset


@admin.register(OutboxMessage)
class OutboxMessageAdmin(LedgerAdmin):
    list_display = (
        "created_at",
        "topic",
        "consumer",
        "attempts",
        "due_at",
        "delivered_at",
        "error",
    )
    list_filter = (DeliveredFilter, "topic", "consumer")
    search_fields = ("topic", "consumer", "error")
    ordering = ("-created_at", "-pk")
    fields = (
        "topic", "consumer", "content", "created_at", "due_at", "delivered_at", "attempts", "error",
    )  # fmt: skip

    @display(description=_("Content"))
    def content(self, message: OutboxMessage) -> SafeString | None:
        return json_block(message.payload)


@admin.register(Job)
class JobAdmin(FittingActions, LedgerAdmin):
    list_display = ("key", "name", "status", "progress", "attempts", "queued_at", "took")
    list_filter = ("state", "name", "queued_at")
    search_fields = ("key", "name", "error")
    ordering = ("-queued_at", "-pk")
    actions = ("try_again",)
    actions_detail = ("try_this_again",)
    fieldsets = (
        (None, {"fields": ("name", "key", "status", "progress", "attempts")}),
        (_("What went wrong"), {"fields": ("error",)}),
        (_("Times"), {"fields": (("queued_at", "due_at"), ("started_at", "finished_at"), "took")}),
        (_("Holder"), {"fields": ("owner", "lease_until")}),
        (_("Given and returned"), {"fields": ("given", "returned")}),
    )

    @display(description=_("State"), ordering="state")
    def status(self, job: Job) -> SafeString:
        return state_label(job)

    @display(description=_("Took"))
    def took(self, job: Job) -> str | None:
        if job.started_at is None or job.finished_at is None:
            return None
        seconds = (job.finished_at - job.started_at).total_seconds()
        return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.1f} min"

    @display(description=_("Given"))
    def given(self, job: Job) -> SafeString | None:
        return json_block(job.payload)

    @display(description=_("Returned"))
    def returned(self, job: Job) -> SafeString | None:
        return json_block(job.result)

    def fitting_actions(self, row: Job) -> set[str]:
        return {"try_this_again"} if row.state == JobState.FAILED else set()

    def has_retry_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("events.change_job"))

    @admin.action(description=_("Try the failed ones again"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        failed = queryset.filter(state=JobState.FAILED).values_list("pk", flat=True)
        again = sum(jobs.retry(job_id) for job_id in failed)
        if not again:
            messages.warning(request, _("None of these has failed."))
            return
        text = ngettext("%d job is queued again.", "%d jobs are queued again.", again) % again
        messages.success(request, text)

    @action(
        description=_("Try again"),
        icon="replay",
        variant=ActionVariant.PRIMARY,
        permissions=["retry"],
        dialog={
            "title": _("Try this job again?"),
            "description": _("A failed job goes back into the queue with its attempts at zero."),
            "form_class": Dialog,
            "form_submit_text": _("Try again"),
        },
    )
    def try_this_again(self, request: HttpRequest, form: Dialog, object_id: str) -> HttpResponse:
        if not jobs.retry(Job.objects.only("pk").get(pk=object_id).pk):
            return answer_problem(request, form, _("Only a failed job can be tried again."))
        messages.success(request, _("The job is queued again."))
        return close_dialog()


@admin.register(DailyDemand)
class DailyDemandAdmin(LedgerAdmin):
    list_display = (
        "day", "variant_id", "product_id", "units", "orders", "revenue", "promoted",
        "stock_out_minutes",
    )  # fmt: skip
    list_filter = ("day", "promoted")
    search_fields = ("=variant_id", "=product_id")
    search_help_text = _("Number of a variant or product")
    ordering = ("-day", "variant_id")

    @display(description=_("Revenue"), ordering="revenue_minor")
    def revenue(self, demand: DailyDemand) -> SafeString | None:
        return money_cell(demand.revenue_minor, settings.SHOP_BASE_CURRENCY)


ACTION_NAMES = {
    AuditAction.ADD: _("Added"),
    AuditAction.CHANGE: _("Changed"),
    AuditAction.DELETE: _("Deleted"),
    AuditAction.REQUEST: _("Action"),
    AuditAction.LOGIN: _("Signed in"),
    AuditAction.ROLE_CHANGED: _("Role changed"),
    AuditAction.PERMISSION_CHANGED: _("Permissions changed"),
    AuditAction.PASSWORD_CHANGED: _("Password changed"),
    AuditAction.TOKEN_CREATED: _("API token made"),
    AuditAction.TOKEN_REVOKED: _("API token revoked"),
    AuditAction.DATA_EXPORTED: _("Personal data handed out"),
    AuditAction.DATA_ERASED: _("Personal data erased"),
    AuditAction.PRICE_CHANGED: _("Price changed"),
    AuditAction.STOCK_CHANGED: _("Stock changed"),
}


class ActorFilter(admin.SimpleListFilter):
    """Those who are in the trail; a login that is gone is called by its number."""

    title = _("Who")
    parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        numbers = AuditEntry.objects.filter(actor__isnull=False).values_list("actor", flat=True)
        known = get_user_model().objects.in_bulk(sorted(set(numbers.distinct())))
        actors = [(str(pk), str(user)) for pk, user in known.items()]
        return [*sorted(actors, key=lambda actor: actor[1]), ("shop", _("The shop itself"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        value = self.value()
        if value == "shop":
            return queryset.filter(actor__isnull=True)
        if value and value.isdigit():
            return queryset.filter(actor=int(value))
        return queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(LedgerAdmin):
    """Who did what. The database itself refuses to change an entry."""

    list_display = ("happened_at", "who", "deed", "about", "summary")
    list_filter = (ActorFilter, "action", "model", "happened_at")
    search_fields = ("model", "=object_id", "action")
    search_help_text = _("Kind of row, number of the row, or action")
    ordering = ("-happened_at", "-pk")
    list_per_page = 50
    fields = (("happened_at", "who"), ("deed", "about"), "details")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        person = get_user_model().objects.filter(pk=OuterRef("actor")).values("email")
        return super().get_queryset(request).annotate(actor_email=Subquery(person[:1]))

    @display(description=_("Who"), ordering="actor")
    def who(self, entry: Any) -> str:
        if entry.actor is None:
            return str(_("The shop itself"))
        return str(entry.actor_email or f"#{entry.actor}")

    @display(description=_("Action"), ordering="action")
    def deed(self, entry: AuditEntry) -> str:
        return str(ACTION_NAMES.get(entry.action, entry.action))  # type: ignore[call-overload]

    @display(description=_("About"), ordering="model")
    def about(self, entry: AuditEntry) -> SafeString | str:
        """The row as a link, where it has a page and a number."""
        text = f"{entry.model} {entry.object_id}".strip()
        try:
            url = reverse(f"admin:{entry.model.replace('.', '_')}_change", args=[entry.object_id])
        except NoReverseMatch:
            return text
        return format_html('<a class="staff-link" href="{}">{}</a>', url, text)

    @display(description=_("What"))
    def summary(self, entry: AuditEntry) -> str:
        return ", ".join(f"{name}: {_short(value)}" for name, value in entry.changes.items())[:160]

    @display(description=_("Details"))
    def details(self, entry: AuditEntry) -> SafeString | None:
        return json_block(entry.changes)


def _short(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
