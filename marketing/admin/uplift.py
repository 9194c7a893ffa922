"""Staff pages of uplift and budgets."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from accounts.models import User
from foundation.admin import FittingActions, LedgerAdmin, LedgerInline, money_cell, state_label
from foundation.dialogs import Dialog, carry_out
from foundation.refusals import Refusal
from marketing.budgets.services import approve, check, propose
from marketing.models import BudgetLine, BudgetPlan, BudgetState, UpliftScore
from marketing.uplift.reasons import tell

APPROVE_DIALOG = {
    "title": _("Approve this division?"),
    "description": _("It becomes the plan of its days; an older one for them is replaced."),
    "form_class": Dialog,
    "form_submit_text": _("Approve"),
}


def _money(minor: int | None) -> SafeString | None:
    return money_cell(minor, settings.SHOP_BASE_CURRENCY)


@admin.register(UpliftScore)
class UpliftScoreAdmin(LedgerAdmin):
    list_display = ("customer", "change_in_orders", "orders_anyway", "top", "scored_at")
    list_select_related = ("customer",)
    search_fields = ("customer__name", "customer__email")
    ordering = ("-effect",)
    fields = ("customer", "change_in_orders", "orders_anyway", "top", "why", "version", "scored_at")
    empty_text = _(
        "Nothing is told yet: uplift is learned from customers who were held out of campaigns."
    )

    @display(description=_("Change in orders"), ordering="effect")
    def change_in_orders(self, row: UpliftScore) -> str:
        return f"{row.effect:+.3f}"

    @display(description=_("Orders when spoken to"), ordering="ordered")
    def orders_anyway(self, row: UpliftScore) -> str:
        return f"{row.ordered:.3f}"

    @display(description=_("Among the most changed"), ordering="place")
    def top(self, row: UpliftScore) -> str:
        return f"{max(row.place, 0.001):.1%}"

    @display(description=_("Why"))
    def why(self, row: UpliftScore) -> SafeString:
        return format_html_join("", "<div>{}</div>", ((tell(each),) for each in row.reasons))


class BudgetLineInline(LedgerInline):
    model = BudgetLine
    fields = ("campaign", "spent_before", "brought_before", "spend", "gain")
    readonly_fields = fields
    verbose_name_plural = _("Campaigns")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BudgetLine]:
        rows: QuerySet[BudgetLine] = super().get_queryset(request)
        return rows.select_related("campaign").order_by("-spend_minor", "campaign__name")

    @display(description=_("At the pace so far it spends"))
    def spent_before(self, line: BudgetLine) -> SafeString | None:
        return _money(line.spent_before_minor)

    @display(description=_("and brings"))
    def brought_before(self, line: BudgetLine) -> Any:
        if line.gain_before_minor is None:
            return _("not yet known")
        return _money(line.gain_before_minor)

    @display(description=_("To spend"))
    def spend(self, line: BudgetLine) -> SafeString | None:
        return _money(line.spend_minor)

    @display(description=_("Expected to bring"))
    def gain(self, line: BudgetLine) -> Any:
        if line.gain_minor is None:
            return _("not yet known: it is given this much to learn")
        return _money(line.gain_minor)


class BudgetForm(forms.ModelForm):
    """What is to be divided; whether it can be is for the service to say."""

    class Meta:
        model = BudgetPlan
        fields = ("first", "last", "budget_minor", "worth")
        help_texts: ClassVar = {
            "budget_minor": _("In the smallest unit: 50000 is five hundred where there are cents."),
            "worth": _("Money that brings less than this share of itself is better kept."),
        }

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return told
        try:
            check(first=told["first"], last=told["last"], budget_minor=told["budget_minor"])
        except Refusal as problem:
            self.add_error(problem.field or None, str(problem))
        return told


@admin.register(BudgetPlan)
class BudgetPlanAdmin(FittingActions, ModelAdmin):
    list_display = ("__str__", "status", "budget", "kept", "made_at")
    list_filter = ("state",)
    search_fields = ("=first", "=last")
    form = BudgetForm
    actions_detail = ("approve_plan",)
    inlines = (BudgetLineInline,)
    asked = ("first", "last", "budget_minor", "worth")
    told = ("status", "budget", "worth", "kept", "next_unit", "made_at", "decided_at", "decided_by")

    def get_fields(self, request: HttpRequest, obj: BudgetPlan | None = None) -> Any:
        return self.asked if obj is None else ("first", "last", *self.told)

    def get_readonly_fields(self, request: HttpRequest, obj: BudgetPlan | None = None) -> Any:
        return () if obj is None else ("first", "last", *self.told)

    def get_inlines(self, request: HttpRequest, obj: BudgetPlan | None) -> Any:
        return () if obj is None else self.inlines

    def get_queryset(self, request: HttpRequest) -> QuerySet[BudgetPlan]:
        rows: QuerySet[BudgetPlan] = super().get_queryset(request)
        return rows.select_related("decided_by")

    def save_model(self, request: HttpRequest, obj: BudgetPlan, form: Any, change: bool) -> None:
        """The service makes plan and lines; the form's own row is never written."""
        made = propose(
            first=obj.first, last=obj.last, budget_minor=obj.budget_minor, worth=obj.worth
        )
        obj.pk, obj.made_at = made.pk, made.made_at

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """There is nothing beside the plan that a form could change."""

    def has_change_permission(self, request: HttpRequest, obj: BudgetPlan | None = None) -> bool:
        """A proposal is made anew, not edited."""
        return obj is None and bool(super().has_change_permission(request, obj))

    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("marketing.change_budgetplan"))

    def fitting_actions(self, row: BudgetPlan) -> set[str]:
        return {"approve_plan"} if row.state == BudgetState.PROPOSED else set()

    @display(description=_("State"), ordering="state")
    def status(self, plan: BudgetPlan) -> SafeString:
        return state_label(plan)

    @display(description=_("Budget"), ordering="budget_minor")
    def budget(self, plan: BudgetPlan) -> SafeString | None:
        return _money(plan.budget_minor)

    @display(description=_("Better kept"), ordering="left_minor")
    def kept(self, plan: BudgetPlan) -> SafeString | None:
        return _money(plan.left_minor)

    @display(description=_("The next unit of money would bring"))
    def next_unit(self, plan: BudgetPlan) -> str | None:
        return f"{plan.next_return:.2f}" if plan.next_return else None

    @action(
        description=_("Approve"),
        icon="check",
        variant=ActionVariant.PRIMARY,
        permissions=["decide"],
        dialog=APPROVE_DIALOG,
    )
    def approve_plan(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        plan = BudgetPlan.objects.get(pk=object_id)
        actor = request.user if isinstance(request.user, User) else None
        return carry_out(
            request, form, lambda: approve(plan=plan, actor=actor), _("It is approved.")
        )
