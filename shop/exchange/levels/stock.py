"""What lies in which warehouse, by SKU."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource

from inventory.models import StockLevel, Warehouse
from inventory.services import set_reorder_points
from inventory.stock.setting import SetLevel, set_stock
from shop.exchange.cells import Whole, Words
from shop.exchange.findings import Findings, Unreadable
from shop.exchange.goods.existing import parts
from shop.exchange.levels.rows import LevelPlan, Sold, known_once, sold_variants
from shop.exchange.reading import Advance, cleaned_rows, known_columns
from shop.exchange.sheets import Sheet
from shop.exchange.tables import Carrying, Judged, Terms, Verdict


class StockColumns(Resource):
    sku = Field(widget=Words(60, needed=True))
    warehouse = Field(widget=Words(20, needed=True))
    on_hand = Field(widget=Whole(1_000_000_000))
    reorder_point = Field(widget=Whole(1_000_000_000))


@dataclass(frozen=True, slots=True)
class StockLine:
    line: int
    sku: str
    warehouse: str
    on_hand: int | None
    reorder_point: int | None


@dataclass(slots=True)
class StockPlan(LevelPlan):
    levels: list[SetLevel] = field(default_factory=list)
    points: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    """Reorder points by warehouse and variant."""


def read_stock(
    sheet: Sheet, terms: Terms, findings: Findings, advance: Advance | None = None
) -> list[StockLine]:
    """The lines of a file of stock.

    Raises:
        Unreadable: it has no SKUs, or nothing to say of them.
    """
    resource = StockColumns()
    for field_ in resource.fields.values():
        field_.widget.may_clear = False
    known = known_columns(resource, sheet, findings)
    if "sku" not in known.values() or not {"on_hand", "reorder_point"} & set(known.values()):
        raise Unreadable(_("It needs the columns “sku” and “on_hand” (or “reorder_point”)."))
    lines = []
    for line, given in cleaned_rows(sheet, resource, known, findings, advance):
        if "sku" not in given:
            findings.say(line, "sku", _("Every row needs a SKU."))
            continue
        lines.append(
            StockLine(
                line,
                given["sku"],
                given.get("warehouse") or terms.warehouse,
                given.get("on_hand"),
                given.get("reorder_point"),
            )
        )
    return lines


def plan_stock(lines: list[StockLine], findings: Findings, at: object) -> StockPlan:
    """Compare with the levels that there are."""
    plan = StockPlan(needed="inventory.move_stock")
    sold = sold_variants(row.sku for row in lines)
    places = dict(Warehouse.objects.values_list("code", "pk"))
    levels = _levels(sold)
    for row, variant in known_once([(row, row.warehouse) for row in lines], sold, findings):
        place = places.get(row.warehouse)
        if place is None:
            words = _("There is no warehouse “%s”.") % row.warehouse[:20]
            findings.say(row.line, "warehouse", words)
        elif variant.is_bundle:
            findings.say(row.line, "sku", _("A bundle has the stock of its parts."))
        else:
            _compare(plan, row, (variant.id, place), levels.get((variant.id, place)), findings)
    return plan


_Level = tuple[int, int, int]
"""On hand, allocated, reorder point."""


def _levels(sold: dict[str, Sold]) -> dict[tuple[int, int], _Level]:
    found: dict[tuple[int, int], _Level] = {}
    for some in parts(sorted(variant.id for variant in sold.values())):
        rows = StockLevel.objects.filter(variant_id__in=some).values_list(
            "variant_id", "warehouse_id", "on_hand", "allocated", "reorder_point"
        )
        found |= {(variant, place): (had, kept, point) for variant, place, had, kept, point in rows}
    return found


def _compare(
    plan: StockPlan,
    row: StockLine,
    where: tuple[int, int],
    level: _Level | None,
    findings: Findings,
) -> None:
    changes = []
    had, allocated, point = level or (None, 0, 0)
    if row.on_hand is not None and row.on_hand < allocated:
        words = _("%(allocated)d units are promised to orders: there cannot be fewer.")
        findings.say(row.line, "on_hand", words % {"allocated": allocated})
        return
    if row.on_hand is not None and row.on_hand != had:
        plan.levels.append(SetLevel(*where, row.on_hand))
        changes.append("on_hand")
    if row.reorder_point is not None and row.reorder_point != point:
        if level is None and row.on_hand is None:
            findings.say(row.line, "reorder_point", _("Nothing lies there yet: name “on_hand”."))
            return
        plan.points[where[1]][where[0]] = row.reorder_point
        changes.append("reorder_point")
    verdict = Verdict.NEW if level is None else Verdict.CHANGED if changes else Verdict.SAME
    plan.rows.append(Judged(row.line, f"{row.sku} @ {row.warehouse}", verdict, tuple(changes)))


def write_stock(plan: StockPlan, carrying: Carrying) -> None:
    """Set the levels, then where they ask for more.

    Raises:
        StockRuleBroken: units were promised to orders since the plan was made.
    """
    carrying.step("stock")
    set_stock(levels=plan.levels, note=carrying.note, reference=carrying.reference, at=carrying.at)
    places = Warehouse.objects.in_bulk(list(plan.points))
    for place, points in plan.points.items():
        set_reorder_points(points=points, warehouse=places[place])
