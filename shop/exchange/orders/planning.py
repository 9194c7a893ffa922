"""Orders of a file beside those that are here: which are new, whose they are, what they cost."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Customer
from events.models import ArchivedDay
from orders.models import Order
from pricing.models import ExchangeRate
from shop.exchange.findings import Findings
from shop.exchange.goods.existing import parts
from shop.exchange.levels.rows import Sold, sold_variants
from shop.exchange.orders.sales import ReadOrder
from shop.exchange.tables import Judged, Verdict

MOST_NAMED = 10
MOST_DAYS = 1_100
"""From the first to the last order of a file. Each day is a partition of the log, and a transaction
that made thousands of them would need more locks than a PostgreSQL server has."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer as orders and the log know them."""

    id: int
    pseudonym: UUID
    consent: int


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order to be written; ``rate`` as in ``orders.history``."""

    read: ReadOrder
    buyer: Buyer | None
    rate: Decimal


@dataclass(slots=True)
class OrdersPlan:
    rows: list[Judged] = field(default_factory=list)
    new: list[NewOrder] = field(default_factory=list)
    adopted: list[tuple[int, int]] = field(default_factory=list)
    """Orders that are here as a guest's, and the customer who has their address by now."""
    variants: dict[str, Sold] = field(default_factory=dict)
    dropped: frozenset[date] = frozenset()
    """Days (UTC) of which the log holds nothing any more."""
    unfinished: list[str] = field(default_factory=list)
    guests: int = 0
    unknown: int = 0
    """Lines of products that the shop does not have."""

    def judged(self) -> Iterable[Judged]:
        return self.rows

    def needs(self) -> set[str]:
        needed = {"orders.add_order"} if self.new else set()
        return needed | ({"orders.change_order"} if self.adopted else set())

    def remarks(self) -> Iterable[str]:
        if self.unfinished:
            words = _(
                "Orders left out, because something of them is still to be sent, paid or given "
                "back in the other shop: %(count)s (%(names)s). Bring them when they are finished."
            )
            names = ", ".join(self.unfinished[:MOST_NAMED])
            more = ", …" if len(self.unfinished) > MOST_NAMED else ""
            yield words % {"count": f"{len(self.unfinished):,}", "names": names + more}
        if self.guests:
            words = _(
                "Orders of addresses that no customer has: %(count)s. They come in as guests’ "
                "orders, and go to whoever proves the address. Bring customers first."
            )
            yield words % {"count": f"{self.guests:,}"}
        if self.unknown:
            words = _("Lines of SKUs that are not sold here: %(count)s. They keep their names.")
            yield words % {"count": f"{self.unknown:,}"}


def plan_orders(orders: list[ReadOrder], findings: Findings, at: datetime) -> OrdersPlan:
    """Compare with the orders, customers and products that there are."""
    skus = {line.sku for order in orders for line in order.lines if line.sku}
    plan = OrdersPlan(variants=sold_variants(skus), dropped=_dropped_days())
    known, buyers, rates = _Known(orders), _buyers(orders), _Rates(orders)
    first: dict[str, int] = {}
    for order in orders:
        before = first.setdefault(order.reference, order.line)
        if before != order.line:
            words = _("Line %(line)d has another order of this name.") % {"line": before}
            findings.say(order.line, "external_ref", words)
            continue
        buyer = buyers.get(order.details.email)
        row = known.of(order, findings)
        if row is not None:
            _plan_known(plan, order, row, buyer)
        elif not order.is_finished:
            plan.unfinished.append(order.number)
        else:
            _plan_new(plan, order, buyer, rates.of(order, findings))
    _check_span(plan, findings)
    return plan


def _check_span(plan: OrdersPlan, findings: Findings) -> None:
    if not plan.new:
        return
    newest = max(one.read.placed_at for one in plan.new)
    for one in plan.new:
        if (newest - one.read.placed_at).days > MOST_DAYS:
            words = _(
                "It is more than three years older than the newest order of the file: bring it in "
                "a file of its own."
            )
            findings.say(one.read.line, "placed_at", words)


def _plan_known(
    plan: OrdersPlan, order: ReadOrder, row: dict[str, Any], buyer: Buyer | None
) -> None:
    """What came in once stays; a guest's order finds its customer by its own address."""
    is_guests = row["customer_id"] is None and bool(row["external_ref"])
    is_adopted = is_guests and row["email"].lower() == order.details.email and buyer is not None
    if is_adopted and buyer is not None:
        plan.adopted.append((row["pk"], buyer.id))
    verdict = Verdict.CHANGED if is_adopted else Verdict.SAME
    changes = ("customer",) if is_adopted else ()
    plan.rows.append(Judged(order.line, order.number, verdict, changes))


def _plan_new(
    plan: OrdersPlan, order: ReadOrder, buyer: Buyer | None, rate: Decimal | None
) -> None:
    if rate is None:
        return
    plan.new.append(NewOrder(order, buyer, rate))
    plan.guests += buyer is None
    plan.unknown += sum(line.sku not in plan.variants for line in order.lines)
    plan.rows.append(Judged(order.line, order.number, Verdict.NEW))


class _Known:
    """Orders that are here already: by their name elsewhere, or by their number as our own."""

    def __init__(self, orders: Sequence[ReadOrder]) -> None:
        self.by_reference = _orders_by("external_ref", {order.reference for order in orders})
        self.by_number = _orders_by("number", {order.number for order in orders})

    def of(self, order: ReadOrder, findings: Findings) -> dict[str, Any] | None:
        """An export of this shop brings its own orders back; another's number means nothing."""
        own = self.by_number.get(order.number)
        if own is not None and _is_moment(own, order):
            return own
        known = self.by_reference.get(order.reference)
        if known is not None and not _is_moment(known, order):
            words = _("Another order of this name, of %(day)s, came in already.")
            day = {"day": f"{known['placed_at'] or known['created_at']:%Y-%m-%d %H:%M}"}
            findings.say(order.line, "external_ref", words % day)
        return known


_KNOWN_BY = (
    "pk", "number", "external_ref", "customer_id", "email", "placed_at", "created_at",
)  # fmt: skip


def _orders_by(column: str, wanted: set[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for some in parts(sorted(wanted)):
        orders = Order.objects.filter(**{f"{column}__in": some})
        rows: Iterable[dict[str, Any]] = orders.values(*_KNOWN_BY)
        found |= {row[column]: row for row in rows}
    return found


def _is_moment(row: dict[str, Any], order: ReadOrder) -> bool:
    """Files tell seconds."""
    placed_at = row["placed_at"]
    return placed_at is not None and abs((placed_at - order.placed_at).total_seconds()) < 1


def _buyers(orders: Sequence[ReadOrder]) -> dict[str, Buyer]:
    """Customers by e-mail address: each was proven, or brought by staff."""
    found = {}
    for some in parts(sorted({order.details.email for order in orders} - {""})):
        rows = Customer.objects.filter(email__in=some, erased_at__isnull=True)
        for email, key, pseudonym, consent in rows.values_list(
            "email", "pk", "pseudonym", "consent"
        ):
            found[email] = Buyer(key, pseudonym, consent)
    return found


class _Rates:
    """Rates of exchange as they were when orders were placed."""

    def __init__(self, orders: Sequence[ReadOrder]) -> None:
        self.base = settings.SHOP_BASE_CURRENCY
        self.known: dict[str, tuple[list[datetime], list[Decimal]]] = defaultdict(lambda: ([], []))
        wanted = {order.currency for order in orders} - {self.base}
        rows = ExchangeRate.objects.filter(currency__in=wanted).order_by("starts_at")
        for currency, starts_at, rate in rows.values_list("currency", "starts_at", "rate"):
            self.known[currency][0].append(starts_at)
            self.known[currency][1].append(rate)

    def of(self, order: ReadOrder, findings: Findings) -> Decimal | None:
        """The file's rate, else the shop's of that moment; told and None where there is none."""
        if order.currency == self.base:
            return Decimal(1)
        if order.rate is not None:
            return order.rate
        starts, rates = self.known[order.currency]
        at = bisect_right(starts, order.placed_at)
        if at:
            return rates[at - 1]
        words = _("No rate of %(currency)s is known of that day: bring it in the column “rate”.")
        findings.say(order.line, "rate", words % {"currency": order.currency})
        return None


def _dropped_days() -> frozenset[date]:
    gone = ArchivedDay.objects.filter(dropped_at__isnull=False)
    return frozenset(gone.values_list("day", flat=True))


def utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
