"""What the pages of the counter show: amounts in words, never arithmetic in a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.selectors import variant_cards
from foundation.dialog_fields import amount_of
from foundation.money import Money
from inventory.places import free_in
from orders.building import line_name
from orders.counter.finding import find_items
from orders.counter.paying import plan_sale
from orders.models import CounterSale, Order, OrderLine, Register
from orders.returns.selectors import returnable_lines
from orders.tenders.told import name_of
from pricing.selectors import price_book


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the basket; ``there`` is how many are free in this store, None: not counted."""

    line: OrderLine
    unit: str
    total: str
    off: str
    there: int | None

    @property
    def is_short(self) -> bool:
        return self.there is not None and self.there < self.line.quantity


@dataclass(frozen=True, slots=True)
class BasketShown:
    """A basket with its sums in words; ``rest_minor`` is what the pay form sends back as seen."""

    order: Order
    lines: tuple[LineShown, ...]
    discounts: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]
    total: str
    tax: str
    paid: tuple[tuple[str, str, str], ...]
    rest: str
    rest_minor: int
    rest_amount: str
    has_points: bool
    has_credit: bool
    use_points: bool
    use_credit: bool
    given: str
    given_reason: str


def basket_shown(sale: CounterSale, *, points: bool, credit: bool) -> BasketShown:
    """The basket as it stands, and what gift cards, points and credit would pay of it."""
    order = sale.order
    lines = list(order.lines.select_related("variant__product"))
    there = free_in(
        [line.variant_id for line in lines if line.variant_id], sale.shift.register.warehouse
    )
    plan = plan_sale(sale, use_points=points, use_credit=credit)
    possible = plan_sale(sale, use_points=True, use_credit=True)
    kinds = {tender.kind.value for tender in possible.tenders}
    discounts = list(order.discounts.all())
    given = next((row for row in discounts if row.promotion_id_then is None), None)
    currency = order.currency
    return BasketShown(
        order=order,
        lines=tuple(_line(line, currency, there) for line in lines),
        discounts=tuple(
            (row.label, told(-row.amount_minor, currency)) for row in discounts if row.amount_minor
        ),
        codes=tuple(sale.codes),
        total=told(order.total_minor, currency),
        tax=told(order.tax_minor, currency),
        paid=tuple(
            (
                f"{name_of(tender.kind.value)} {tender.name}".strip(),
                told(-tender.amount.minor, currency),
                tender.account.public_id if tender.name else "",
            )
            for tender in plan.tenders
        ),
        rest=told(plan.rest.minor, currency),
        rest_minor=plan.rest.minor,
        rest_amount=amount_of(plan.rest.minor, currency) or "",
        has_points="points" in kinds,
        has_credit="credit" in kinds,
        use_points=points,
        use_credit=credit,
        given=(amount_of(given.amount_minor, currency) or "") if given else "",
        given_reason=given.label if given else "",
    )


def _line(line: OrderLine, currency: str, there: Mapping[int, int]) -> LineShown:
    return LineShown(
        line=line,
        unit=told(line.unit_price_minor, currency),
        total=told(line.total_minor, currency),
        off=told(-line.discount_minor, currency) if line.discount_minor else "",
        there=there.get(line.variant_id or 0),
    )


def candidates_shown(text: str, register: Register) -> list[dict[str, Any]]:
    """What words could mean, with the price and how many are free in this store."""
    found = find_items(text)
    variants = [found.variant] if found.variant else list(found.candidates)
    keys = [variant.pk for variant in variants]
    cards = variant_cards(keys)
    book = price_book(variant_ids=keys, currency=register.currency)
    there = free_in(keys, register.warehouse)
    rows = []
    for variant in variants:
        card, quote = cards.get(variant.pk), book.quotes.get(variant.pk)
        rows.append(
            {
                "variant": variant,
                "units": found.units,
                "name": line_name(card.name, card.options) if card else str(variant.product.name),
                "price": told(quote.amount.minor, register.currency) if quote else _("no price"),
                "there": there.get(variant.pk),
            }
        )
    return sorted(rows, key=lambda row: row["there"] == 0)  # what lies here stands first


def returnable_shown(order: Order, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The lines of an order of which something can come back, with what was typed already."""
    return [
        {
            "line": entry.line,
            "units": entry.units,
            "typed": typed.get(f"units-{entry.line.pk}", "0"),
            "price": told(entry.line.total_minor // entry.line.quantity, order.currency),
        }
        for entry in returnable_lines(order)
    ]


def told(minor: int, currency: str) -> str:
    return Money(minor, currency).formatted(get_language() or "en")
