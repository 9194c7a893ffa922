"""Price lists: prices for a group or from a quantity on, by list, SKU and quantity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import is_currency
from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource

from accounts.models import CustomerGroup
from foundation.money import Money, exponent
from pricing.models import PriceList, PriceListEntry
from pricing.services import ListRefused, save_price_list
from pricing.services.lists import ListPrice, check_list_price, set_list_prices
from shop.exchange.cells import Amount, Cell, Whole, Words
from shop.exchange.findings import Findings, Unreadable
from shop.exchange.goods.existing import parts
from shop.exchange.levels.rows import Sold, known_once, sold_variants
from shop.exchange.reading import Advance, cleaned_rows, known_columns
from shop.exchange.sheets import Sheet
from shop.exchange.tables import Carrying, Judged, Terms, Verdict

MOST_PIECES = 1_000_000
_OF_LIST = ("group", "currency", "starts_at", "ends_at")
_Key = tuple[str, int, int]
"""List, variant, quantity."""


class Day(Cell):
    """When a list begins or ends, past or to come: a day or a moment by the shop's clock."""

    def read(self, text: str) -> datetime:
        try:
            moment = parse_datetime(text.strip())
            if moment is None and (day := parse_date(text.strip())):
                moment = datetime(day.year, day.month, day.day)
        except ValueError:
            moment = None
        if moment is None or not 1990 <= moment.year <= 2200:
            words = _("“%(text)s” is no moment; write it like 2026-03-01 14:30.")
            raise ValueError(words % {"text": text[:40]})
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else value.astimezone(UTC).isoformat(timespec="seconds")


class ListColumns(Resource):
    """A price a row; what is said of a list stands in any of its rows."""

    name = Field(column_name="list", widget=Words(80, needed=True))
    sku = Field(widget=Words(60, needed=True))
    quantity = Field(widget=Whole(MOST_PIECES))
    amount = Field(column_name="price", widget=Amount())
    currency = Field(widget=Words(3, needed=True))
    group = Field(widget=Words(40, needed=True))
    starts_at = Field(widget=Day())
    ends_at = Field(widget=Day())

    def __init__(self) -> None:
        super().__init__()
        self.fields["quantity"].widget.may_clear = False
        for name, field_ in self.fields.items():
            field_.attribute = name


@dataclass(frozen=True, slots=True)
class ListLine:
    """A price of a list; None takes it out. ``of_list`` is what the row says of the list."""

    line: int
    name: str
    sku: str
    quantity: int
    amount: Decimal | None
    of_list: dict[str, Any]


@dataclass(slots=True)
class ListPlan:
    rows: list[Judged] = field(default_factory=list)
    lists: dict[str, PriceList] = field(default_factory=dict)
    """The lists of the file by name: those that are not saved yet are new."""
    changed: set[str] = field(default_factory=set)
    prices: list[tuple[str, ListPrice]] = field(default_factory=list)

    def judged(self) -> Iterable[Judged]:
        return self.rows

    def needs(self) -> set[str]:
        is_new = any(one.pk is None for one in self.lists.values())
        needed = {"pricing.add_pricelist"} if is_new else set()
        return needed | ({"pricing.change_pricelist"} if self.prices or self.changed else set())

    def remarks(self) -> Iterable[str]:
        names = sorted(name for name, one in self.lists.items() if one.pk is None)
        if names:
            yield _("New price lists: %s.") % ", ".join(names[:20])


def read_lists(
    sheet: Sheet, terms: Terms, findings: Findings, advance: Advance | None = None
) -> list[ListLine]:
    """The prices of a file.

    Raises:
        Unreadable: it lacks a list, SKUs or prices.
    """
    resource = ListColumns()
    known = known_columns(resource, sheet, findings)
    if not {"name", "sku", "amount"} <= set(known.values()):
        raise Unreadable(_("It needs the columns “list”, “sku” and “price”."))
    lines = []
    for line, given in cleaned_rows(sheet, resource, known, findings, advance):
        if not given.get("name") or not given.get("sku"):
            findings.say(line, "sku", _("Every row needs a list and a SKU."))
        elif "amount" in given:
            of_list = {name: given[name] for name in _OF_LIST if name in given}
            quantity = given.get("quantity", 1)
            lines.append(
                ListLine(line, given["name"], given["sku"], quantity, given["amount"], of_list)
            )
    return lines


def plan_lists(lines: list[ListLine], findings: Findings, at: object) -> ListPlan:
    """Compare with the lists that there are."""
    plan = ListPlan(lists=_lists(lines, findings))
    _see_changes(plan)
    sold = sold_variants(row.sku for row in lines)
    standing = _standing(plan.lists)
    apart = [(row, f"{row.name}\n{row.quantity}") for row in lines]
    for row, variant in known_once(apart, sold, findings):
        if row.name in plan.lists:
            _compare(plan, row, variant, standing, findings)
    return plan


def _lists(lines: Sequence[ListLine], findings: Findings) -> dict[str, PriceList]:
    """The lists of a file as they would be: of those that exist, with what the file says."""
    names = {row.name for row in lines}
    known = {one.name: one for one in PriceList.objects.filter(name__in=names)}
    groups = {one.code: one for one in CustomerGroup.objects.all()}
    found: dict[str, PriceList] = {}
    told: dict[tuple[str, str], tuple[int, Any]] = {}
    for row in lines:
        one = found.setdefault(row.name, known.get(row.name) or _new_list(row))
        for column, value in row.of_list.items():
            line, first = told.setdefault((row.name, column), (row.line, value))
            if first != value:
                words = _("Line %(line)d says otherwise of the same list.") % {"line": line}
                findings.say(row.line, column, words)
            elif line == row.line:
                _say_of_list(one, row, column, groups, findings)
    for row in lines:
        one = found[row.name]
        if one.starts_at and one.ends_at and one.ends_at <= one.starts_at:
            findings.say(row.line, "ends_at", _("It must end after it starts."))
    return found


def _new_list(row: ListLine) -> PriceList:
    return PriceList(name=row.name, currency=settings.SHOP_BASE_CURRENCY)


def _say_of_list(
    one: PriceList,
    row: ListLine,
    column: str,
    groups: dict[str, CustomerGroup],
    findings: Findings,
) -> None:
    value = row.of_list[column]
    if column == "group":
        _say_group(one, row, groups.get(value), findings)
    elif column == "currency":
        currency = str(value).upper()
        if not is_currency(currency):
            findings.say(row.line, column, _("“%s” is no currency.") % currency)
        elif one.pk and one.currency != currency:
            words = _("The list is in %(currency)s.") % {"currency": one.currency}
            findings.say(row.line, column, words)
        else:
            one.currency = currency
    else:
        setattr(one, column, value)


def _say_group(
    one: PriceList, row: ListLine, group: CustomerGroup | None, findings: Findings
) -> None:
    if group is None:
        words = _("There is no customer group “%s”.") % row.of_list["group"]
        findings.say(row.line, "group", words)
    elif one.pk and one.group_id != group.pk:
        findings.say(row.line, "group", _("The list of this name is for somebody else."))
    else:
        one.group = group


def _see_changes(plan: ListPlan) -> None:
    saved = PriceList.objects.in_bulk([one.pk for one in plan.lists.values() if one.pk])
    for name, one in plan.lists.items():
        before = saved.get(one.pk)
        if before is None or (before.starts_at, before.ends_at) != (one.starts_at, one.ends_at):
            plan.changed.add(name)


def _standing(lists: dict[str, PriceList]) -> dict[_Key, int]:
    names = {one.pk: name for name, one in lists.items() if one.pk}
    found: dict[_Key, int] = {}
    for some in parts(sorted(names)):
        rows = PriceListEntry.objects.filter(price_list_id__in=some)
        for key, variant_id, quantity, amount in rows.values_list(
            "price_list_id", "variant_id", "minimum_quantity", "amount_minor"
        ):
            found[names[key], variant_id, quantity] = amount
    return found


def _compare(
    plan: ListPlan,
    row: ListLine,
    variant: Sold,
    standing: dict[_Key, int],
    findings: Findings,
) -> None:
    one = plan.lists[row.name]
    if row.amount is not None and row.amount != round(row.amount, exponent(one.currency)):
        words = _("%(currency)s has no smaller coins than %(digits)d digits behind the point.")
        digits = {"currency": one.currency, "digits": exponent(one.currency)}
        findings.say(row.line, "price", words % digits)
        return
    amount = None if row.amount is None else Money.of(row.amount, one.currency).minor
    price = ListPrice(one.pk or 0, variant.id, row.quantity, amount)
    try:
        check_list_price(price=price, is_for_all=one.group_id is None and one.company_id is None)
    except ListRefused as problem:
        findings.say(row.line, "quantity", problem)
        return
    before = standing.get((row.name, variant.id, row.quantity))
    verdict = Verdict.NEW
    if before is not None or amount is None:
        verdict = Verdict.SAME if before == amount else Verdict.CHANGED
    if verdict is not Verdict.SAME:
        plan.prices.append((row.name, price))
    changes = () if verdict is Verdict.SAME else ("price",)
    called = f"{row.name}: {row.sku} × {row.quantity}"
    plan.rows.append(Judged(row.line, called, verdict, changes))


def write_lists(plan: ListPlan, carrying: Carrying) -> None:
    """Save the lists, then their prices."""
    carrying.step("price lists")
    for name in plan.changed:
        save_price_list(price_list=plan.lists[name])
    set_list_prices(
        prices=[
            ListPrice(
                plan.lists[name].pk, price.variant_id, price.minimum_quantity, price.amount_minor
            )
            for name, price in plan.prices
        ]
    )
