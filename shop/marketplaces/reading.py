"""From the rows of a file to what was sold; every cell that cannot be taken is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from foundation.money import Money
from shop.exchange.cells import Amount, Cell, Moment, Whole, Words
from shop.exchange.findings import Findings, Unreadable
from shop.exchange.sheets import Sheet, SheetRow
from shop.marketplaces.columns import Columns, Names
from shop.marketplaces.models import LONGEST_REFERENCE
from shop.marketplaces.sold import SentTo, SoldItem, SoldOrder

MOST_UNITS = 100_000
MOST_MINOR = 100_000_000_000
MOST_ITEMS = 200
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/#-]*")


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a row; what cannot be read is noted and stands as nothing."""

    row: SheetRow
    findings: Findings

    def say(self, names: Names, words: object) -> None:
        self.findings.say(self.row.line, names[0] if names else "", words)

    def read(self, name: str, cell: Cell) -> object:
        """As it stands there: nothing of an order that was sold is taken away by a word."""
        text = self.row.cells.get(name, "")
        if not text.strip():
            return None
        try:
            return cell.read(text)
        except ValueError as problem:
            self.findings.say(self.row.line, name, problem)
            return None

    def words(self, names: Names, most: int) -> str:
        cell = Words(most)
        found = [str(self.read(name, cell) or "") for name in names]
        joined = ", ".join(word for word in found if word)
        if len(joined) > most:
            self.say(names, _("It is longer than %(most)d letters.") % {"most": most})
        return joined[:most]

    def needed(self, names: Names, most: int) -> str:
        found = self.words(names, most)
        if not found and not any(self.row.cells.get(name) for name in names):
            self.say(names, _("This must be told."))
        return found

    def minor(self, names: Names, currency: str, *, is_discount: bool = False) -> int | None:
        """The sum of amounts in minor units; None where none is told.

        Discounts are told with or without their minus.
        """
        found = [self._amount(name, currency, is_discount) for name in names]
        told = [amount for amount in found if amount is not None]
        return sum(told) if told else None

    def _amount(self, name: str, currency: str, is_discount: bool) -> int | None:
        text = self.row.cells.get(name, "").strip()
        if not text:
            return None
        try:
            amount = Amount().read(text.removeprefix("-") if is_discount else text)
            return _exact(amount, currency)
        except ValueError as problem:
            self.findings.say(self.row.line, name, problem)
            return None

    def moment(self, names: Names) -> datetime | None:
        found = [self.read(name, Moment()) for name in names]
        return found[0] if found and isinstance(found[0], datetime) else None

    def day(self, names: Names) -> date | None:
        """A day, of which a moment is given too; it may lie ahead."""
        text = self.row.cells.get(names[0], "").strip() if names else ""
        if not text:
            return None
        try:
            day = parse_date(text[:10])
        except ValueError:
            day = None
        if day is None:
            self.say(names, _("“%(text)s” is no day; write it like 2026-03-01.") % {"text": text})
        return day


def _exact(amount: Decimal, currency: str) -> int:
    money = Money.of(amount, currency)
    if money.amount != amount:
        raise ValueError(_("%(currency)s has no such small coins.") % {"currency": currency})
    if money.minor > MOST_MINOR:
        raise ValueError(_("That is too much."))
    return money.minor


def read_orders(
    sheet: Sheet, columns: Columns, *, currency: str, country: str, findings: Findings
) -> list[SoldOrder]:
    """The orders of a file in the order of their first lines.

    Lines of one order have one number there; who gets it stands on the first of them. Amounts of
    shipping and commission are summed over its lines.

    Raises:
        Unreadable: a column is missing without which nothing can be taken.
    """
    missing = [name for name in columns.needed if name not in sheet.columns]
    if missing:
        raise Unreadable(
            _("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)}
        )
    findings.unplaced = [name for name in sheet.columns if name not in columns.known]
    orders: dict[str, SoldOrder] = {}
    for cells in _rows(sheet, findings):
        _check_currency(cells, columns, currency)
        reference = _reference(cells, columns)
        order = orders.get(reference)
        if order is None:
            order = orders[reference] = _order(cells, columns, reference, country)
        _add(order, cells, columns, currency)
    for order in orders.values():
        if (order.shipping_tax or 0) > order.shipping:
            column = columns.shipping_tax[0]
            findings.say(order.line, column, _("The tax is more than the price."))
    return [order for reference, order in orders.items() if reference]


def _rows(sheet: Sheet, findings: Findings) -> Iterator[_Cells]:
    for row in sheet.rows:
        if row.surplus:
            findings.say(row.line, "", _("It has more cells than the heading has names."))
        yield _Cells(row, findings)


def _reference(cells: _Cells, columns: Columns) -> str:
    reference = cells.needed(columns.reference, LONGEST_REFERENCE)
    if reference and not _REFERENCE.fullmatch(reference):
        cells.say(columns.reference, _("Only letters, digits and . _ / # - stand in it."))
        return ""
    return reference


def _check_currency(cells: _Cells, columns: Columns, currency: str) -> None:
    told = cells.words(columns.currency, 3).upper()
    if told and told != currency:
        words = _("It is in %(told)s; this marketplace sells in %(currency)s.")
        cells.say(columns.currency, words % {"told": told, "currency": currency})


def _order(cells: _Cells, columns: Columns, reference: str, country: str) -> SoldOrder:
    told = cells.words(columns.country, 60).upper() or country
    if len(told) != 2 or not (told.isascii() and told.isalpha()):
        cells.say(columns.country, _("Give the code of a country, such as DE."))
    to = SentTo(
        name=cells.needed(columns.name, 120),
        line1=cells.needed(columns.line1, 120),
        postcode=cells.words(columns.postcode, 20),
        city=cells.needed(columns.city, 80),
        country=told[:2],
        line2=cells.words(columns.line2, 120),
        company=cells.words(columns.company, 120),
        region=cells.words(columns.region, 40),
        phone=cells.words(columns.phone, 30),
    )
    return SoldOrder(
        line=cells.row.line,
        reference=reference,
        to=to,
        service=cells.words(columns.service, 60),
        bought_at=cells.moment(columns.bought_at),
        ship_by=cells.day(columns.ship_by),
    )


def _add(order: SoldOrder, cells: _Cells, columns: Columns, currency: str) -> None:
    """Another line of an order; none beyond as many as an order has."""
    if columns.tax_is_before_discount and _only_takes_off(cells, columns):
        _take_off(order, cells, columns, currency)
        return
    if len(order.items) == MOST_ITEMS:
        cells.say((), _("An order has %(most)d lines at most.") % {"most": MOST_ITEMS})
        return
    item = _item(cells, columns, currency)
    if any(item.item and one.item == item.item for one in order.items):
        cells.say(columns.item, _("This line of the order is in the file twice."))
    order.items.append(item)
    price = cells.minor(columns.shipping, currency) or 0
    off = cells.minor(columns.shipping_discount, currency, is_discount=True) or 0
    if off > price:
        cells.say(columns.shipping_discount, _("More is taken off than it costs."))
    tax = cells.minor(columns.shipping_tax, currency)
    order.shipping += max(price - off, 0)
    order.shipping_tax = _plus(order.shipping_tax, _tax_left(tax, price, off, columns))
    order.commission = _plus(order.commission, cells.minor(columns.commission, currency))


def _only_takes_off(cells: _Cells, columns: Columns) -> bool:
    """Whether a row tells nothing that was sold, only what else is off a line before it."""
    sold = (*columns.sku, *columns.quantity, *columns.price)
    return not any(cells.row.cells.get(name) for name in sold)


def _take_off(order: SoldOrder, cells: _Cells, columns: Columns, currency: str) -> None:
    """Further discounts of a line of the order, and of its shipping."""
    number = cells.words(columns.item, 60)
    at = next((at for at, one in enumerate(order.items) if one.item == number), None)
    if at is None:
        cells.say(columns.sku, _("This must be told."))
        return
    item = order.items[at]
    if off := cells.minor(columns.discount, currency, is_discount=True):
        left = item.price - item.discount
        if off > left:
            cells.say(columns.discount, _("More is taken off than it costs."))
        tax = _tax_left(item.tax, left, off, columns)
        order.items[at] = replace(item, discount=item.discount + off, tax=tax)
    if off := cells.minor(columns.shipping_discount, currency, is_discount=True):
        if off > order.shipping:
            cells.say(columns.shipping_discount, _("More is taken off than it costs."))
        order.shipping_tax = _tax_left(order.shipping_tax, order.shipping, off, columns)
        order.shipping = max(order.shipping - off, 0)


def _tax_left(tax: int | None, price: int, off: int, columns: Columns) -> int | None:
    """What is left of the tax of a price once something is off, rounded half up.

    A tax that is of what is left already stays.
    """
    if tax is None or not off or not columns.tax_is_before_discount or price <= 0:
        return tax
    return (2 * tax * max(price - off, 0) + price) // (2 * price)


def _plus(one: int | None, other: int | None) -> int | None:
    return one if other is None else (one or 0) + other


def _item(cells: _Cells, columns: Columns, currency: str) -> SoldItem:
    quantity = _quantity(cells, columns)
    price = cells.minor(columns.price, currency)
    if price is None and not cells.row.cells.get(columns.price[0]):
        cells.say(columns.price, _("This must be told."))
    whole = (price or 0) * (1 if columns.price_is_of_line else quantity)
    if whole > MOST_MINOR:
        cells.say(columns.price, _("That is too much."))
    off = cells.minor(columns.discount, currency, is_discount=True) or 0
    if off > whole:
        cells.say(columns.discount, _("More is taken off than it costs."))
    tax = _tax_left(cells.minor(columns.tax, currency), whole, off, columns)
    if tax is not None and tax > max(whole - off, 0):
        cells.say(columns.tax, _("The tax is more than the price."))
    return SoldItem(
        line=cells.row.line,
        item=cells.words(columns.item, 60),
        sku=cells.needed(columns.sku, 60),
        quantity=quantity,
        price=whole,
        discount=off,
        tax=tax,
    )


def _quantity(cells: _Cells, columns: Columns) -> int:
    (name,) = columns.quantity
    found = cells.read(name, Whole(MOST_UNITS))
    if isinstance(found, int) and found > 0:
        return found
    if found == 0 or not cells.row.cells.get(name, "").strip():
        cells.say(columns.quantity, _("Choose at least one."))
    return 1
