"""The counter as staff see it: one page to sell on, a receipt, and what comes back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.roles import staff_of
from events.audit import by_staff
from forecasting.admin.pages import PagesAdmin
from foundation.ids import new_token
from foundation.refusals import Refusal
from orders.admin.counter_deeds import (
    DEEDS,
    MAY_DISCOUNT,
    MAY_GIVE_BACK,
    MAY_SELL,
    Desk,
    Done,
)
from orders.admin.counter_shown import basket_shown, candidates_shown, returnable_shown, told
from orders.admin.doing import pdf
from orders.counter import BroughtBack, take_back_at_counter
from orders.counter.finding import find_receipt
from orders.counter.receipt import draw_receipt, receipt_of
from orders.counter.report import given_back
from orders.counter.shifts import moved_by_hand
from orders.models import CounterReturn, CounterSale, Order, Register, Shift
from orders.tenders.told import name_of


class CounterPages(PagesAdmin):
    """Mixed into the admin of registers."""

    folder = "orders"

    def get_urls(self) -> list[Any]:
        receipt = "<int:object_id>/receipt/<int:sale_id>/"
        return [
            self.own_path("counter/", self.counters_view, "counters"),
            self.own_path("<int:object_id>/counter/", self.counter_view, "counter"),
            self.own_path("<int:object_id>/back/", self.back_view, "back"),
            self.own_path(receipt, self.receipt_view, "receipt"),
            self.own_path(f"{receipt}print/", self.print_view, "receipt_print"),
            self.own_path(f"{receipt}pdf/", self.pdf_view, "receipt_pdf"),
            *super().get_urls(),
        ]

    def counters_view(self, request: HttpRequest) -> HttpResponse:
        """Which register one stands at; where there is one alone, it is that."""
        self.require(request, MAY_SELL)
        registers = list(Register.objects.filter(is_active=True).select_related("warehouse"))
        if len(registers) == 1:
            return redirect("admin:orders_register_counter", registers[0].pk)
        is_open = set(
            Shift.objects.filter(closed_at__isnull=True).values_list("register_id", flat=True)
        )
        rows = [{"register": one, "is_open": one.pk in is_open} for one in registers]
        may_add = self.has_add_permission(request)
        return self.show(request, "counters", _("Counter"), {"rows": rows, "may_add": may_add})

    def counter_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The page to sell on; a POST is one deed."""
        self.require(request, MAY_SELL)
        desk = _desk(request, object_id)
        if request.method != "POST":
            return self._counter(request, desk)
        deed = DEEDS.get(request.POST.get("deed", ""))
        if deed is None:
            raise Http404
        try:
            done = deed(desk)
        except Refusal as problem:
            return self._counter(request, _desk(request, object_id), problem)
        return _go_on(request, desk.register, done)

    def _counter(
        self, request: HttpRequest, desk: Desk, problem: Refusal | None = None
    ) -> HttpResponse:
        asked = request.POST if problem else request.GET
        typed = {"points": "use_points" in asked, "credit": "use_credit" in asked}
        context: dict[str, Any] = {
            "register": desk.register,
            "shift": desk.shift,
            "problem": problem,
            "typed": request.POST if problem else {},
            "may_discount": request.user.has_perm(MAY_DISCOUNT),
            "may_give_back": request.user.has_perm(MAY_GIVE_BACK),
            "may_report": request.user.has_perm("orders.view_shift"),
            "currency": desk.register.currency,
        }
        if desk.shift is not None:
            context |= _shown(desk, request.GET.get("find", ""), typed)
        title = f"{_('Counter')}: {desk.register.name}"
        return self.show(request, "counter", title, context)

    def back_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Take goods back against a receipt."""
        self.require(request, MAY_SELL)
        self.require(request, MAY_GIVE_BACK)
        desk = _desk(request, object_id)
        text = (request.POST or request.GET).get("receipt", "")
        order = find_receipt(text)
        problem: Refusal | None = None
        if request.method == "POST" and order is not None and desk.shift is not None:
            try:
                return self._take_back(request, desk, desk.shift, order)
            except Refusal as refused:
                problem = refused
        context = {
            "register": desk.register, "shift": desk.shift, "order": order, "receipt": text,
            "problem": problem, "typed": request.POST if problem else {},
            "rows": returnable_shown(order, request.POST if problem else {}) if order else [],
            "key": request.POST.get("key") or new_token(),
        }  # fmt: skip
        return self.show(request, "counter_back", _("Take goods back"), context)

    def _take_back(
        self, request: HttpRequest, desk: Desk, shift: Shift, order: Order
    ) -> HttpResponse:
        lines = order.lines.values_list("pk", flat=True)
        typed = desk.typed
        brought = BroughtBack(
            units={pk: max(desk.number(f"units-{pk}"), 0) for pk in lines},
            is_sellable="is_sellable" in typed,
            in_cash=typed.get("means") == "cash",
            reason=typed.get("reason", ""),
        )
        key = f"counter-{typed.get('key', '')[:50]}"
        made = take_back_at_counter(
            shift=shift, order=order, brought=brought, key=key, by=desk.staff
        )
        by_staff(request, "counter.back", order, amount_minor=made.amount_minor)
        messages.success(request, _told_back(made))
        return redirect("admin:orders_register_counter", desk.register.pk)

    def receipt_view(self, request: HttpRequest, object_id: int, sale_id: int) -> HttpResponse:
        """What was just sold: the change, and the receipt to print."""
        sale = self._sold(request, object_id, sale_id)
        context = {"sale": sale, "register": sale.shift.register, "receipt": receipt_of(sale)}
        return self.show(request, "counter_receipt", _("Sold"), context)

    def print_view(self, request: HttpRequest, object_id: int, sale_id: int) -> HttpResponse:
        """The receipt alone, for the browser to print."""
        sale = self._sold(request, object_id, sale_id)
        return render(request, "admin/orders/receipt.html", {"receipt": receipt_of(sale)})

    def pdf_view(self, request: HttpRequest, object_id: int, sale_id: int) -> HttpResponse:
        sale = self._sold(request, object_id, sale_id)
        return pdf(draw_receipt(receipt_of(sale)), f"receipt-{sale.order}")

    def _sold(self, request: HttpRequest, object_id: int, sale_id: int) -> CounterSale:
        self.require(request, MAY_SELL)
        sales = CounterSale.objects.select_related("order__customer", "shift__register__warehouse")
        return get_object_or_404(
            sales, pk=sale_id, shift__register=object_id, finished_at__isnull=False
        )


def _told_back(made: CounterReturn) -> str:
    """What whoever stands there is to take out of the drawer, and what goes elsewhere."""
    currency = made.order.currency
    words = _("Taken back: %(amount)s.") % {"amount": told(made.amount_minor, currency)}
    means = [
        f"{name_of(one.provider)} {told(one.given_back, currency)}" for one in given_back(made)
    ]
    if not means:
        return words
    return f"{words} {_('It goes back so: %(means)s.') % {'means': ', '.join(means)}}"


def _desk(request: HttpRequest, register_id: int) -> Desk:
    register = get_object_or_404(Register.objects.select_related("warehouse"), pk=register_id)
    shift = Shift.objects.filter(register=register, closed_at__isnull=True).first()
    asked = (request.POST.get("sale") or request.GET.get("sale") or "").replace("\0", "")
    sale = _sale(shift, asked, is_shown=request.method != "POST")
    return Desk(request, register, shift, sale, staff_of(request))


def _sale(shift: Shift | None, asked: str, *, is_shown: bool) -> CounterSale | None:
    """The basket that is named, else the newest; one that was sold stands for a repeated POST.

    What is done to a basket that is gone is done to no other; there is another to show then.
    """
    if shift is None:
        return None
    sales = CounterSale.objects.filter(shift=shift).select_related("order__customer", "shift")
    named = sales.filter(public_id=asked[:40]).first() if asked else None
    if named is not None or (asked and not is_shown):
        return named
    return sales.filter(finished_at__isnull=True).order_by("-started_at", "-pk").first()


def _go_on(request: HttpRequest, register: Register, done: Done) -> HttpResponse:
    if done.words:
        messages.success(request, done.words)
    if done.closed is not None:
        return redirect("admin:orders_shift_change", done.closed.pk)
    if done.is_sold and done.sale is not None:
        return redirect("admin:orders_register_receipt", register.pk, done.sale.pk)
    asked = {"sale": done.sale.public_id} if done.sale else {}
    asked |= {"find": done.find} if done.find else {}
    url = reverse("admin:orders_register_counter", args=[register.pk])
    return HttpResponseRedirect(f"{url}?{urlencode(asked)}" if asked else url)


def _shown(desk: Desk, find: str, wanted: dict[str, bool]) -> dict[str, Any]:
    sale = desk.sale
    if sale is not None and sale.finished_at is not None:
        sale = None
    parked = CounterSale.objects.filter(shift=desk.shift, finished_at__isnull=True)
    others = parked.exclude(pk=sale.pk if sale else 0).select_related("order")
    return {
        "moved": moved_by_hand(desk.open_shift()),
        "sale": sale,
        "basket": basket_shown(sale, **wanted) if sale else None,
        "others": [
            {
                "sale": one,
                "total": told(one.order.total_minor, one.order.currency),
            }
            for one in others.order_by("-started_at")[:20]
        ],
        "find": find,
        "found": candidates_shown(find, desk.register) if find else None,
        "language": get_language(),
    }
