"""What orders must hold: revenue, margin and value are reckoned from them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mlops.quality.sources import DataSource, ShareCheck, data_sources, in_range
from orders.models import (
    CashKind,
    CashMovement,
    CounterSale,
    Order,
    OrderLine,
    OrderState,
    Renewal,
    RenewalState,
    Subscription,
    SubscriptionState,
)

LATELY = timedelta(days=91)
"""Older orders change no more; what was wrong with them was told."""


def _orders(at: datetime) -> QuerySet[Order, Any]:
    return Order.objects.filter(
        state=OrderState.PLACED, placed_at__gt=at - LATELY, placed_at__lte=at
    )


def _lines(at: datetime) -> QuerySet[OrderLine, Any]:
    return OrderLine.objects.filter(
        order__state=OrderState.PLACED,
        order__placed_at__gt=at - LATELY,
        order__placed_at__lte=at,
    )


def _renewals(at: datetime) -> QuerySet[Renewal, Any]:
    return Renewal.objects.filter(created_at__gt=at - LATELY, created_at__lte=at)


def _subscriptions(at: datetime) -> QuerySet[Subscription, Any]:
    return Subscription.objects.filter(state=SubscriptionState.ACTIVE, created_at__lte=at)


_IN_THE_DRAWER = Exists(
    CashMovement.objects.filter(
        kind=CashKind.SALE,
        order=OuterRef("order"),
        amount_minor=OuterRef("cash_given_minor") - OuterRef("change_minor"),
    )
)


def _counter_sales(at: datetime) -> QuerySet[CounterSale, Any]:
    return CounterSale.objects.filter(finished_at__gt=at - LATELY, finished_at__lte=at)


def register() -> None:
    """Declare orders and their lines, and what is ordered again and again."""
    _register_orders()
    data_sources.register(
        "counter sales",
        DataSource(
            label=_("Sales at the counter of the last 13 weeks"),
            owner="orders",
            rows=_counter_sales,
            checks=(
                ShareCheck(
                    "cash",
                    _("Have their cash in the ledger of the drawer"),
                    Q(cash_given_minor=F("change_minor")) | Q(_IN_THE_DRAWER),
                ),
            ),
        ),
    )
    data_sources.register(
        "subscriptions",
        DataSource(
            label=_("Active subscriptions"),
            owner="orders",
            rows=_subscriptions,
            checks=(
                ShareCheck("customer", _("Have a customer"), Q(customer__isnull=False)),
                ShareCheck(
                    "means", _("Have a means of payment"),
                    Q(mandate__ended_at__isnull=True, mandate__isnull=False)
                    | Q(provider="invoice"),
                ),
            ),
        ),
    )  # fmt: skip
    data_sources.register(
        "renewals",
        DataSource(
            label=_("Renewals of the last 13 weeks"),
            owner="orders",
            rows=_renewals,
            checks=(
                ShareCheck(
                    "order", _("Have their order, where it was placed"),
                    ~Q(state=RenewalState.PLACED) | Q(order__isnull=False),
                ),
            ),
        ),
    )  # fmt: skip


def _register_orders() -> None:
    data_sources.register(
        "orders",
        DataSource(
            label=_("Orders of the last 13 weeks"),
            owner="orders",
            rows=_orders,
            checks=(
                ShareCheck("country", _("Have a country"), ~Q(ship_country="")),
                ShareCheck("number", _("Have a number"), Q(number__isnull=False)),
                in_range("rate", _("Have a rate of exchange"), Q(rate__gt=0)),
                in_range(
                    "discount", _("Take off no more than the goods cost"),
                    Q(discount_minor__gte=0, discount_minor__lte=F("subtotal_minor")),
                ),
            ),
        ),
    )  # fmt: skip
    data_sources.register(
        "order lines",
        DataSource(
            label=_("Order lines of the last 13 weeks"),
            owner="orders",
            rows=_lines,
            checks=(
                ShareCheck("cost", _("Have a cost"), Q(unit_cost_minor__isnull=False)),
                ShareCheck("variant", _("Name what was sold"), Q(variant__isnull=False)),
            ),
            reads=("prices",),
        ),
    )
