"""Figures that several pages of journeys show."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from analytics.journeys.foresight.serving import ServedNextSteps, current_next_steps, foresee
from analytics.journeys.selectors import Path
from analytics.models import ShoppingStep
from shop.dashboards.frame import Cell, Figure, Table
from shop.dashboards.telling import COUNT, SHARE, share_told

ARROW = " → "
LIKELIEST = 2
HISTORIES: tuple[tuple[ShoppingStep, ...], ...] = (
    (),
    (ShoppingStep.LIST,),
    (ShoppingStep.SEARCH,),
    (ShoppingStep.LIST, ShoppingStep.PRODUCT),
    (ShoppingStep.SEARCH, ShoppingStep.PRODUCT),
    (ShoppingStep.PRODUCT, ShoppingStep.CART),
    (ShoppingStep.CART, ShoppingStep.PRODUCT),
    (ShoppingStep.CART, ShoppingStep.CHECKOUT),
)
"""How sessions begin and how orders come about: what is told of what follows."""


def paths_figure(
    key: str, title: str, paths: Sequence[Path], *, with_orders: bool, note: str = ""
) -> Figure:
    """Courses with how many went them; ``with_orders`` where the course does not tell those."""
    whole = sum(path.courses for path in paths)
    rows = tuple(
        (
            Cell(path_told(path)),
            COUNT.cell(path.courses),
            SHARE.cell(path.courses / whole),
            *((COUNT.cell(path.orders), SHARE.cell(path.order_share)) if with_orders else ()),
        )
        for path in paths
    )
    of_orders = (_("Orders"), _("Of them ordered")) if with_orders else ()
    columns = (_("Path"), _("Times"), _("Of all"), *of_orders)
    months = _("Whole calendar months are counted, and only paths that ten people went in one.")
    return Figure(
        key,
        title,
        Table(columns, rows),
        note=f"{note} {months}".strip(),
        missing=_("No path was gone by ten people in these months."),
    )


def next_steps_figure() -> Figure:
    """What usually follows, by the model that serves."""
    served = current_next_steps()
    rows = [_next_row(served, steps) for steps in HISTORIES] if served else []
    columns = (_("So far"), _("Likeliest next"), _("Second"))
    note = _("Of the visits of the last 90 days; model version %(version)s.")
    return Figure(
        "next",
        _("What comes next"),
        Table(columns, tuple(rows)),
        note=note % {"version": served.version} if served else "",
        missing=_("Nothing is foretold yet: it takes a thousand visits, and is learned at night."),
    )


def _next_row(served: ServedNextSteps, steps: Sequence[ShoppingStep]) -> tuple[Cell, ...]:
    told = [
        Cell(round(one.chance, 4), f"{one.step.label} {share_told(one.chance)}")
        for one in foresee(served, steps)[:LIKELIEST]
    ]
    return (Cell(ARROW.join(str(step.label) for step in steps) or _("At the beginning")), *told)


def path_told(path: Path) -> str:
    return ARROW.join(str(step.label) for step in path.steps) or _("All others together")
