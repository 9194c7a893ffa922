"""The staff page from which is ordered: what runs out, by supplier, with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import staff_of
from forecasting.admin.drawings import units
from forecasting.admin.words import advice_label, cover_text, risk_text, risk_window
from forecasting.models import Advice, PlanLine
from forecasting.replenishment.explaining import explain
from forecasting.replenishment.selectors import coming_late, reorder_queue
from forecasting.replenishment.services import draft_orders, draft_transfers
from foundation.admin import money_text
from foundation.dialog_fields import MOST_UNITS
from inventory.stock.errors import StockRuleBroken

MOST_LINES = 300
"""All of them may be one supplier's: three fields a line, and Django takes a thousand a form."""


@dataclass(frozen=True, slots=True)
class Group:
    """What one supplier delivers to one warehouse: an order once it is drafted."""

    supplier_id: int
    title: str
    warehouse: str
    lines: Sequence[dict[str, Any]]
    units: str
    cost: str | None


def queue_lines(request: HttpRequest) -> list[PlanLine]:
    """The most pressing lines, of one supplier where the address names one."""
    return list(_of_supplier(request, reorder_queue())[: MOST_LINES + 1])


def late_lines(request: HttpRequest) -> list[PlanLine]:
    """Lines that run out before what is on its way comes, of one supplier as above."""
    return list(_of_supplier(request, coming_late())[:MOST_LINES])


def queue_context(queued: Sequence[PlanLine], late: Sequence[PlanLine]) -> dict[str, Any]:
    """Lines grouped as they become orders; apart: transfers, what nobody sells to us, what a
    policy's budget or room holds back, and what only the supplier can help.
    """
    lines = queued[:MOST_LINES]
    to_order = [line for line in lines if line.quantity and line.supplier_id]
    unsupplied = [line for line in lines if line.advice == Advice.FIND_SUPPLIER]
    shown = {line.pk for line in (*to_order, *unsupplied)}
    return {
        "groups": _groups(to_order),
        "transfers": [_row(line) for line in lines if line.transfer_quantity],
        "unsupplied": [_row(line) for line in unsupplied],
        "held": [
            _row(line) for line in lines if line.pk not in shown and not line.transfer_quantity
        ],
        "late": [_row(line) for line in late],
        "is_cut": len(queued) > MOST_LINES,
        "made_at": max((line.made_at for line in lines), default=None),
    }


def order_chosen(request: HttpRequest) -> HttpResponse | None:
    """Draft what is ticked, in the quantities typed; None (and a message) where it cannot be."""
    lines = list(reorder_queue().filter(pk__in=_chosen(request)))
    asked = {line.pk: _quantity(request, line) for line in lines}
    lines = [line for line in lines if asked[line.pk] > 0]
    # What staff left as proposed is for the service to judge anew: some may be ordered by now.
    own = {line.pk: asked[line.pk] for line in lines if asked[line.pk] != _proposed(request, line)}
    try:
        orders = draft_orders(lines=lines, quantities=own, by=staff_of(request))
    except StockRuleBroken as problem:
        messages.error(request, str(problem))
        return None
    if not orders:
        messages.warning(request, _("Nothing was chosen that is still to be ordered."))
        return None
    told = ngettext("%(count)d order is drafted.", "%(count)d orders are drafted.", len(orders))
    messages.success(request, told % {"count": len(orders)})
    if len(orders) == 1:
        return redirect("admin:inventory_purchaseorder_change", orders[0].pk)
    return redirect(f"{reverse('admin:inventory_purchaseorder_changelist')}?state__exact=draft")


def transfer_chosen(request: HttpRequest) -> HttpResponse | None:
    """Draft the transfers of what is ticked; None (and a message) where it cannot be."""
    chosen = reorder_queue().filter(pk__in=_chosen(request))
    lines = [line for line in chosen if line.transfer_quantity]
    if not lines:
        messages.warning(request, _("Nothing was chosen."))
        return None
    try:
        draft_transfers(lines=lines, by=staff_of(request))
    except StockRuleBroken as problem:
        messages.error(request, str(problem))
        return None
    messages.success(request, _("The transfers are drafted."))
    return redirect("admin:inventory_stocktransfer_changelist")


def _of_supplier(request: HttpRequest, lines: QuerySet[PlanLine]) -> QuerySet[PlanLine]:
    supplier = request.GET.get("supplier", "")
    if supplier.isascii() and supplier.isdigit():
        return lines.filter(supplier_id=int(supplier[:12]))
    return lines


def _chosen(request: HttpRequest) -> list[int]:
    told = request.POST.getlist("line")[:MOST_LINES]
    return [int(pk[:12]) for pk in told if pk.isascii() and pk.isdigit()]


def _quantity(request: HttpRequest, line: PlanLine) -> int:
    """What was typed for a line; what was proposed where it cannot be read."""
    typed = request.POST.get(f"quantity_{line.pk}", "")
    if not (typed.isascii() and typed.isdigit()):
        return line.quantity
    return min(int(typed[:9]), MOST_UNITS)


def _proposed(request: HttpRequest, line: PlanLine) -> int:
    """What the page proposed when it was opened: the plan may have been made anew since."""
    shown = request.POST.get(f"proposed_{line.pk}", "")
    return int(shown[:9]) if shown.isascii() and shown.isdigit() else line.quantity


def _groups(lines: Sequence[PlanLine]) -> list[Group]:
    """One for each supplier and warehouse, in the order of their most pressing line."""
    parts: dict[tuple[int, int], list[PlanLine]] = {}
    for line in lines:
        if line.supplier_id is not None:
            parts.setdefault((line.supplier_id, line.warehouse_id), []).append(line)
    return [
        Group(
            supplier_id=supplier_id,
            title=str(part[0].supplier),
            warehouse=str(part[0].warehouse),
            lines=[_row(line) for line in part],
            units=units(sum(line.quantity for line in part)),
            cost=money_text(sum(line.cost_minor for line in part), part[0].currency),
        )
        for (supplier_id, _warehouse_id), part in parts.items()
    ]


def _row(line: PlanLine) -> dict[str, Any]:
    return {
        "line": line,
        "url": reverse("admin:forecasting_planline_change", args=[line.pk]),
        "product": str(line.variant.product),
        "sku": line.variant.sku,
        "advice": advice_label(line),
        "risk": risk_text(line),
        "window": risk_window(line),
        "cover": cover_text(line),
        "unit_cost": money_text(line.unit_cost_minor, line.currency),
        "cost": money_text(line.cost_minor, line.currency),
        "reasons": explain(line),
    }
