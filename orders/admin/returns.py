"""Staff pages for returns: decide, receive, inspect, give back."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from foundation.admin import (
    FittingActions,
    LedgerAdmin,
    LedgerInline,
    money_cell,
    state_label,
)
from foundation.dialog_fields import units_field
from foundation.dialogs import Dialog
from foundation.money import Money
from orders.admin.dialogs import AmountDialog
from orders.admin.doing import carry_out
from orders.admin.parts import link
from orders.models import ItemCondition, ReturnLine, ReturnRequest, ReturnState
from orders.refunds import order_refundable
from orders.returns import (
    Finding,
    approve_return,
    complete_return,
    proposed_refund,
    receive_return,
    refund_return,
    refuse_return,
)
from orders.returns.inspect import SELLABLE


class AnswerDialog(Dialog):
    note = forms.CharField(
        label=_("A word to the customer"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
    )


class RefuseDialog(AnswerDialog):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


class InspectDialog(AnswerDialog):
    """For each line: how it is, how many units are taken back, how many can be sold again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ReturnLine.objects.filter(request_id=self.object_id).select_related("line")
        self.entries = list(rows.order_by("line_id"))
        for entry in self.entries:
            name, units = f"{entry.line.name} ({entry.line.sku})", entry.quantity
            self.fields[f"condition-{entry.pk}"] = forms.ChoiceField(
                label=_("%(name)s: how it is") % {"name": name},
                choices=ItemCondition.choices,
                widget=UnfoldAdminSelectWidget(),
            )
            self.fields[f"accepted-{entry.pk}"] = _units(_("Taken back"), units)
            self.fields[f"restocked-{entry.pk}"] = _units(_("Of these, can be sold again"), units)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for entry in self.entries:
            accepted = cleaned.get(f"accepted-{entry.pk}") or 0
            restocked = cleaned.get(f"restocked-{entry.pk}") or 0
            condition = cleaned.get(f"condition-{entry.pk}")
            if restocked > accepted:
                self.add_error(f"restocked-{entry.pk}", _("Not more than are taken back."))
            elif restocked and condition and condition not in SELLABLE:
                message = _("What is damaged or missing cannot be sold again.")
                self.add_error(f"restocked-{entry.pk}", message)
            if accepted and condition == ItemCondition.MISSING:
                self.add_error(f"accepted-{entry.pk}", _("What is missing cannot be taken back."))
        return cleaned

    @property
    def findings(self) -> dict[int, Finding]:
        data = self.cleaned_data
        return {
            entry.pk: Finding(
                ItemCondition(data[f"condition-{entry.pk}"]),
                data[f"accepted-{entry.pk}"],
                data[f"restocked-{entry.pk}"],
            )
            for entry in self.entries
        }


class ReturnRefundDialog(AmountDialog):
    """What is owed is proposed; staff may settle on less, or more within what was paid."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.request_row = ReturnRequest.objects.select_related("order").get(pk=_key(kwargs))
        super().__init__(*args, **kwargs | {"object_id": self.request_row.order_id})
        self.initial["amount"] = proposed_refund(self.request_row).amount
        left = order_refundable(self.order)
        self.fields["amount"].help_text = _("At most %(left)s") % {"left": left}

    def clean_amount(self) -> Any:
        asked = Money.of(self.cleaned_data["amount"], self.order.currency)
        left = order_refundable(self.order)
        if not asked or left < asked:
            raise forms.ValidationError(_("At most %(left)s can be given back.") % {"left": left})
        return self.cleaned_data["amount"]


def _key(kwargs: dict[str, Any]) -> Any:
    return kwargs["object_id"]


def _units(label: Any, most: int) -> forms.IntegerField:
    return units_field(label, least=0, most=most, initial=most)


class ReturnLineInline(LedgerInline):
    model = ReturnLine
    fields = ("line_name", "quantity", "reason", "condition", "accepted", "restocked", "worth")
    readonly_fields = ("line_name", "worth")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReturnLine]:
        return super().get_queryset(request).select_related("line__order")

    @display(description=_("Item"))
    def line_name(self, entry: ReturnLine) -> str:
        return f"{entry.line.name} ({entry.line.sku})"

    @display(description=_("Worth"))
    def worth(self, entry: ReturnLine) -> SafeString | None:
        return money_cell(entry.worth_minor or None, entry.line.order.currency)


class ReturnsToSeeTo(admin.SimpleListFilter):
    title = _("to do")
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("To decide or to inspect"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ReturnRequest]
    ) -> QuerySet[ReturnRequest]:
        if self.value() != "1":
            return queryset
        return queryset.filter(state__in=[ReturnState.REQUESTED, ReturnState.RECEIVED])


@admin.register(ReturnRequest)
class ReturnRequestAdmin(FittingActions, LedgerAdmin):
    list_display = ("number", "status", "order_link", "units", "requested_at", "completed_at")
    list_filter = (ReturnsToSeeTo, "state", "lines__reason", "requested_at")
    search_fields = ("number", "order__number", "order__email", "order__ship_name")
    list_select_related = ("order",)
    ordering = ("-requested_at", "-pk")
    inlines = (ReturnLineInline,)
    actions_detail = ("approve", "refuse", "receive", "inspect", "give_back")
    fieldsets = (
        (None, {"fields": (("number", "status"), ("order_link", "buyer"))}),
        (_("Words"), {"fields": ("customer_note", "staff_note")}),
        (
            _("Days"),
            {"fields": (("requested_at", "decided_at"), ("received_at", "completed_at"))},
        ),
        (_("Money"), {"fields": (("proposed", "given_back"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReturnRequest]:
        return super().get_queryset(request).prefetch_related("lines", "refunds")

    @display(description=_("State"), ordering="state")
    def status(self, row: ReturnRequest) -> SafeString:
        return state_label(row)

    @display(description=_("Order"), ordering="order__number")
    def order_link(self, row: ReturnRequest) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[row.order_id]), row.order)

    @display(description=_("Customer"))
    def buyer(self, row: ReturnRequest) -> str:
        return row.order.ship_name or row.order.email

    @display(description=_("Units"))
    def units(self, row: ReturnRequest) -> int:
        return sum(entry.quantity for entry in row.lines.all())

    @display(description=_("Still owed"))
    def proposed(self, row: ReturnRequest) -> SafeString | None:
        if row.state != ReturnState.COMPLETED:
            return None
        return money_cell(proposed_refund(row).minor, row.order.currency)

    @display(description=_("Given back"))
    def given_back(self, row: ReturnRequest) -> SafeString | None:
        total = sum(refund.amount_minor for refund in row.refunds.all())
        return money_cell(total or None, row.order.currency)

    def fitting_actions(self, row: ReturnRequest) -> set[str]:
        match row.state:
            case ReturnState.REQUESTED:
                return {"approve", "refuse", "receive"}
            case ReturnState.APPROVED:
                return {"receive"}
            case ReturnState.RECEIVED:
                return {"inspect"}
            case ReturnState.COMPLETED if proposed_refund(row):
                return {"give_back"}
        return set()

    def has_decide_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.change_returnrequest"))

    def has_fulfil_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.fulfil_order"))

    def has_refund_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.refund_order"))

    @action(
        description=_("Approve"),
        icon="check",
        variant=ActionVariant.PRIMARY,
        permissions=["decide"],
        dialog={
            "title": _("Let it come back"),
            "description": _("The customer gets a mail with the address to send it to."),
            "form_class": AnswerDialog,
            "form_submit_text": _("Approve"),
        },
    )
    def approve(self, request: HttpRequest, form: AnswerDialog, object_id: int) -> HttpResponse:
        row = ReturnRequest.objects.get(pk=object_id)
        work = partial(approve_return, request=row, note=form.cleaned_data["note"])
        return carry_out(request, form, row, "return.approve", work, _("Approved."))

    @action(
        description=_("Refuse"),
        icon="block",
        variant=ActionVariant.DANGER,
        permissions=["decide"],
        dialog={
            "title": _("Refuse this return"),
            "description": _("The customer reads why."),
            "form_class": RefuseDialog,
            "form_submit_text": _("Refuse"),
        },
    )
    def refuse(self, request: HttpRequest, form: RefuseDialog, object_id: int) -> HttpResponse:
        row = ReturnRequest.objects.get(pk=object_id)
        work = partial(refuse_return, request=row, note=form.cleaned_data["note"])
        return carry_out(request, form, row, "return.refuse", work, _("Refused."))

    @action(
        description=_("It arrived"),
        icon="package_2",
        permissions=["fulfil"],
        dialog={
            "title": _("The parcel arrived"),
            "description": _("Next, somebody looks at what is in it."),
            "form_class": Dialog,
            "form_submit_text": _("It arrived"),
        },
    )
    def receive(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        row = ReturnRequest.objects.get(pk=object_id)
        return carry_out(
            request, form, row, "return.receive", partial(receive_return, request=row), _("Noted.")
        )

    @action(
        description=_("Inspect"),
        icon="search_check",
        variant=ActionVariant.PRIMARY,
        permissions=["fulfil"],
        dialog={
            "title": _("What is in the parcel"),
            "description": _("What can be sold again goes into stock now."),
            "form_class": InspectDialog,
            "form_submit_text": _("Done"),
        },
    )
    def inspect(self, request: HttpRequest, form: InspectDialog, object_id: int) -> HttpResponse:
        row = ReturnRequest.objects.get(pk=object_id)
        work = partial(
            complete_return, request=row, findings=form.findings, note=form.cleaned_data["note"]
        )
        return carry_out(request, form, row, "return.inspect", work, _("Inspected."))

    @action(
        description=_("Give back"),
        icon="undo",
        variant=ActionVariant.PRIMARY,
        permissions=["refund"],
        dialog={
            "title": _("Give money back"),
            "description": _("What is owed for what was taken back is proposed."),
            "form_class": ReturnRefundDialog,
            "form_submit_text": _("Give back"),
        },
    )
    def give_back(
        self, request: HttpRequest, form: ReturnRefundDialog, object_id: int
    ) -> HttpResponse:
        row, data = ReturnRequest.objects.get(pk=object_id), form.cleaned_data
        work = partial(
            refund_return,
            request=row,
            amount=form.money,
            key=f"return-{data['key']}",
            reason=data["reason"],
        )
        done = _("The money is on its way back.")
        return carry_out(
            request, form, row, "return.refund", work, done, amount_minor=form.money.minor
        )
