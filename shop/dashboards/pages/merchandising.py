"""The merchandiser's page: what sells, what lies, what rises, what earns, and what to decide."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.rollups.figures import ProductFigures
from analytics.rollups.selectors import products_total
from catalog.models import Brand, Category
from forecasting.models import LineStatus, PlanLine, StockState
from foundation.rank_charts import Rank
from pricing.models import PriceSuggestion, SuggestionKind, SuggestionState
from shop.dashboards.drawings import ranks_figure
from shop.dashboards.frame import (
    SEES_GOODS,
    Asked,
    Cell,
    Dashboard,
    Figure,
    Page,
    Period,
    Table,
    Tile,
    register,
)
from shop.dashboards.goods import belonging, goods_of, named, parts_of, whole_of
from shop.dashboards.telling import COUNT, MONEY, SHARE, tile

MOST_PARTS, MOST_GOODS = 10, 12
FEWEST_UNITS = 5
"""A product that sold fewer rises by one shopper."""
IDLE = (StockState.OVER, StockState.DEAD)


def read(asked: Asked) -> Page:
    sold = products_total(asked.period.first, asked.period.last)
    then = asked.compared or asked.period.before()
    before = products_total(then.first, then.last)
    notes = () if sold else (_("Nothing was sold or looked at in these days."),)
    return Page(
        tiles=_tiles(sold, before if asked.compared else None),
        figures=(
            _parts("categories", _("Revenue by category"), _("Category"), sold, _categories()),
            _parts("brands", _("Revenue by brand"), _("Brand"), sold, _brands()),
        ),
        lists=(
            _decisions(),
            _best(sold),
            _rising(sold, before, then),
            _slow(sold),
            _sent_back(sold),
        ),
        notes=notes,
    )


def _tiles(
    sold: Sequence[ProductFigures], before: Sequence[ProductFigures] | None
) -> tuple[Tile, ...]:
    now = whole_of(sold)
    then = whole_of(before) if before is not None else None
    return (
        tile(_("Revenue"), now.revenue_minor, then.revenue_minor if then else None, unit=MONEY),
        tile(_("Margin"), now.margin_minor, then.margin_minor if then else None, unit=MONEY),
        tile(
            _("Margin of revenue"), now.margin_share, then.margin_share if then else None,
            unit=SHARE, note=_("Of goods whose cost is known."),
        ),
        tile(_("Units"), now.units, then.units if then else None),
        tile(
            _("Products sold"),
            sum(row.units > 0 for row in sold),
            None if before is None else sum(row.units > 0 for row in before),
        ),
        tile(
            _("Sent back"), now.returned_share, then.returned_share if then else None, unit=SHARE,
            more_is_good=False,
        ),
    )  # fmt: skip


def _categories() -> dict[int, str]:
    names = {category.pk: str(category) for category in Category.objects.all()}
    return belonging("category_id", names.__getitem__)


def _brands() -> dict[int, str]:
    names = {brand.pk: str(brand) for brand in Brand.objects.all()}
    return belonging("brand_id", names.__getitem__)


def _parts(
    key: str, title: str, heading: str, sold: Sequence[ProductFigures], belongs: dict[int, str]
) -> Figure:
    """The largest, and all others as one; products of nothing stand among the others."""
    parts = [part for part in parts_of(sold, belongs) if part[1].revenue_minor > 0]
    known = [part for part in parts if part[0] is not None]
    large = known[:MOST_PARTS]
    rest = [sums for name, sums in parts if name is None]
    rest += [sums for _name, sums in known[MOST_PARTS:]]
    rows = [*large, *([(_("All others"), whole_of(rest))] if rest else [])]
    columns = (heading, _("Revenue"), _("Units"), _("Margin"), _("Of revenue"), _("Sent back"))
    table = Table(
        columns,
        tuple(
            (
                Cell(name),
                MONEY.cell(sums.revenue_minor),
                COUNT.cell(sums.units),
                MONEY.cell(sums.margin_minor),
                SHARE.cell(sums.margin_share),
                SHARE.cell(sums.returned_share),
            )
            for name, sums in rows
        ),
    )
    ranks = [Rank(name, sums.revenue_minor, _margin_told(sums)) for name, sums in rows]
    return ranks_figure(
        key, title, ranks, heading=heading, unit=MONEY, table=table,
        missing=_("Nothing was sold in these days."),
    )  # fmt: skip


def _margin_told(sums: ProductFigures) -> str:
    if sums.margin_share is None:
        return ""
    return _("%(share)s margin") % {"share": SHARE.told(sums.margin_share)}


def _best(sold: Sequence[ProductFigures]) -> Figure:
    best = [row for row in sold if row.revenue_minor > 0][:MOST_GOODS]
    goods = goods_of(row.product_id for row in best)
    rows = tuple(
        (
            named(goods.get(row.product_id)),
            MONEY.cell(row.revenue_minor),
            COUNT.cell(row.units),
            SHARE.cell(row.margin_share),
            COUNT.cell(row.views),
        )
        for row in best
    )
    columns = (_("Product"), _("Revenue"), _("Units"), _("Margin of revenue"), _("Views"))
    return Figure(
        "best", _("What sells best"), Table(columns, rows),
        missing=_("Nothing was sold in these days."),
    )  # fmt: skip


def _rising(
    sold: Sequence[ProductFigures], before: Sequence[ProductFigures], then: Period
) -> Figure:
    """By how many units more; days of another number are brought to the same."""
    earlier = {row.product_id: row.units for row in before}
    grown = [
        (row, row.units - earlier.get(row.product_id, 0))
        for row in sold
        if row.units >= FEWEST_UNITS
    ]
    most = sorted((pair for pair in grown if pair[1] > 0), key=lambda pair: -pair[1])[:MOST_GOODS]
    goods = goods_of(row.product_id for row, _more in most)
    rows = tuple(
        (
            named(goods.get(row.product_id)),
            COUNT.cell(row.units),
            COUNT.cell(earlier.get(row.product_id, 0)),
            COUNT.cell(more),
            MONEY.cell(row.revenue_minor),
        )
        for row, more in most
    )
    columns = (_("Product"), _("Units"), _("Before"), _("More"), _("Revenue"))
    note = _("Against the %(days)s days that it is held against.") % {"days": then.days}
    return Figure(
        "rising", _("What rises"), Table(columns, rows), note=note,
        missing=_("Nothing sold more than before."),
    )  # fmt: skip


def _slow(sold: Sequence[ProductFigures]) -> Figure:
    """Stock that lies: by the plan too much of it, or dead; most money first."""
    units = {row.product_id: row.units for row in sold}
    lines = (
        PlanLine.objects.filter(state__in=IDLE, on_hand__gt=0)
        .order_by()
        .values("variant__product")
        .annotate(worth=Sum("stock_value_minor"), held=Sum("on_hand"))
        .order_by("-worth", "variant__product")[:MOST_GOODS]
    )
    found = list(lines)
    goods = goods_of(line["variant__product"] for line in found)
    rows = tuple(
        (
            named(goods.get(line["variant__product"])),
            MONEY.cell(line["worth"]),
            COUNT.cell(line["held"]),
            COUNT.cell(units.get(line["variant__product"], 0)),
        )
        for line in found
    )
    columns = (_("Product"), _("Money in stock"), _("Units in stock"), _("Units sold"))
    return Figure(
        "slow", _("What lies"), Table(columns, rows),
        note=_("Too much of it by the forecast, or dead stock, as of today."),
        missing=_("No stock lies too long, or the first plan is still to be made."),
        url=reverse("admin:forecasting_planline_health"),
    )  # fmt: skip


def _sent_back(sold: Sequence[ProductFigures]) -> Figure:
    back = [row for row in sold if row.returned_units and row.units >= FEWEST_UNITS]
    most = sorted(back, key=lambda row: (-row.returned_units, row.product_id))[:MOST_GOODS]
    goods = goods_of(row.product_id for row in most)
    rows = tuple(
        (
            named(goods.get(row.product_id)),
            COUNT.cell(row.returned_units),
            COUNT.cell(row.units),
            SHARE.cell(row.returned_share),
        )
        for row in most
    )
    columns = (_("Product"), _("Units sent back"), _("Units sold"), _("Share"))
    return Figure(
        "returns", _("What comes back"), Table(columns, rows),
        note=_("Of products of which %(units)s or more were sold in these days.")
        % {"units": FEWEST_UNITS},
        missing=_("Nothing came back in these days."),
    )  # fmt: skip


def _decisions() -> Figure:
    """What waits for somebody, with what hangs on it."""
    waiting = PriceSuggestion.objects.filter(state=SuggestionState.PROPOSED)
    down = Q(kind=SuggestionKind.MARKDOWN)
    orders = PlanLine.objects.filter(
        status__in=(LineStatus.PROPOSED, LineStatus.APPROVED), quantity__gt=0
    )
    desk, queue = (
        reverse("admin:pricing_pricesuggestion_desk"),
        reverse("admin:forecasting_planline_queue"),
    )
    more = F("margin_after_minor") - F("margin_now_minor")
    gain = _("More margin expected")
    told = (
        (_("New prices"), waiting.exclude(down), more, desk, gain),
        (_("Markdowns"), waiting.filter(down), more, f"{desk}?kind=markdown", gain),
        (_("Orders to suppliers"), orders, F("cost_minor"), queue, _("Cost")),
    )
    rows = []
    for name, found, money, url, meaning in told:
        if count := found.count():
            minor = found.aggregate(sum=Sum(money))["sum"]
            cells = (Cell(name, url=url), COUNT.cell(count), MONEY.cell(minor), Cell(meaning))
            rows.append(cells)
    columns = (_("Decision"), _("Waiting"), _("Money"), _("Which is"))
    return Figure(
        "decisions", _("Prices and stock to decide"), Table(columns, tuple(rows)),
        note=_("As of now, whatever the period."), missing=_("Nothing waits for you."),
    )  # fmt: skip


register(
    Dashboard(
        slug="merchandising",
        title=gettext_lazy("Merchandising"),
        icon="storefront",
        about=gettext_lazy("What sells, what lies, what rises, and what waits to be decided."),
        read=read,
        permission=SEES_GOODS,
    )
)
