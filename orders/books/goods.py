"""Units: the stock ledger against orders, and parcels and returns against lines."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from inventory.holdings import promised_parts
from inventory.models import Backorder, StockMovement
from inventory.selectors import ledger_differences
from orders.books.finding import Book, Finding
from orders.models import Order, OrderLine, OrderState, ReturnLine, ReturnState, ShipmentLine
from orders.sending import BY_EMAIL
from orders.states import fulfilment_of_units

Key = tuple[str, int]


def check_stock() -> Iterator[Finding]:
    """Whether levels are the sums of their movements, and what is kept is kept for open orders."""
    for difference in ledger_differences():
        yield Finding(
            Book.STOCK,
            f"{difference.what} {difference.key}",
            f"is {difference.in_books}, the ledger says {difference.by_ledger}",
        )
    wanted, held = _open_units(), _held_units()
    references = _known(held.keys() - wanted.keys())
    for reference, variant in sorted(held.keys() - wanted.keys()):
        if reference in references:
            yield _kept(reference, variant, held[reference, variant], 0)
    for key in sorted(wanted.keys() & held.keys()):
        if wanted[key] != held[key]:
            yield _kept(*key, held[key], wanted[key])
    for reference, variant in sorted(_lost(wanted.keys() - held.keys())):
        yield _kept(reference, variant, 0, wanted[reference, variant])


def _kept(reference: str, variant: int, held: int, wanted: int) -> Finding:
    return Finding(
        Book.STOCK,
        f"order {reference}",
        f"variant {variant}: {held} are kept for it or waited for, {wanted} are to be sent",
    )


def _open_units() -> dict[Key, int]:
    rows = (
        OrderLine.objects.filter(
            order__state=OrderState.PLACED,
            variant__isnull=False,
            quantity__gt=F("shipped") + F("cancelled"),
        )
        .values("order__public_id", "variant_id")
        .annotate(units=Sum(F("quantity") - F("shipped") - F("cancelled")))
        .values_list("order__public_id", "variant_id", "units")
    )
    return _in_parts({(reference, variant): units for reference, variant, units in rows})


def _in_parts(wanted: dict[Key, int]) -> dict[Key, int]:
    """The same with the parts of bundles in their place: of those the ledger keeps account."""
    promised = promised_parts()
    units: dict[Key, int] = {}
    for (reference, variant), count in wanted.items():
        for part, each in promised.get((reference, variant), {variant: 1}).items():
            units[reference, part] = units.get((reference, part), 0) + count * each
    return units


def _held_units() -> dict[Key, int]:
    held: dict[Key, int] = {}
    allocated = (
        StockMovement.objects.exclude(allocated_change=0)
        .values("reference", "variant_id")
        .annotate(units=Sum("allocated_change"))
        .exclude(units=0)
        .values_list("reference", "variant_id", "units")
    )
    waiting = (
        Backorder.objects.filter(waiting__gt=0)
        .values("reference", "variant_id")
        .annotate(units=Sum("waiting"))
        .values_list("reference", "variant_id", "units")
    )
    for rows in (allocated, waiting):
        for reference, variant, units in rows:
            held[reference, variant] = held.get((reference, variant), 0) + units
    return held


def _known(keys: set[Key]) -> set[str]:
    """Those references that are orders; others keep stock for reasons of their own."""
    references = {reference for reference, _variant in keys}
    found: set[str] = set()
    for part in _chunks(sorted(references)):
        found |= set(Order.objects.filter(public_id__in=part).values_list("public_id", flat=True))
    return found


def _lost(keys: set[Key]) -> set[Key]:
    """Keys that the ledger once kept: without any movement the variant was not tracked then."""
    references = {reference for reference, _variant in keys}
    found: set[Key] = set()
    for part in _chunks(sorted(references)):
        found |= set(
            StockMovement.objects.filter(reference__in=part).values_list("reference", "variant_id")
        )
    return keys & found


def _chunks(references: list[str], size: int = 500) -> Iterator[list[str]]:
    for start in range(0, len(references), size):
        yield references[start : start + size]


def check_goods() -> Iterator[Finding]:
    """Whether what lines say was sent and came back is what parcels and returns say."""
    yield from _states()
    yield from _parcels()
    yield from _returns()


def _states() -> Iterator[Finding]:
    rows = (
        OrderLine.objects.values("order_id")
        .annotate(
            wanted=Sum(F("quantity") - F("cancelled")),
            sent=Sum("shipped"),
            back=Sum("returned"),
        )
        .values_list("order__number", "order__fulfilment_state", "wanted", "sent", "back")
    )
    for number, state, wanted, sent, back in rows.iterator(chunk_size=5000):
        derived = fulfilment_of_units(wanted=wanted, shipped=sent, returned=back)
        if derived != state:
            yield Finding(Book.GOODS, f"order {number}", f"is {state}, its lines say {derived}")


def _parcels() -> Iterator[Finding]:
    """Orders whose parcels list what they hold; imported ones list nothing."""
    listed = ShipmentLine.objects.values("line__order_id")
    rows = (
        OrderLine.objects.filter(order_id__in=listed)
        .exclude(kind__in=BY_EMAIL)
        .annotate(packed=Coalesce(Sum("shipment_lines__quantity"), 0))
        .exclude(packed=F("shipped"))
        .values_list("order__number", "sku", "shipped", "packed")
    )
    for number, sku, shipped, packed in rows:
        message = f"{sku}: {shipped} were sent, parcels hold {packed}"
        yield Finding(Book.GOODS, f"order {number}", message)


def _returns() -> Iterator[Finding]:
    settled = Q(request__state=ReturnState.COMPLETED)
    asked = Q(request__state__in=[
        ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.RECEIVED,
    ])  # fmt: skip
    rows = (
        ReturnLine.objects.values("line_id")
        .annotate(
            taken=Coalesce(Sum("accepted", filter=settled), 0),
            asked=Coalesce(Sum("quantity", filter=asked), 0),
        )
        .filter(
            Q(taken__gt=F("line__returned")) | Q(asked__gt=F("line__shipped") - F("line__returned"))
        )
        .values_list("line__order__number", "line__sku", "line__returned", "taken", "asked")
    )
    for number, sku, returned, taken, open_units in rows:
        yield Finding(
            Book.GOODS,
            f"order {number}",
            f"{sku}: {returned} came back, returns took {taken} and wait for {open_units}",
        )
