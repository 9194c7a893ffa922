"""Numbers without gaps: given in the transaction that uses them, and in no other."""

from __future__ import annotations

from orders.models import InvoiceKind, NumberSequence

_PREFIXES = {InvoiceKind.INVOICE: "INV", InvoiceKind.CREDIT_NOTE: "CN"}


def next_position(series: str) -> int:
    """The next place in a series; its row stays locked until the caller's transaction ends.

    One that is rolled back leaves no gap. Take it last, after the rows that the paper is about.
    """
    row = NumberSequence.objects.select_for_update().filter(pk=series).first()
    if row is None:
        NumberSequence.objects.get_or_create(name=series)
        row = NumberSequence.objects.select_for_update().get(pk=series)
    position: int = row.next_number
    row.next_number = position + 1
    row.save(update_fields=["next_number"])
    return position


def paper_number(kind: InvoiceKind, position: int) -> str:
    """What stands on the paper, such as ``INV-000042``."""
    return f"{_PREFIXES[kind]}-{position:06d}"
