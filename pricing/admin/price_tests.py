"""The staff page for price tests: a plan while it is a draft, then its course and its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldBooleanSwitchWidget

from experiments.results import percent
from foundation.admin import (
    FittingActions,
    LedgerInline,
    label,
    money_cell,
    state_label,
)
from foundation.dialogs import Dialog, carry_out
from pricing.admin.price_test_page import (
    VERDICT_COLOURS,
    plan_block,
    result_block,
    schedule_block,
)
from pricing.models import PriceTest, PriceTestItem, PriceTestState, PriceTestVerdict
from pricing.price_tests.services import conclude, save_draft, start, stop

FITTING: dict[str, set[str]] = {
    PriceTestState.DRAFT: {"begin"},
    PriceTestState.RUNNING: {"end"},
    PriceTestState.ENDED: {"write_down"},
}
MOST_ITEMS = 100


class ConcludeForm(Dialog):
    takes_test_price = forms.BooleanField(
        label=_("Ask the test price from now on"),
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_("In all clusters that played to the end. Otherwise the usual price stays."),
    )
    conclusion = forms.CharField(
        label=_("What was learned"), max_length=4000, widget=UnfoldAdminTextareaWidget()
    )


START_DIALOG = {
    "title": _("Start this test?"),
    "description": _(
        "Its plan is frozen, its first day is tomorrow. Until its end nobody else proposes or "
        "changes these prices; whoever does takes the cluster out of the test."
    ),
    "form_class": Dialog,
    "form_submit_text": _("Start"),
}
STOP_DIALOG = {
    "title": _("Stop this test?"),
    "description": _("The usual prices are back at once. It cannot be started again."),
    "form_class": Dialog,
    "form_submit_text": _("Stop"),
}
CONCLUDE_DIALOG = {
    "title": _("What was learned?"),
    "description": _("Kept with the test, for whoever has the same idea again."),
    "form_class": ConcludeForm,
    "form_submit_text": _("Conclude"),
}


class ItemInline(LedgerInline):
    model = PriceTestItem
    fields = ("sku", "cluster_name", "usual", "tested", "now", "left_because")
    readonly_fields = fields
    verbose_name_plural = _("Prices")
    per_page = MOST_ITEMS

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("variant", "price")
        return rows.order_by("cluster", "variant")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description=_("SKU"))
    def sku(self, item: PriceTestItem) -> str:
        return item.variant.sku

    @display(description=_("Usual price"))
    def usual(self, item: PriceTestItem) -> SafeString | None:
        return money_cell(item.usual_minor, item.price.currency) if item.price else None

    @display(description=_("Test price"))
    def tested(self, item: PriceTestItem) -> SafeString | None:
        return money_cell(item.test_minor, item.price.currency) if item.price else None

    @display(description=_("Asks now"))
    def now(self, item: PriceTestItem) -> str | None:
        if not item.is_live:
            return None
        return str(_("the test price") if item.asks_test else _("the usual price"))


@admin.register(PriceTest)
class PriceTestAdmin(FittingActions, ModelAdmin):
    list_display = ("name", "status", "outcome", "step", "starts_on", "ended_at")
    list_filter = ("state", "verdict")
    search_fields = ("name", "question")
    ordering = ("-created_at", "-pk")
    autocomplete_fields = ("category", "products")
    actions_detail = ("begin", "end", "write_down")
    inlines: tuple[type[TabularInline], ...] = (ItemInline,)
    readonly_fields = (
        "status", "outcome", "foretold", "course", "found", "starts_on", "started_at", "ended_at",
        "concluded_at", "took_test_price", "conclusion",
    )  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: PriceTest | None = None) -> Any:
        plan = (
            (None, {"fields": ("name", "question")}),
            (_("Which prices"), {"fields": ("category", "products", "grouping")}),
            (
                _("How they change"),
                {
                    "fields": (
                        ("step_basis_points", "pairs"),
                        ("period_days", "washout_days"),
                    )
                },
            ),
        )
        if obj is None:
            return plan
        foretold = (_("What it would find"), {"fields": ("foretold",)})
        if obj.state == PriceTestState.DRAFT:
            return (*plan, foretold)
        course = (_("How it goes"), {"fields": ("status", "course")})
        found = (_("What was found"), {"fields": ("status", "found", "course")})
        ended = (
            _("When, and what was learned"),
            {
                "fields": (
                    ("starts_on", "ended_at", "concluded_at"), "took_test_price", "conclusion",
                )
            },
        )  # fmt: skip
        first = (course,) if obj.state == PriceTestState.RUNNING else (found, ended)
        return (*first, *plan, foretold)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if obj is None else self.inlines

    def save_model(self, request: HttpRequest, obj: PriceTest, form: Any, change: bool) -> None:
        save_draft(test=obj, products=form.cleaned_data["products"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service has kept the products already; what is shown below is nobody's to edit."""

    def has_change_permission(self, request: HttpRequest, obj: PriceTest | None = None) -> bool:
        is_draft = obj is None or obj.state == PriceTestState.DRAFT
        return is_draft and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: PriceTest | None = None) -> bool:
        """Drafts only, and one by one: what ran is kept, whatever came of it."""
        may_go = obj is not None and obj.state == PriceTestState.DRAFT
        return may_go and bool(super().has_delete_permission(request, obj))

    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("pricing.decide_pricetest"))

    def fitting_actions(self, row: PriceTest) -> set[str]:
        return FITTING.get(row.state, set())

    @display(description=_("State"), ordering="state")
    def status(self, test: PriceTest) -> SafeString:
        return state_label(test)

    @display(description=_("Verdict"), ordering="verdict")
    def outcome(self, test: PriceTest) -> SafeString | None:
        if test.verdict == PriceTestVerdict.UNDECIDED:
            return None
        colour = VERDICT_COLOURS.get(PriceTestVerdict(test.verdict), "")
        return label(test.get_verdict_display(), colour)

    @display(description=_("Step"), ordering="step_basis_points")
    def step(self, test: PriceTest) -> str:
        return percent(test.step_basis_points / 10_000)

    @display(description=_("Plan"))
    def foretold(self, test: PriceTest) -> SafeString | None:
        return plan_block(test)

    @display(description=_("Schedule"))
    def course(self, test: PriceTest) -> SafeString | None:
        return schedule_block(test)

    @display(description=_("What can be said"))
    def found(self, test: PriceTest) -> SafeString | None:
        return result_block(test)

    @action(
        description=_("Start"),
        icon="play_arrow",
        variant=ActionVariant.PRIMARY,
        permissions=["decide"],
        dialog=START_DIALOG,
    )
    def begin(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        row = PriceTest.objects.get(pk=object_id)
        return carry_out(
            request, form, lambda: start(test=row, actor=request.user), _("It begins tomorrow.")
        )

    @action(
        description=_("Stop"),
        icon="stop",
        variant=ActionVariant.DANGER,
        permissions=["decide"],
        dialog=STOP_DIALOG,
    )
    def end(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        row = PriceTest.objects.get(pk=object_id)
        return carry_out(
            request, form, lambda: stop(test=row, actor=request.user), _("It is stopped.")
        )

    @action(
        description=_("Conclude"),
        icon="fact_check",
        variant=ActionVariant.PRIMARY,
        permissions=["decide"],
        dialog=CONCLUDE_DIALOG,
    )
    def write_down(self, request: HttpRequest, form: ConcludeForm, object_id: int) -> HttpResponse:
        row, told = PriceTest.objects.get(pk=object_id), form.cleaned_data

        def work() -> PriceTest:
            return conclude(
                test=row,
                takes_test_price=told["takes_test_price"],
                conclusion=told["conclusion"],
                actor=request.user,
            )

        return carry_out(request, form, work, _("It is concluded."))
