"""Offers, parcels and refunds as the files that marketplaces take. Pure.

Amazon's are its price and quantity file and its shipping confirmation, as its help for sellers
documents them: text with tabs, a carrier by its code or as ``Other`` with its name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.csv_tables import harmless
from shop.marketplaces.models import Layout
from shop.marketplaces.offers import Offer
from shop.marketplaces.sent import GivenBack, SentItem

Cells = Sequence[str]
AMAZON_CARRIERS = {
    name.lower(): name
    for name in ("UPS", "DHL", "FedEx", "USPS", "TNT", "GLS", "Royal Mail", "Parcelforce", "DPD",
                 "Aramex", "Canada Post", "Australia Post")
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A table: its heading and how a row of it is told."""

    heading: Cells
    tell: Callable[[Any], Cells]


def as_lines(rows: Iterable[Any], written: Written, layout: Layout) -> Iterator[str]:
    """A table line by line, its heading first."""
    yield _line(written.heading, layout)
    for row in rows:
        yield _line([_plain(cell) for cell in written.tell(row)], layout)


def content_type(layout: Layout) -> str:
    kind = "tab-separated-values" if layout == Layout.AMAZON else "csv"
    return f"text/{kind}; charset=utf-8"


def ending(layout: Layout) -> str:
    return "txt" if layout == Layout.AMAZON else "csv"


def offers_written(layout: Layout) -> Written:
    if layout == Layout.AMAZON:
        return Written(("sku", "price", "quantity"), _amazon_offer)
    return Written(("sku", "quantity", "price", "currency"), _offer)


def sent_written(layout: Layout) -> Written:
    if layout == Layout.AMAZON:
        return Written(
            ("order-id", "order-item-id", "quantity", "ship-date", "carrier-code",
             "carrier-name", "tracking-number", "ship-method"),
            _amazon_sent,
        )  # fmt: skip
    return Written(
        ("order", "item", "sku", "quantity", "carrier", "tracking", "tracking_url", "sent_at"),
        _sent,
    )


def given_back_written() -> Written:
    return Written(("order", "amount", "currency", "reason", "noted_at"), _given_back)


def _offer(offer: Offer) -> Cells:
    price = offer.price
    currency = price.currency if price else ""
    return offer.sku, str(offer.units), f"{price.amount:f}" if price else "", currency


def _amazon_offer(offer: Offer) -> Cells:
    return offer.sku, f"{offer.price.amount:f}" if offer.price else "", str(offer.units)


def _sent(row: SentItem) -> Cells:
    return (
        row.order, row.item, row.sku, str(row.quantity), row.carrier, row.tracking,
        row.tracking_url, row.sent_at.isoformat(timespec="seconds"),
    )  # fmt: skip


def _amazon_sent(row: SentItem) -> Cells:
    code = AMAZON_CARRIERS.get(row.carrier.lower(), "Other" if row.carrier else "")
    name = row.carrier if code == "Other" else ""
    day = row.sent_at.date().isoformat()
    return row.order, row.item, str(row.quantity), day, code, name, row.tracking, ""


def _given_back(row: GivenBack) -> Cells:
    amount = row.amount
    noted = row.noted_at.isoformat(timespec="seconds")
    return row.order, f"{amount.amount:f}", amount.currency, row.reason, noted


def _plain(cell: str) -> str:
    """On one line, and no formula for whoever opens it in a spreadsheet."""
    return harmless(" ".join(cell.split()))


def _line(cells: Cells, layout: Layout) -> str:
    buffer = io.StringIO()
    delimiter = "\t" if layout == Layout.AMAZON else ","
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return buffer.getvalue()
