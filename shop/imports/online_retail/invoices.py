"""Invoices as past orders: one each, with its lines, its shipping and who bought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from accounts.history import StoredCustomer
from events.context import EventContext
from events.names import Channel
from foundation.money import Money
from orders.building import CheckoutDetails, LineSnapshot
from orders.history import PastOrder, PastPayment
from orders.payments.by_hand import PaidElsewhere
from pricing.totals import TaxRule
from shop.imports.online_retail.catalogue import CURRENCY, REFERENCE, Stocked
from shop.imports.online_retail.countries import country_code
from shop.imports.online_retail.sorting import Ledger
from shop.imports.online_retail.titles import readable_title

# Prices are what was paid; which tax they held nobody knows.
TAX = TaxRule(rate_basis_points=0, included=True)


@dataclass(frozen=True, slots=True)
class Invoices:
    """Order lines sorted by invoice, the invoices by time; ``starts`` is where each begins.

    ``shipping`` is pence by invoice.
    """

    lines: pd.DataFrame
    starts: list[int]
    shipping: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.starts) - 1


def group_invoices(ledger: Ledger) -> Invoices:
    """Sales and charges by invoice. An invoice with neither is no order."""
    lines = pd.concat([ledger.sales, ledger.charges])
    begun = lines.groupby("invoice")["at"].transform("min")
    order = np.lexsort((lines.index, lines["invoice"], begun))
    lines = lines.iloc[order]
    changes = lines["invoice"].ne(lines["invoice"].shift())
    amounts = ledger.shipping["quantity"] * ledger.shipping["price"]
    return Invoices(
        lines=lines,
        starts=[*np.flatnonzero(changes).tolist(), len(lines)],
        shipping=amounts.groupby(ledger.shipping["invoice"]).sum().to_dict(),
    )


def past_orders(
    invoices: Invoices,
    *,
    products: Mapping[str, Stocked],
    customers: Mapping[str, StoredCustomer],
    known: frozenset[str] = frozenset(),
) -> Iterator[tuple[str, PastOrder]]:
    """Each invoice that is not ``known`` with the order it is, by time."""
    lines = invoices.lines
    heads = lines.iloc[invoices.starts[:-1]]
    spans = zip(invoices.starts, invoices.starts[1:], strict=False)
    for (start, end), head in zip(spans, heads.itertuples(), strict=True):
        if head.invoice in known:
            continue
        country = country_code(head.country)
        customer = customers.get(head.customer)
        yield (
            head.invoice,
            PastOrder(
                placed_at=head.at.to_pydatetime(),
                details=_sent_to(country),
                lines=_lines(lines.iloc[start:end], products),
                shipping=_pounds(invoices.shipping.get(head.invoice, 0)),
                tax=TAX,
                base_currency=CURRENCY,
                customer_id=customer.id if customer else None,
                external_ref=f"{REFERENCE}{head.invoice}",
                context=buyer(customer, country),
                payment=PastPayment(PaidElsewhere.name, settled_at=head.at.to_pydatetime()),
                is_sent=True,
            ),
        )


def _lines(rows: pd.DataFrame, products: Mapping[str, Stocked]) -> tuple[LineSnapshot, ...]:
    columns = [rows[name].tolist() for name in ("code", "description", "quantity", "price")]
    return tuple(
        _line(code, description, quantity, price, products)
        for code, description, quantity, price in zip(*columns, strict=True)
    )


def buyer(customer: StoredCustomer | None, country: str) -> EventContext:
    """What the log says of who bought: a pseudonym, or nobody."""
    if customer is None:
        return EventContext(channel=Channel.IMPORT, country=country)
    return EventContext(
        customer=customer.pseudonym,
        channel=Channel.IMPORT,
        country=country,
        consent=customer.consent,
    )


def _line(
    code: str, description: str, quantity: int, price: int, products: Mapping[str, Stocked]
) -> LineSnapshot:
    product = products.get(code)
    if product is None:
        return LineSnapshot(
            None, None, code, readable_title(description) or code, quantity, _pounds(price), None
        )
    return LineSnapshot(
        product.variant_id, product.product_id, code, product.name, quantity, _pounds(price), None
    )


@cache
def _pounds(pence: int) -> Money:
    return Money(pence, CURRENCY)


@cache
def _sent_to(country: str) -> CheckoutDetails:
    return CheckoutDetails(email="", name="", line1="", postcode="", city="", country=country)
