"""From a list of SKUs to variants, and into a cart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import ProductStatus, Variant
from catalog.selectors import variants_by_sku
from events.context import NOBODY, EventContext
from orders.carts import CartError, add_to_cart
from orders.models import Cart
from orders.quick_orders.reading import LineProblem, ListedLine, SkuList


@dataclass(frozen=True, slots=True)
class Found:
    """Units by variant id, in the order of the list, and all problems by line."""

    units: dict[int, int]
    problems: tuple[LineProblem, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """How many units went into a cart, and what did not with the reason by line."""

    units: int
    problems: tuple[LineProblem, ...]

    @property
    def left(self) -> str:
        """The lines that did not go in, to be put right and sent again."""
        return "\n".join(problem.text for problem in self.problems)


def find_variants(listed: SkuList) -> Found:
    """The variants of a list, a SKU in whatever case; the same SKU twice adds up."""
    variants = variants_by_sku(line.sku for line in listed.lines)
    units: dict[int, int] = {}
    problems = list(listed.problems)
    for line in listed.lines:
        if problem := _problem(line, variants.get(line.sku.lower())):
            problems.append(problem)
            continue
        variant = variants[line.sku.lower()]
        units[variant.pk] = units.get(variant.pk, 0) + line.quantity
    return Found(units, _by_line(problems))


def fill_cart(
    *,
    cart: Cart,
    listed: SkuList,
    context: EventContext = NOBODY,
    at: datetime | None = None,
) -> Filled:
    """Put into a cart what can be bought; what cannot stops nothing else and is told by line."""
    variants = variants_by_sku(line.sku for line in listed.lines)
    problems, units = list(listed.problems), 0
    for line in listed.lines:
        variant = variants.get(line.sku.lower())
        if problem := _problem(line, variant):
            problems.append(problem)
            continue
        try:
            units += _add(cart, variant, line, context, at)
        except CartError as refusal:
            problems.append(LineProblem(line.number, line.text, refusal.message))
    return Filled(units, _by_line(problems))


@transaction.atomic
def _add(
    cart: Cart,
    variant: Variant | None,
    line: ListedLine,
    context: EventContext,
    at: datetime | None,
) -> int:
    if variant is None:
        return 0
    add_to_cart(cart=cart, variant=variant, quantity=line.quantity, context=context, at=at)
    return line.quantity


def _problem(line: ListedLine, variant: Variant | None) -> LineProblem | None:
    if variant is None:
        return LineProblem(line.number, line.text, _("We do not know this SKU."))
    if not variant.is_active or variant.product.status != ProductStatus.PUBLISHED:
        return LineProblem(line.number, line.text, _("This is not for sale any more."))
    return None


def _by_line(problems: Iterable[LineProblem]) -> tuple[LineProblem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.number))
