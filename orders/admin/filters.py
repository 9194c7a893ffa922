"""The orders of a working day, by what is to be done with them."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation import clock
from orders.disputes import UNDECIDED
from orders.fulfilment.selectors import TO_SEND
from orders.holds import HELD
from orders.models import (
    FulfilmentState,
    Order,
    OrderState,
    PaymentState,
    RefundState,
    ReturnState,
)


def to_do(kind: str) -> Q:
    """Orders with a chore of a kind."""
    match kind:
        case "ship":
            return TO_SEND
        case "rest":
            return TO_SEND & Q(fulfilment_state=FulfilmentState.PARTIAL)
        case "held":
            return HELD
        case "dispute":
            return Q(payments__disputes__state__in=UNDECIDED)
        case "return":
            return Q(
                returns__state__in=[
                    ReturnState.REQUESTED,
                    ReturnState.APPROVED,
                    ReturnState.RECEIVED,
                ]
            )
        case "overdue":
            today = clock.business_day()
            return Q(payments__state=PaymentState.DUE, payments__due_on__lt=today)
        case "refund":
            return Q(payments__refunds__state=RefundState.FAILED)
        case "pay":
            return Q(state=OrderState.PENDING)
        case "draft":
            return Q(state=OrderState.DRAFT)
    return Q()


class ToDoFilter(SimpleListFilter):
    title = _("to do")
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("ship", _("To be sent")),
            ("rest", _("The rest to be sent")),
            ("held", _("Held for review")),
            ("return", _("Returns")),
            ("overdue", _("Invoice overdue")),
            ("refund", _("Refund failed")),
            ("dispute", _("Payment disputed")),
            ("pay", _("Waiting for payment")),
            ("draft", _("Drafts")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        chore = self.value()
        if not chore:
            return queryset
        chosen = Order.objects.filter(to_do(chore)).values("pk")
        return queryset.filter(pk__in=chosen)
