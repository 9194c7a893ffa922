"""Shopify's order CSV, as *Export orders* in its admin writes it.

Columns as https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders describes
them. An order is several lines with one name: the first tells of the order and of its first line,
the others of a further line each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource

from orders.building import BillingAddress, CheckoutDetails
from shop.exchange.cells import Amount, Email, Moment, Whole, Words, YesNo
from shop.exchange.findings import Findings, Unreadable
from shop.exchange.marked import Marked
from shop.exchange.orders.cents import Coins, coins_of
from shop.exchange.orders.columns import MOST_UNITS
from shop.exchange.orders.sales import ReadLine, ReadOrder, is_finished
from shop.exchange.orders.shopify_sums import Told, reckoned
from shop.exchange.orders.sums import Reckoned, SoldLine
from shop.exchange.people.columns import Country
from shop.exchange.reading import Advance, cleaned_rows, known_columns
from shop.exchange.sheets import Sheet
from shop.exchange.tables import Terms

REFERENCE = "shopify:"
NEEDED = ("name", "created_at", "total", "quantity", "price")
_PAID = {"paid", "partially_refunded", "refunded"}
_NEVER_PAID = {"voided"}
_SENT = {"fulfilled"}
_NO_WORD = re.compile(r"[^a-z_]")


class StateWord(Words):
    """A state as Shopify writes it: ``Partially refunded`` or ``partially_refunded``."""

    def __init__(self) -> None:
        super().__init__(40)

    def read(self, text: str) -> str:
        return _NO_WORD.sub("", super().read(text).lower().replace(" ", "_"))


class ShopifyOrderColumns(Resource):
    """The columns that have a place here; the others are told."""

    name = Field(column_name="Name", widget=Words(50))
    email = Field(column_name="Email", widget=Email(254))
    financial = Field(column_name="Financial Status", widget=StateWord())
    paid_at = Field(column_name="Paid at", widget=Moment())
    fulfilment = Field(column_name="Fulfillment Status", widget=StateWord())
    fulfilled_at = Field(column_name="Fulfilled at", widget=Moment())
    currency = Field(column_name="Currency", widget=Words(3))
    subtotal = Field(column_name="Subtotal", widget=Amount())
    shipping = Field(column_name="Shipping", widget=Amount())
    taxes = Field(column_name="Taxes", widget=Amount())
    duties = Field(column_name="Duties", widget=Amount())
    total = Field(column_name="Total", widget=Amount())
    discount_code = Field(column_name="Discount Code", widget=Words(160))
    discount = Field(column_name="Discount Amount", widget=Amount())
    shipping_method = Field(column_name="Shipping Method", widget=Words())
    created_at = Field(column_name="Created at", widget=Moment())
    quantity = Field(column_name="Lineitem quantity", widget=Whole(MOST_UNITS))
    product = Field(column_name="Lineitem name", widget=Words())
    price = Field(column_name="Lineitem price", widget=Amount())
    sku = Field(column_name="Lineitem sku", widget=Marked(60))
    needs_sending = Field(column_name="Lineitem requires shipping", widget=YesNo())
    is_taxed = Field(column_name="Lineitem taxable", widget=YesNo())
    line_discount = Field(column_name="Lineitem discount", widget=Amount())
    billing_name = Field(column_name="Billing Name", widget=Words(120))
    billing_street = Field(column_name="Billing Street", widget=Words(120))
    billing_line1 = Field(column_name="Billing Address1", widget=Words(120))
    billing_line2 = Field(column_name="Billing Address2", widget=Words(120))
    billing_company = Field(column_name="Billing Company", widget=Words(120))
    billing_city = Field(column_name="Billing City", widget=Words(80))
    billing_zip = Field(column_name="Billing Zip", widget=Marked(20))
    billing_region = Field(column_name="Billing Province", widget=Words(40))
    billing_country = Field(column_name="Billing Country", widget=Country())
    billing_phone = Field(column_name="Billing Phone", widget=Marked(30))
    shipping_name = Field(column_name="Shipping Name", widget=Words(120))
    shipping_street = Field(column_name="Shipping Street", widget=Words(120))
    shipping_line1 = Field(column_name="Shipping Address1", widget=Words(120))
    shipping_line2 = Field(column_name="Shipping Address2", widget=Words(120))
    shipping_company = Field(column_name="Shipping Company", widget=Words(120))
    shipping_city = Field(column_name="Shipping City", widget=Words(80))
    shipping_zip = Field(column_name="Shipping Zip", widget=Marked(20))
    shipping_region = Field(column_name="Shipping Province", widget=Words(40))
    shipping_country = Field(column_name="Shipping Country", widget=Country())
    shipping_phone = Field(column_name="Shipping Phone", widget=Marked(30))
    phone = Field(column_name="Phone", widget=Marked(30))
    notes = Field(column_name="Notes", widget=Words(lines=True))
    cancelled_at = Field(column_name="Cancelled at", widget=Moment())
    payment_reference = Field(column_name="Payment Reference", widget=Words())
    refunded = Field(column_name="Refunded Amount", widget=Amount())
    outstanding = Field(column_name="Outstanding Balance", widget=Amount())
    tax1_name = Field(column_name="Tax 1 Name", widget=Words())
    tax1 = Field(column_name="Tax 1 Value", widget=Amount())
    tax2_name = Field(column_name="Tax 2 Name", widget=Words())
    tax2 = Field(column_name="Tax 2 Value", widget=Amount())
    tax3_name = Field(column_name="Tax 3 Name", widget=Words())
    tax3 = Field(column_name="Tax 3 Value", widget=Amount())
    tax4_name = Field(column_name="Tax 4 Name", widget=Words())
    tax4 = Field(column_name="Tax 4 Value", widget=Amount())
    tax5_name = Field(column_name="Tax 5 Name", widget=Words())
    tax5 = Field(column_name="Tax 5 Value", widget=Amount())


_Row = tuple[int, dict[str, Any]]


def read_shopify_orders(
    sheet: Sheet, terms: Terms, findings: Findings, advance: Advance | None = None
) -> list[ReadOrder]:
    """The orders of Shopify's file, each with sums that add up.

    Raises:
        Unreadable: it is no order file of Shopify.
    """
    resource = ShopifyOrderColumns()
    for field in resource.fields.values():
        field.widget.may_clear = False
    known = known_columns(resource, sheet, findings)
    if not set(NEEDED) <= set(known.values()):
        raise Unreadable(
            _("This is no order file of Shopify: it needs “Name”, “Created at”, “Total” and lines.")
        )
    by_name: dict[str, list[_Row]] = defaultdict(list)
    for line, given in cleaned_rows(sheet, resource, known, findings, advance):
        if given.get("name"):
            by_name[given["name"]].append((line, given))
        else:
            findings.say(line, "Name", _("Every row needs the name of its order."))
    read = (_order(name, rows, terms, findings) for name, rows in by_name.items())
    return [order for order in read if order is not None]


def _order(name: str, rows: Sequence[_Row], terms: Terms, findings: Findings) -> ReadOrder | None:
    line, head = rows[0]
    coins = coins_of(str(head.get("currency") or terms.currency).upper(), line, findings)
    lines = [row for row in rows if _is_line(row, findings)]
    for column, key in (("Created at", "created_at"), ("Total", "total")):
        if key not in head:
            findings.say(line, column, _("The first row of an order tells when and how much."))
            return None
    if coins is None or not lines:
        return None
    told = _told(line, head, lines, coins)
    sums = reckoned(told, is_gross_first=settings.SHOP_PRICES_INCLUDE_TAX)
    if sums is None or sums.is_beyond_reason:
        words = _("Lines, discount, shipping and taxes do not add up to %(total)s.")
        findings.say(line, "Total", words % {"total": coins.written(told.total)})
        return None
    if told.rate is None and told.tax:
        findings.note(_("An order has several rates of tax: its taxes were spread by value."))
    return _facts(name, line, head, lines, sums, coins)


def _is_line(row: _Row, findings: Findings) -> bool:
    line, given = row
    if "product" not in given and "price" not in given and "quantity" not in given:
        return False
    if given.get("quantity") == 0:
        return False  # taken off the order before it was sent
    if not given.get("quantity") or given.get("price") is None:
        findings.say(line, "Lineitem quantity", _("Every row needs a quantity and a unit price."))
        return False
    return True


def _told(line: int, head: Mapping[str, Any], lines: Sequence[_Row], coins: Coins) -> Told:
    def amount(column: str, key: str) -> int:
        return coins.of(line, column, head.get(key))

    sold = [_sold(row, coins) for row in lines]
    goods = sum(one.unit_price * one.quantity for one in sold)
    discount = amount("Discount Amount", "discount")
    subtotal = amount("Subtotal", "subtotal") if "subtotal" in head else goods - discount
    return Told(
        currency=coins.currency,
        lines=tuple(sold),
        is_taxed=tuple(given.get("is_taxed", True) for _line, given in lines),
        subtotal=subtotal,
        discount=discount,
        shipping=amount("Shipping", "shipping") + amount("Duties", "duties"),
        tax=amount("Taxes", "taxes"),
        total=amount("Total", "total"),
        rate=_only_rate(head),
    )


def _sold(row: _Row, coins: Coins) -> SoldLine:
    line, given = row
    price = coins.of(line, "Lineitem price", given["price"])
    off = coins.of(line, "Lineitem discount", given.get("line_discount"))
    sold = SoldLine(price, given["quantity"], off)
    return sold if sold.left >= 0 else replace(sold, discount=0)


def _only_rate(head: Mapping[str, Any]) -> int | None:
    """The one rate of an order in basis points, as ``MwSt 19%`` tells it; None of several."""
    names = [
        head[f"tax{number}_name"]
        for number in range(1, 6)
        if head.get(f"tax{number}_name") and head.get(f"tax{number}")
    ]
    found = re.search(r"(\d{1,2}(?:[.,]\d{1,3})?)\s*%", names[0]) if len(names) == 1 else None
    return round(Decimal(found[1].replace(",", ".")) * 100) if found else None


def _facts(
    name: str,
    line: int,
    head: Mapping[str, Any],
    lines: Sequence[_Row],
    sums: Reckoned,
    coins: Coins,
) -> ReadOrder:
    total = sums.totals.total.minor
    refunded = _refunded(line, head, total, coins)
    is_sent = _is_sent(head, lines)
    is_paid = head.get("financial", "paid") in _PAID
    is_gone = is_paid and 0 < refunded == total  # what cost nothing is not given back
    cancelled_at = _cancelled_at(head, is_sent=is_sent, is_gone=is_gone)
    return ReadOrder(
        line=line,
        number=name,
        reference=f"{REFERENCE}{name}",
        placed_at=head["created_at"],
        details=_details(head),
        lines=tuple(_line(row) for row in lines),
        sums=sums,
        is_finished=not head.get("outstanding")
        and is_finished(
            is_cancelled=cancelled_at is not None,
            is_paid=is_paid,
            is_sent=is_sent,
            total=total,
            refunded=refunded,
        ),
        is_paid=is_paid,
        shipping_method=head.get("shipping_method", "")[:80],
        discount_label=head.get("discount_code", ""),
        payment_ref=head.get("payment_reference", ""),
        paid_at=head.get("paid_at"),
        shipped_at=head.get("fulfilled_at"),
        cancelled_at=cancelled_at,
        refunded=refunded,
    )


def _refunded(line: int, head: Mapping[str, Any], total: int, coins: Coins) -> int:
    refunded = coins.of(line, "Refunded Amount", head.get("refunded"))
    if head.get("financial") == "refunded" and not refunded:
        return total
    if refunded > total:
        words = _("More went back than the order came to.")
        coins.findings.say(line, "Refunded Amount", words)
    return refunded


def _is_sent(head: Mapping[str, Any], lines: Sequence[_Row]) -> bool:
    """What needs no sending is with its buyer at once."""
    needs_sending = any(given.get("needs_sending", True) for _line, given in lines)
    return head.get("fulfilment") in _SENT or not needs_sending


def _cancelled_at(head: Mapping[str, Any], *, is_sent: bool, is_gone: bool) -> datetime | None:
    """When it ended; an order that was never sent and all of whose money went back did, too."""
    told: datetime | None = head.get("cancelled_at")
    if told is not None:
        return told
    is_void = head.get("financial") in _NEVER_PAID
    if is_void or (is_gone and not is_sent):
        ended: datetime = head.get("paid_at") or head["created_at"]
        return ended
    return None


def _line(row: _Row) -> ReadLine:
    line, given = row
    name = given.get("product") or given.get("sku") or "–"
    return ReadLine(line, given.get("sku", ""), name[:240])


def _details(head: Mapping[str, Any]) -> CheckoutDetails:
    """Where it went; what was not sent has the address of the bill alone."""
    ship = _place(head, "shipping") or _place(head, "billing")
    bill = _place(head, "billing")
    is_other = bool(bill) and bill != ship and all(bill[name] for name in _WHOLE)
    return CheckoutDetails(
        email=head.get("email", ""),
        phone=head.get("phone") or head.get("shipping_phone") or head.get("billing_phone") or "",
        note=head.get("notes", "")[:500],
        billing=BillingAddress(**bill) if is_other else None,
        **{name: ship.get(name, "") for name in _PLACE},
    )


_PLACE = ("name", "company", "line1", "line2", "postcode", "city", "region", "country")
_WHOLE = ("name", "line1", "postcode", "city", "country")


def _place(head: Mapping[str, Any], which: str) -> dict[str, Any]:
    """An address; empty where the file has nothing of it."""
    place = {name: head.get(f"{which}_{name}", "") for name in _PLACE}
    place["postcode"] = head.get(f"{which}_zip", "")
    place["line1"] = place["line1"] or head.get(f"{which}_street", "")
    return place if any(place.values()) else {}
