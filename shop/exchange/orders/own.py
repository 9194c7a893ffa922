"""Orders in the shop's own columns: a row a line, and what is said of the order in any of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.money import tax_in_gross, tax_on_net
from orders.building import CheckoutDetails
from orders.models import FulfilmentState, OrderPaymentState, OrderState
from shop.exchange.findings import Findings, Unreadable
from shop.exchange.orders.cents import Coins, coins_of
from shop.exchange.orders.columns import OF_LINES, OrderColumns
from shop.exchange.orders.sales import ReadLine, ReadOrder, is_finished
from shop.exchange.orders.sums import Reckoned, SoldLine, reckon
from shop.exchange.reading import Advance, cleaned_rows, known_columns
from shop.exchange.sheets import Sheet
from shop.exchange.tables import Terms

NEEDED = ("number", "placed_at", "quantity", "unit_price")
_PAID = {
    OrderPaymentState.PAID,
    OrderPaymentState.PARTLY_REFUNDED,
    OrderPaymentState.REFUNDED,
}
_SENT = {
    FulfilmentState.FULFILLED,
    FulfilmentState.PARTLY_RETURNED,
    FulfilmentState.RETURNED,
}
_Row = tuple[int, dict[str, Any]]


def read_orders(
    sheet: Sheet, terms: Terms, findings: Findings, advance: Advance | None = None
) -> list[ReadOrder]:
    """The orders of a file, each with sums that add up; what does not is told.

    Raises:
        Unreadable: it lacks a column without which there is no order.
    """
    resource = OrderColumns()
    known = known_columns(resource, sheet, findings)
    if not set(NEEDED) <= set(known.values()):
        raise Unreadable(
            _("It needs the columns “order”, “placed_at”, “quantity” and “unit_price”.")
        )
    by_number: dict[str, list[_Row]] = defaultdict(list)
    for line, given in cleaned_rows(sheet, resource, known, findings, advance):
        if given.get("number"):
            by_number[given["number"]].append((line, given))
        else:
            findings.say(line, "order", _("Every row needs the number of its order."))
    read = (_order(number, rows, terms, findings) for number, rows in by_number.items())
    return [order for order in read if order is not None]


def _order(number: str, rows: Sequence[_Row], terms: Terms, findings: Findings) -> ReadOrder | None:
    line, head = rows[0][0], _head(rows, findings)
    coins = coins_of(str(head.get("currency") or terms.currency).upper(), line, findings)
    if "placed_at" not in head:
        findings.say(line, "placed_at", _("Every order needs the moment when it was placed."))
    if not _are_whole(rows, findings) or coins is None or "placed_at" not in head:
        return None
    sums = _sums(rows, head, coins)
    if not _adds_up(line, head, sums, coins):
        return None
    return _facts(number, line, rows, head, sums, coins)


def _head(rows: Sequence[_Row], findings: Findings) -> dict[str, Any]:
    """What the rows say of their order together."""
    head: dict[str, Any] = {}
    told: dict[str, int] = {}
    for line, given in rows:
        for name, value in given.items():
            if name in OF_LINES:
                continue
            first = told.setdefault(name, line)
            if head.setdefault(name, value) != value:
                words = _("Line %(line)d says otherwise of the same order.") % {"line": first}
                findings.say(line, name, words)
    return head


def _are_whole(rows: Sequence[_Row], findings: Findings) -> bool:
    is_whole = True
    for line, given in rows:
        for name in ("quantity", "unit_price"):
            if given.get(name) is None or (name == "quantity" and not given[name]):
                findings.say(line, name, _("Every row needs a quantity and a unit price."))
                is_whole = False
        if not (given.get("sku") or given.get("product")):
            findings.say(line, "product", _("Every row needs a SKU or the name of a product."))
            is_whole = False
        if given.get("returned", 0) > given.get("quantity", 0):
            findings.say(line, "returned", _("More came back than was bought."))
            is_whole = False
    return is_whole


def _sums(rows: Sequence[_Row], head: dict[str, Any], coins: Coins) -> Reckoned:
    is_gross = head.get("prices_include_tax", settings.SHOP_PRICES_INCLUDE_TAX)
    sold = [_sold(line, given, is_gross, coins) for line, given in rows]
    line = rows[0][0]
    shipping = coins.of(line, "shipping", head.get("shipping"))
    if "shipping_tax" in head:
        shipping_tax = coins.of(line, "shipping_tax", head["shipping_tax"])
        if shipping_tax > shipping:
            words = _("There is no shipping of which this would be the tax.")
            too_much = _("The tax is more than the price.")
            coins.findings.say(line, "shipping_tax", too_much if shipping else words)
    else:
        dearest = max(sold, key=lambda one: one.left)
        shipping_tax = _tax(shipping, dearest.rate or 0, is_gross)
    return reckon(
        sold,
        shipping=shipping,
        shipping_tax=shipping_tax,
        is_gross=is_gross,
        currency=coins.currency,
    )


def _sold(line: int, given: dict[str, Any], is_gross: bool, coins: Coins) -> SoldLine:
    sold = SoldLine(
        coins.of(line, "unit_price", given["unit_price"]),
        given["quantity"],
        coins.of(line, "discount", given.get("discount")),
    )
    rate = given.get("tax_rate")
    if "tax" in given:
        tax = coins.of(line, "tax", given["tax"])
    else:
        tax = _tax(sold.left, rate or 0, is_gross)
    if sold.left < 0:
        coins.findings.say(line, "discount", _("More is off than it costs."))
    elif tax > sold.left:
        coins.findings.say(line, "tax", _("The tax is more than the price."))
    return SoldLine(sold.unit_price, sold.quantity, sold.discount, tax, rate)


def _tax(amount: int, rate: int, is_gross: bool) -> int:
    return tax_in_gross(amount, rate) if is_gross else tax_on_net(amount, rate)


def _adds_up(line: int, head: dict[str, Any], sums: Reckoned, coins: Coins) -> bool:
    total = sums.totals.total.minor
    if sums.is_beyond_reason:
        coins.findings.say(line, "order_total", _("This is more than an order can come to."))
        return False
    if "order_total" in head:
        told = coins.of(line, "order_total", head["order_total"])
        if told != total:
            words = _("It says %(told)s; lines, taxes and shipping come to %(found)s.")
            amounts = {"told": coins.written(told), "found": coins.written(total)}
            coins.findings.say(line, "order_total", words % amounts)
    return True


def _facts(
    number: str,
    line: int,
    rows: Sequence[_Row],
    head: dict[str, Any],
    sums: Reckoned,
    coins: Coins,
) -> ReadOrder:
    _check_lines(rows, sums, coins)
    state = head.get("state", OrderState.PLACED)
    is_cancelled = state == OrderState.CANCELLED
    refunded = _refunded(line, head, sums.totals.total.minor, coins)
    told = head.get("payment", "" if is_cancelled else OrderPaymentState.PAID)
    is_paid = told in _PAID or refunded > 0
    is_sent = head.get("fulfilment", FulfilmentState.FULFILLED) in _SENT
    finished = is_finished(
        is_cancelled=is_cancelled,
        is_paid=is_paid,
        is_sent=is_sent,
        total=sums.totals.total.minor,
        refunded=refunded,
    )
    return ReadOrder(
        line=line,
        number=number,
        reference=head.get("external_ref") or number,
        placed_at=head["placed_at"],
        details=_details(head),
        lines=tuple(_line(row, head) for row in rows),
        sums=sums,
        is_finished=finished and state in (OrderState.PLACED, OrderState.CANCELLED),
        is_paid=is_paid,
        rate=head.get("rate"),
        language=head.get("language", ""),
        shipping_method=head.get("shipping_method", ""),
        discount_label=head.get("discount_name", ""),
        paid_at=head.get("paid_at"),
        shipped_at=head.get("shipped_at"),
        tracking=head.get("tracking", ""),
        cancelled_at=_cancelled_at(head) if is_cancelled else None,
        refunded=refunded,
        refunded_at=head.get("refunded_at"),
    )


def _check_lines(rows: Sequence[_Row], sums: Reckoned, coins: Coins) -> None:
    for (line, given), amounts in zip(rows, sums.totals.lines, strict=True):
        if "line_total" not in given:
            continue
        told = coins.of(line, "line_total", given["line_total"])
        if told != amounts.total:
            words = _("It says %(told)s; quantity, price, discount and tax come to %(found)s.")
            found = {"told": coins.written(told), "found": coins.written(amounts.total)}
            coins.findings.say(line, "line_total", words % found)


def _refunded(line: int, head: dict[str, Any], total: int, coins: Coins) -> int:
    """What went back, in minor units; all of it where the state alone says so."""
    state = head.get("payment")
    if "refunded" not in head:
        if state == OrderPaymentState.PARTLY_REFUNDED:
            coins.findings.say(line, "refunded", _("How much of it went back is not said."))
        return total if state == OrderPaymentState.REFUNDED else 0
    refunded = coins.of(line, "refunded", head["refunded"])
    if refunded > total:
        coins.findings.say(line, "refunded", _("More went back than the order came to."))
    return refunded


def _cancelled_at(head: dict[str, Any]) -> datetime:
    moment: datetime = head.get("cancelled_at") or head.get("paid_at") or head["placed_at"]
    return moment


def _line(row: _Row, head: dict[str, Any]) -> ReadLine:
    line, given = row
    has_come_back = head.get("fulfilment") == FulfilmentState.RETURNED
    returned: int = given["quantity"] if has_come_back else 0
    return ReadLine(
        line,
        given.get("sku", ""),
        given.get("product") or given.get("sku", ""),
        given.get("returned", returned),
    )


def _details(head: dict[str, Any]) -> CheckoutDetails:
    names = (
        "email", "name", "company", "line1", "line2", "postcode", "city", "region", "country",
        "phone",
    )  # fmt: skip
    return CheckoutDetails(**{name: head.get(name, "") for name in names})
