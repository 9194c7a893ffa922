"""What the staff home tells, each in one or two queries whatever the shop's size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate

from catalog.models import Product, ProductImage, ProductStatus, Review, ReviewStatus
from events.models import DailyDemand, DeadLetter, DeadReason, Job, JobState, OutboxMessage
from events.names import Channel
from events.sink.health import read_health
from events.sink.sending import queues
from experiments.models import Experiment, ExperimentState, Verdict
from foundation import clock
from foundation.clock import business_day, day_bounds, shop_zone
from foundation.money import Money
from inventory.models import Backorder, StockLevel
from mlops.models import ModelVersion, VersionState
from notifications.selectors import failed_count
from orders.disputes import UNDECIDED
from orders.fulfilment.selectors import UNSENT
from orders.models import (
    Dispute,
    HoldState,
    Order,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    ReturnRequest,
    ReturnState,
    WebhookEvent,
)
from orders.quotes.selectors import open_requests
from orders.subscriptions.selectors import in_trouble

SOLD = (OrderState.PLACED,)
WEEK = timedelta(days=7)
CHART_DAYS = 30
SILENT_AFTER = timedelta(days=CHART_DAYS)
DEMAND_DAYS = 28


@dataclass(frozen=True, slots=True)
class Sales:
    """Orders of a stretch of time, in the base currency."""

    orders: int
    revenue: Money

    @property
    def average(self) -> Money:
        """Average order value; zero where nothing was sold."""
        if not self.orders:
            return Money.zero(self.revenue.currency)
        return Money.of(self.revenue.amount / self.orders, self.revenue.currency)


NOTHING = Sales(0, Money.zero(settings.SHOP_BASE_CURRENCY))


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A day so far, the same weekday last week until the same time, and the last full days."""

    day: date
    today: Sales
    last_week: Sales
    days: tuple[date, ...]
    sales: tuple[Sales, ...]
    sales_before: tuple[Sales, ...]


def latest_moment(*, at: datetime) -> datetime:
    """The moment the figures are for: ``at``, or the last sale where the shop has been silent.

    An imported history ends somewhere in the past; its staff home shows its last day then.
    """
    latest = Order.objects.filter(state__in=SOLD, placed_at__lte=at).aggregate(m=Max("placed_at"))
    placed: datetime | None = latest["m"]
    if placed is None or at - placed < SILENT_AFTER:
        return at
    return day_bounds(business_day(placed))[1] - timedelta(microseconds=1)


def day_figures(*, at: datetime) -> DayFigures:
    day = business_day(at)
    start, _end = day_bounds(day)
    week_ago_start, _end = day_bounds(day - WEEK)
    so_far = Q(placed_at__gte=start, placed_at__lte=at)
    then = Q(placed_at__gte=week_ago_start, placed_at__lte=week_ago_start + (at - start))
    compared = _sales_by_day(so_far | then)
    # A day that has only begun would look like a fall.
    last = day if at >= day_bounds(day)[1] - timedelta(seconds=1) else day - timedelta(days=1)
    first, _end = day_bounds(last - timedelta(days=2 * CHART_DAYS - 1))
    by_day = _sales_by_day(Q(placed_at__gte=first, placed_at__lt=day_bounds(last)[1]))
    days = tuple(last - timedelta(days=back) for back in reversed(range(CHART_DAYS)))
    return DayFigures(
        day=day,
        today=compared.get(day, NOTHING),
        last_week=compared.get(day - WEEK, NOTHING),
        days=days,
        sales=tuple(by_day.get(each, NOTHING) for each in days),
        sales_before=tuple(by_day.get(each - SILENT_AFTER, NOTHING) for each in days),
    )


def _sales_by_day(when: Q) -> dict[date, Sales]:
    rows = (
        Order.objects.filter(when, state__in=SOLD)
        .annotate(day=TruncDate("placed_at", tzinfo=shop_zone()))
        .values("day", "currency", "rate")
        .annotate(orders=Count("pk"), total=Sum("total_minor"))
        .order_by("day")
    )
    base = settings.SHOP_BASE_CURRENCY
    sales: dict[date, Sales] = {}
    for row in rows:
        before = sales.get(row["day"], NOTHING)
        revenue = _in_base(Money(row["total"], row["currency"]), row["rate"], base)
        sales[row["day"]] = Sales(before.orders + row["orders"], before.revenue + revenue)
    return sales


def _in_base(amount: Money, rate: Decimal, base: str) -> Money:
    return amount if amount.currency == base else amount.converted(base, 1 / rate)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that waits for a person: how many, and the list they stand in."""

    kind: str
    count: int


def _orders_with_something_to_send() -> dict[str, int]:
    """How many may leave, are held, or were sold elsewhere and wait: counted in one reading."""
    unsent = Order.objects.filter(state=OrderState.PLACED, fulfilment_state__in=UNSENT)
    held = Q(hold=HoldState.HELD)
    waits = Backorder.objects.filter(reference=OuterRef("public_id"), waiting__gt=0)
    short = Q(channel=Channel.MARKETPLACE) & Q(Exists(waits))
    return unsent.aggregate(
        ship=Count("pk", filter=~held),
        held=Count("pk", filter=held),
        marketplace=Count("pk", filter=short),
    )


def chores() -> list[Chore]:
    """What waits for staff, only what is there."""
    counted = {
        **_orders_with_something_to_send(),
        "dispute": Dispute.objects.filter(state__in=UNDECIDED).count(),
        "quote": open_requests(),
        "renewal": in_trouble().count(),
        "return": ReturnRequest.objects.filter(
            state__in=[ReturnState.REQUESTED, ReturnState.RECEIVED]
        ).count(),
        "refund": Refund.objects.filter(state=RefundState.FAILED).count(),
        "overdue": Payment.objects.filter(
            state=PaymentState.DUE, due_on__lt=business_day(clock.now())
        ).count(),
        "webhook": WebhookEvent.objects.filter(handled_at__isnull=True, attempts__gt=0).count(),
        "review": Review.objects.filter(status=ReviewStatus.PENDING).count(),
        "sold_out": StockLevel.objects.filter(
            on_hand__lte=F("allocated"),
            variant__is_active=True,
            variant__product__status=ProductStatus.PUBLISHED,
        ).count(),
        "job": Job.objects.filter(state=JobState.FAILED).count(),
        "experiment": Experiment.objects.filter(state=ExperimentState.RUNNING)
        .exclude(verdict=Verdict.UNDECIDED)
        .count(),
        "letter": DeadLetter.objects.exclude(reason=DeadReason.UNKNOWN_PRODUCT).count(),
        "ingest": minutes_of_waiting(),
        "outbox": OutboxMessage.objects.filter(delivered_at__isnull=True, attempts__gt=0).count(),
        "mail": failed_count(),
    }
    return [Chore(kind, count) for kind, count in counted.items() if count]


def minutes_of_waiting() -> int:
    """How long what pages told has waited for ingest, where it is late; else 0."""
    health = read_health(queues())
    if not health.is_late or health.waits_since is None:
        return 0
    return int((health.at - health.waits_since).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class LowStock:
    level_id: int
    product: str
    sku: str
    picture: str
    free: int
    reorder_point: int
    sold_a_day: float

    @property
    def days_left(self) -> int | None:
        """How long the rest lasts at the pace of the last four weeks; None where nothing sells."""
        return int(self.free / self.sold_a_day) if self.sold_a_day else None


def low_stock(*, at: datetime, limit: int = 6) -> list[LowStock]:
    """Levels at or under their reorder point, those that sell most first."""
    since = business_day(at) - timedelta(days=DEMAND_DAYS)
    demand = (
        DailyDemand.objects.filter(variant_id=OuterRef("variant_id"), day__gt=since)
        .values("variant_id")
        .annotate(sold=Sum("units"))
        .values("sold")
    )
    levels = (
        StockLevel.objects.filter(
            on_hand__lte=F("allocated") + F("reorder_point"),
            variant__is_active=True,
            variant__product__status=ProductStatus.PUBLISHED,
        )
        .annotate(
            sold=Coalesce(Subquery(demand, output_field=IntegerField()), 0),
            picture=_first_picture("variant__product"),
        )
        .select_related("variant__product")
        .order_by("-sold", "on_hand", "pk")[:limit]
    )
    return [
        LowStock(
            level_id=level.pk,
            product=str(level.variant.product),
            sku=level.variant.sku,
            picture=level.picture or "",
            free=level.on_hand - level.allocated,
            reorder_point=level.reorder_point,
            sold_a_day=max(level.sold, 0) / DEMAND_DAYS,
        )
        for level in levels
    ]


def _first_picture(product: str) -> Subquery:
    pictures = ProductImage.objects.filter(product=OuterRef(product)).order_by("position", "pk")
    return Subquery(pictures.values("file")[:1])


@dataclass(frozen=True, slots=True)
class TopProduct:
    product_id: int
    name: str
    picture: str
    units: int
    revenue: Money


def top_products(
    *, at: datetime, days: Sequence[int], limit: int = 5
) -> dict[int, list[TopProduct]]:
    """The products with most revenue of the last so many days, for each length in ``days``."""
    today = business_day(at)
    ranked = {
        length: list(
            DailyDemand.objects.filter(day__gt=today - timedelta(days=length), day__lte=today)
            .values("product_id")
            .annotate(sold=Sum("units"), revenue=Sum("revenue_minor"))
            .filter(revenue__gt=0)
            .order_by("-revenue", "product_id")[:limit]
        )
        for length in days
    }
    wanted = {row["product_id"] for rows in ranked.values() for row in rows}
    products = {
        product.pk: product
        for product in Product.objects.filter(pk__in=wanted).annotate(picture=_first_picture("pk"))
    }
    return {
        length: [
            TopProduct(
                product_id=row["product_id"],
                name=str(products[row["product_id"]]),
                picture=products[row["product_id"]].picture or "",
                units=row["sold"],
                revenue=Money(row["revenue"], settings.SHOP_BASE_CURRENCY),
            )
            for row in rows
            if row["product_id"] in products
        ]
        for length, rows in ranked.items()
    }


def latest_orders(*, limit: int = 8) -> list[Order]:
    return list(
        Order.objects.exclude(state=OrderState.PENDING)
        .annotate(units=Sum("lines__quantity"))
        .order_by("-placed_at", "-pk")[:limit]
    )


def serving_models() -> list[ModelVersion]:
    return list(ModelVersion.objects.filter(state=VersionState.CHAMPION).order_by("name"))


def failed_jobs(*, limit: int = 5) -> list[Job]:
    return list(Job.objects.filter(state=JobState.FAILED).order_by("-queued_at")[:limit])


def running_jobs(*, limit: int = 5) -> list[Job]:
    return list(Job.objects.filter(state=JobState.RUNNING).order_by("-started_at")[:limit])


def silent_since(*, at: datetime) -> date | None:
    """The day the figures end where that is not today, else None."""
    day = business_day(at)
    return None if day == business_day(clock.now()) else day
