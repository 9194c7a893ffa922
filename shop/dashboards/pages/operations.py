"""The warehouse's page: what is to ship, what is late or sold out, what came back, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.models import DailyOperations
from analytics.operations.selectors import (
    operations_by_day,
    operations_total,
)
from analytics.rollups.selectors import returned_units
from catalog.models import ProductStatus
from events.models import Job, JobState, OutboxMessage
from forecasting.models import PlanLine
from foundation import clock
from foundation.charts import Series
from inventory.models import Backorder, PurchaseOrder, PurchaseOrderState, StockLevel
from notifications.selectors import failed_count
from orders.fulfilment.selectors import TO_SEND
from orders.models import (
    Order,
    Refund,
    RefundState,
    ReturnRequest,
    ReturnState,
)
from shop.dashboards.courses import Steps, shifted, steps_of
from shop.dashboards.drawings import course_figure
from shop.dashboards.frame import (
    Asked,
    Cell,
    Dashboard,
    Figure,
    Page,
    Period,
    Table,
    Tile,
    register,
)
from shop.dashboards.telling import COUNT, DAYS, SHARE, tile

MOST_LATE = 12


def read(asked: Asked) -> Page:
    notes: tuple[str, ...] = ()
    if not DailyOperations.objects.exists():
        notes = (_("Parcels are summed up every hour: the first figures come with the next one."),)
    return Page(
        tiles=_tiles(asked),
        figures=(_parcels(asked), _stock_outs(asked)),
        lists=(_waiting(asked.at), _late(asked.at), _sold_out()),
        notes=notes,
    )


def _tiles(asked: Asked) -> tuple[Tile, ...]:
    now = operations_total(asked.period.first, asked.period.last)
    before = asked.compared and operations_total(asked.compared.first, asked.compared.last)
    return (
        tile(_("Parcels"), now.parcels, before.parcels if before else None),
        tile(
            _("Late parcels"), now.late_share, before.late_share if before else None, unit=SHARE,
            more_is_good=False, note=_("After the last day that was promised."),
        ),
        tile(
            _("From order to parcel"), now.days_to_parcel,
            before.days_to_parcel if before else None, unit=DAYS, more_is_good=False,
        ),
        tile(
            _("Variants out of stock a day"),
            now.out_of_stock / asked.period.days,
            before.out_of_stock / asked.compared.days if before and asked.compared else None,
            more_is_good=False,
        ),
        tile(
            _("Units sent back"), _sent_back(asked.period), _sent_back(asked.compared),
            more_is_good=False,
        ),
        tile(
            _("Mails not sent"), now.failed_mails, before.failed_mails if before else None,
            more_is_good=False,
        ),
    )  # fmt: skip


def _sent_back(period: Period | None) -> int | None:
    if period is None:
        return None
    return returned_units(period.first, period.last)


def _sums(period: Period, shown: Period, steps: Steps, name: str) -> list[float]:
    rows = shifted(operations_by_day(period.first, period.last), period, shown)
    return steps.sums(rows, lambda day: float(getattr(day, name)))


def _parcels(asked: Asked) -> Figure:
    steps = steps_of(asked.period)
    lines = [
        Series(_("Parcels"), _sums(asked.period, asked.period, steps, "parcels")),
        Series(_("Late"), _sums(asked.period, asked.period, steps, "late_parcels"), "before"),
    ]
    return course_figure(
        "parcels", _("Parcels, and those that were late"), steps.labels, lines,
        heading=steps.heading,
    )  # fmt: skip


def _stock_outs(asked: Asked) -> Figure:
    steps = steps_of(asked.period)
    lines = [Series(_("This period"), _sums(asked.period, asked.period, steps, "out_of_stock"))]
    if asked.compared:
        earlier = _sums(asked.compared, asked.period, steps, "out_of_stock")
        lines.append(Series(_("Before"), earlier, "before"))
    return course_figure(
        "stock-outs", _("Variants out of stock"), steps.labels, lines, heading=steps.heading,
        note=_("Each counts for every day on which it could not be bought for half the day."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Chore:
    """Rows that wait, the moment since when, and the list in which staff find them."""

    name: str
    rows: QuerySet[Any, Any]
    since: str
    route: str
    query: str = ""

    def row(self, at: datetime) -> tuple[Cell, ...] | None:
        """None where there is nothing: the list tells what is to be done."""
        found = self.rows.order_by().aggregate(count=Count("pk"), oldest=Min(self.since))
        if not found["count"]:
            return None
        oldest: datetime | None = found["oldest"]
        age = Cell(oldest.isoformat(), timesince(oldest, at)) if oldest else Cell(None)
        link = reverse(f"admin:{self.route}_changelist") + self.query
        return Cell(self.name, url=link), COUNT.cell(found["count"]), age


def _waiting(at: datetime) -> Figure:
    """What waits for somebody now: how many, the oldest, and the list they stand in."""
    today = clock.business_day(at)
    chores = [*_of_orders(today), *_of_stock(today), *_of_machines()]
    rows = [*(chore.row(at) for chore in chores), _mails(at)]
    return Figure(
        "waiting",
        _("What waits"),
        Table((_("What"), _("How many"), _("The oldest")), tuple(row for row in rows if row)),
        note=_("As of now, whatever the period."),
        missing=_("Nothing waits for you."),
    )


def _of_orders(today: date) -> tuple[_Chore, ...]:
    to_ship = Order.objects.filter(TO_SEND)
    returns = ReturnRequest.objects.filter(state__in=[ReturnState.REQUESTED, ReturnState.RECEIVED])
    refunds = Refund.objects.filter(state=RefundState.FAILED)
    orders = "orders_order"
    return (
        _Chore(_("Orders to ship"), to_ship, "placed_at", orders, "?todo=ship"),
        _Chore(
            _("Of them promised for earlier"), to_ship.filter(expected_to__lt=today), "placed_at",
            orders, "?todo=ship",
        ),
        _Chore(
            _("Returns to see to"), returns, "requested_at", "orders_returnrequest", "?todo=1"
        ),
        _Chore(_("Refunds that failed"), refunds, "created_at", orders, "?todo=refund"),
    )  # fmt: skip


def _of_stock(today: date) -> tuple[_Chore, ...]:
    waiting = Backorder.objects.filter(waiting__gt=0)
    late = PurchaseOrder.objects.filter(
        state__in=[PurchaseOrderState.SENT, PurchaseOrderState.PART_RECEIVED],
        expected_on__lt=today,
    )
    return (
        _Chore(_("Backorders"), waiting, "created_at", "inventory_backorder"),
        _Chore(
            _("Deliveries of suppliers that are late"), late, "sent_at", "inventory_purchaseorder",
            "?state__in=sent,part_received",
        ),
    )  # fmt: skip


def _of_machines() -> tuple[_Chore, ...]:
    jobs = Job.objects.filter(state=JobState.FAILED)
    messages = OutboxMessage.objects.filter(delivered_at__isnull=True, attempts__gt=0)
    return (
        _Chore(_("Jobs that failed"), jobs, "queued_at", "events_job", "?state__exact=failed"),
        _Chore(
            _("Messages not delivered"), messages, "created_at", "events_outboxmessage",
            "?delivery=failing",
        ),
    )  # fmt: skip


def _mails(at: datetime) -> tuple[Cell, ...] | None:
    count = failed_count(at=at)
    if not count:
        return None
    url = reverse("admin:notifications_mail_changelist") + "?state__exact=failed"
    return Cell(_("Mails not sent"), url=url), COUNT.cell(count), Cell(None)


def _sold_out() -> Figure:
    """Goods on sale that cannot be had, by what the plan says they would sell."""
    gone = StockLevel.objects.filter(
        variant__is_active=True,
        variant__product__status=ProductStatus.PUBLISHED,
        on_hand__lte=F("allocated"),
    ).select_related("variant__product", "warehouse")
    demand = PlanLine.objects.filter(
        variant=OuterRef("variant"), warehouse=OuterRef("warehouse")
    ).values("daily_demand")
    missed = gone.annotate(demand=Subquery(demand[:1])).order_by(
        F("demand").desc(nulls_last=True), "pk"
    )
    rows = tuple(
        (
            Cell(
                f"{level.variant.product} ({level.variant.sku})",
                url=reverse("admin:inventory_stocklevel_change", args=[level.pk]),
            ),
            Cell(str(level.warehouse)),
            COUNT.cell(level.demand),
        )
        for level in missed[:MOST_LATE]
    )
    columns = (_("Variant"), _("Warehouse"), _("Demand a day"))
    return Figure(
        "sold-out",
        _("What is sold out"),
        Table(columns, rows),
        note=_("What would sell most comes first."),
        missing=_("Nothing on sale is sold out."),
        url=reverse("admin:inventory_stocklevel_changelist") + "?stock=out",
    )


def _late(at: datetime) -> Figure:
    """The orders that are latest, so that they are not looked for."""
    today = clock.business_day(at)
    late = (
        Order.objects.filter(TO_SEND, expected_to__lt=today)
        .annotate(units=Sum("lines__quantity"))
        .order_by("expected_to", "pk")[:MOST_LATE]
    )
    rows = tuple(
        (
            Cell(str(order), url=reverse("admin:orders_order_change", args=[order.pk])),
            Cell(order.expected_to),
            DAYS.cell((today - order.expected_to).days if order.expected_to else None),
            COUNT.cell(order.units),
            Cell(order.ship_country),
        )
        for order in late
    )
    columns = (_("Order"), _("Promised by"), _("Late"), _("Units"), _("Country"))
    return Figure(
        "late",
        _("Orders that are most overdue"),
        Table(columns, rows),
        missing=_("No order is late."),
    )


register(
    Dashboard(
        slug="operations",
        title=gettext_lazy("Operations"),
        icon="local_shipping",
        about=gettext_lazy("What is to ship, what is late or sold out, what came back or failed."),
        read=read,
    )
)
