"""How much the shop decides alone, and how often a person decides otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.automation.decisions import Decided, Decisions, added, decided
from foundation.charts import Series
from foundation.rank_charts import Rank
from shop.dashboards.courses import steps_of
from shop.dashboards.drawings import course_figure, ranks_figure
from shop.dashboards.frame import Asked, Cell, Dashboard, Figure, Page, Table, Tile, register
from shop.dashboards.telling import COUNT, SHARE, tile


def read(asked: Asked) -> Page:
    matters = decided(asked.period.first, asked.period.last)
    before = (
        decided(asked.compared.first, asked.compared.last) if asked.compared is not None else None
    )
    return Page(
        tiles=_tiles(matters, before),
        figures=(_shares(matters), _course(asked, matters)),
        lists=(_matters(matters),),
        notes=_notes(matters),
    )


def _tiles(matters: list[Decided], before: list[Decided] | None) -> tuple[Tile, ...]:
    now = added(one.total for one in matters)
    then = None if before is None else added(one.total for one in before)
    return (
        tile(_("Decisions"), now.all, then.all if then else None, more_is_good=None),
        tile(
            _("Needed no hand"), now.share_alone, then.share_alone if then else None, unit=SHARE,
            more_is_good=None,
        ),
        tile(
            _("Overruled by a person"), now.share_overruled, then.share_overruled if then else None,
            unit=SHARE, more_is_good=False,
        ),
        tile(_("Waiting now"), sum(one.waiting for one in matters)),
    )  # fmt: skip


def _shares(matters: list[Decided]) -> Figure:
    known = [one for one in matters if one.source and one.total.all]
    ranks = [
        Rank(str(one.matter.label), one.total.share_alone or 0.0, _beside(one.total))
        for one in known
    ]
    return ranks_figure(
        "alone", _("Decisions that needed no hand"), ranks, heading=_("What is decided"),
        name=_("Needed no hand"), unit=SHARE, table=_table(known),
        missing=_("Nothing was decided in these days."),
    )  # fmt: skip


def _beside(total: Decisions) -> str:
    return _("%(alone)s of %(all)s") % {
        "alone": COUNT.told(total.alone), "all": COUNT.told(total.all),
    }  # fmt: skip


def _table(matters: Iterable[Decided]) -> Table:
    columns = (
        _("What is decided"), _("Needed no hand"), _("By hand"), _("Overruled"),
        _("Share without a hand"), _("Share overruled"),
    )  # fmt: skip
    return Table(
        columns,
        tuple(
            (
                Cell(str(one.matter.label)),
                COUNT.cell(one.total.alone),
                COUNT.cell(one.total.by_hand),
                COUNT.cell(one.total.overruled),
                SHARE.cell(one.total.share_alone),
                SHARE.cell(one.total.share_overruled),
            )
            for one in matters
        ),
    )


def _course(asked: Asked, matters: list[Decided]) -> Figure:
    steps = steps_of(asked.period)
    days = [pair for one in matters for pair in one.by_day.items()]
    lines = [
        Series(_("Needed no hand"), steps.sums(days, lambda day: day.alone)),
        Series(
            _("By a person"), steps.sums(days, lambda day: day.by_hand + day.overruled), "before"
        ),
    ]
    return course_figure(
        "course", _("Decisions over time"), steps.labels, lines, heading=steps.heading
    )


def _matters(matters: list[Decided]) -> Figure:
    """What waits, with the page on which it is decided."""
    rows = tuple(
        (
            Cell(str(one.matter.label), url=reverse(one.source.url_name)),
            COUNT.cell(one.waiting),
            Cell(str(one.source.note)),
        )
        for one in matters
        if one.source
    )
    columns = (_("What is decided"), _("Waiting now"), _("Good to know"))
    return Figure("waiting", _("What waits for a person"), Table(columns, rows))


def _notes(matters: list[Decided]) -> tuple[str, ...]:
    silent = [str(one.matter.label) for one in matters if one.source is None]
    if not silent:
        return ()
    return (_("Nothing decides yet about: %(matters)s.") % {"matters": ", ".join(silent)},)


register(
    Dashboard(
        slug="automation",
        title=gettext_lazy("Automation"),
        icon="smart_toy",
        about=gettext_lazy(
            "How much is decided without a hand, and how often a person decides otherwise."
        ),
        read=read,
    )
)
