"""Prices by SKU and currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from babel.numbers import is_currency
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource

from catalog.services import announce_changes
from foundation.money import Money, exponent
from pricing.services import PriceRefused
from pricing.services.many_prices import (
    UNSAID,
    PriceChange,
    StandingPrice,
    price_after,
    set_prices,
    standing_prices,
)
from shop.exchange.cells import Amount, Words
from shop.exchange.findings import Findings, Unreadable
from shop.exchange.levels.rows import LevelPlan, Sold, known_once, sold_variants
from shop.exchange.reading import Advance, cleaned_rows, known_columns
from shop.exchange.sheets import Sheet
from shop.exchange.tables import Carrying, Judged, Terms, Verdict

PARTS = ("amount", "compare_at", "cost")


class PriceColumns(Resource):
    sku = Field(widget=Words(60, needed=True))
    currency = Field(widget=Words(3, needed=True))
    amount = Field(column_name="price", widget=Amount())
    compare_at = Field(widget=Amount())
    cost = Field(widget=Amount())

    def __init__(self) -> None:
        super().__init__()
        self.fields["amount"].widget.may_clear = False


@dataclass(frozen=True, slots=True)
class PriceLine:
    """What a line says; a part that is None is taken away, one that it lacks stays."""

    line: int
    sku: str
    currency: str
    parts: dict[str, Decimal | None]


@dataclass(slots=True)
class PricePlan(LevelPlan):
    changes: list[PriceChange] = field(default_factory=list)
    products: dict[int, int] = field(default_factory=dict)
    """Product by variant."""


def read_prices(
    sheet: Sheet, terms: Terms, findings: Findings, advance: Advance | None = None
) -> list[PriceLine]:
    """The lines of a file of prices.

    Raises:
        Unreadable: it has no SKUs, or nothing to say of them.
    """
    resource = PriceColumns()
    known = known_columns(resource, sheet, findings)
    if "sku" not in known.values() or not set(PARTS) & set(known.values()):
        raise Unreadable(_("It needs the columns “sku” and “price” (or “compare_at”, “cost”)."))
    lines = []
    for line, given in cleaned_rows(sheet, resource, known, findings, advance):
        if "sku" not in given:
            findings.say(line, "sku", _("Every row needs a SKU."))
            continue
        currency = str(given.get("currency") or terms.currency).upper()
        said = {name: given[name] for name in PARTS if name in given}
        if not is_currency(currency):
            findings.say(line, "currency", _("“%s” is no currency.") % currency)
        elif said:
            _check_cents(line, said, currency, findings)
            lines.append(PriceLine(line, given["sku"], currency, said))
    return lines


def _check_cents(
    line: int, said: dict[str, Decimal | None], currency: str, findings: Findings
) -> None:
    for name, value in said.items():
        if value is not None and value != round(value, exponent(currency)):
            words = _("%(currency)s has no smaller coins than %(digits)d digits behind the point.")
            digits = {"currency": currency, "digits": exponent(currency)}
            findings.say(line, "price" if name == "amount" else name, words % digits)


def plan_prices(lines: list[PriceLine], findings: Findings, at: object) -> PricePlan:
    """Compare with the prices in force."""
    plan = PricePlan(needed="pricing.add_price")
    sold = sold_variants(row.sku for row in lines)
    standing = standing_prices(variant.id for variant in sold.values())
    for row, variant in known_once([(row, row.currency) for row in lines], sold, findings):
        _compare(plan, row, variant, standing.get((variant.id, row.currency)), findings)
    return plan


def _compare(
    plan: PricePlan,
    row: PriceLine,
    variant: Sold,
    standing: StandingPrice | None,
    findings: Findings,
) -> None:
    minor = {
        name: None if value is None else Money.of(value, row.currency).minor
        for name, value in row.parts.items()
    }
    amount = minor.get("amount")
    change = PriceChange(
        variant.id,
        row.currency,
        amount_minor=UNSAID if amount is None else amount,
        compare_at_minor=minor.get("compare_at", UNSAID),
        cost_minor=minor.get("cost", UNSAID),
    )
    try:
        after = price_after(change, standing)
    except PriceRefused as problem:
        findings.say(row.line, "price", problem)
        return
    verdict = Verdict.NEW
    if standing is not None:
        verdict = Verdict.SAME if after.amounts == standing.amounts else Verdict.CHANGED
    if verdict is not Verdict.SAME:
        plan.changes.append(change)
        plan.products[variant.id] = variant.product_id
    changes = () if verdict is Verdict.SAME else tuple(row.parts)
    plan.rows.append(Judged(row.line, f"{row.sku} {row.currency}", verdict, changes))


def write_prices(plan: PricePlan, carrying: Carrying) -> None:
    """Begin the prices and tell the catalogue's readers."""
    carrying.step("prices")
    changed = set_prices(changes=plan.changes, at=carrying.at)
    carrying.step("messages")
    announce_changes(product_ids=sorted({plan.products[variant] for variant in changed}))
