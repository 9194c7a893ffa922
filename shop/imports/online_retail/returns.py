"""Cancelled lines as returns of the orders that they take back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from accounts.history import StoredCustomer
from events.models import Event
from events.names import Channel, EventName
from foundation.money import Money
from orders.history import PastReturn, StoredOrder
from orders.models import OrderLine
from shop.imports.online_retail.catalogue import CURRENCY, REFERENCE, Stocked
from shop.imports.online_retail.countries import country_code
from shop.imports.online_retail.invoices import Invoices, buyer
from shop.imports.online_retail.matching import Bought, Match, TakenBack, match_returns

# An invoice and a place among its lines, counted from 0.
LineKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class MatchedReturns:
    """Cancelled lines by what was found for them, and the returns to be written."""

    returns: Sequence[PastReturn]
    matched: int
    partly: int
    unmatched: int


def known_cancellations() -> frozenset[str]:
    """The cancellations whose returns are in the log already."""
    payloads = Event.objects.filter(
        name=EventName.PRODUCT_RETURNED, channel=Channel.IMPORT
    ).values_list("payload", flat=True)
    return frozenset(
        payload["reference"].removeprefix(REFERENCE) for payload in payloads if payload
    )


def past_returns(
    cancelled: pd.DataFrame,
    invoices: Invoices,
    *,
    products: Mapping[str, Stocked],
    customers: Mapping[str, StoredCustomer],
    stored: Mapping[str, StoredOrder],
    known: frozenset[str] = frozenset(),
) -> MatchedReturns:
    """Match every cancelled line; those of ``known`` cancellations are not told a second time.

    ``stored`` are the orders that this run wrote, by invoice; earlier ones are read.
    """
    columns = {name: column.tolist() for name, column in cancelled.items()}
    matches = match_returns(_bought(invoices, cancelled), _taken_back(columns))
    fresh = [match for match in matches if columns["invoice"][match.position] not in known]
    lines = _lines_of({match.key[0] for match in fresh if match.key}, stored)
    returns = []
    for match in fresh:
        row = {name: values[match.position] for name, values in columns.items()}
        order_ref, line_id = lines[match.key] if match.key else ("", None)
        product = products[row["code"]]
        customer = customers.get(row["customer"])
        returns.append(
            PastReturn(
                variant_id=product.variant_id,
                product_id=product.product_id,
                quantity=match.quantity,
                value=Money(row["price"] * match.quantity, CURRENCY),
                returned_at=row["at"].to_pydatetime(),
                line_id=line_id,
                order_ref=order_ref,
                reference=f"{REFERENCE}{row['invoice']}",
                context=buyer(customer, country_code(row["country"])),
            )
        )
    return MatchedReturns(returns, *_count(fresh))


def _count(matches: Sequence[Match[LineKey]]) -> tuple[int, int, int]:
    """Cancelled lines that were matched wholly, in part, and not at all."""
    found = {match.position for match in matches if match.key is not None}
    missed = {match.position for match in matches if match.key is None}
    return len(found - missed), len(found & missed), len(missed - found)


def _bought(invoices: Invoices, cancelled: pd.DataFrame) -> list[Bought[LineKey]]:
    """The lines that any of the returns could be of: one in ten."""
    lines = invoices.lines.assign(place=invoices.lines.groupby("invoice").cumcount())
    named = cancelled.loc[cancelled["customer"] != "", ["customer", "code"]].drop_duplicates()
    lines = lines.merge(named, on=["customer", "code"])
    return [
        Bought((invoice, place), customer, code, at, quantity)
        for invoice, place, customer, code, at, quantity in zip(
            lines["invoice"], lines["place"], lines["customer"], lines["code"], lines["at"],
            lines["quantity"], strict=True,
        )
    ]  # fmt: skip


def _taken_back(columns: Mapping[str, list]) -> list[TakenBack]:
    return [
        TakenBack(customer, code, at, -quantity)
        for customer, code, at, quantity in zip(
            *(columns[name] for name in ("customer", "code", "at", "quantity")), strict=True
        )
    ]


def _lines_of(
    wanted: set[str], stored: Mapping[str, StoredOrder]
) -> dict[LineKey, tuple[str, int]]:
    """The public id of the order and the key of the line, of every line of the invoices wanted."""
    lines = {
        (invoice, place): (stored[invoice].public_id, line_id)
        for invoice in wanted & stored.keys()
        for place, line_id in enumerate(stored[invoice].line_ids)
    }
    earlier = wanted - stored.keys()
    if not earlier:
        return lines
    places: dict[str, int] = {}
    rows = OrderLine.objects.filter(order__external_ref__startswith=REFERENCE).order_by("pk")
    for line_id, reference, public_id in rows.values_list(
        "pk", "order__external_ref", "order__public_id"
    ).iterator():
        invoice = reference.removeprefix(REFERENCE)
        if invoice in earlier:
            place = places.get(invoice, 0)
            lines[invoice, place] = (public_id, line_id)
            places[invoice] = place + 1
    return lines
