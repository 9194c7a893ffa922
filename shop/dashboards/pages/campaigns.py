"""The campaigns page: what they said, what they changed beside their holdouts, and what is left."""

from __future__ import annotations

from dataclasses import fields

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.charts import Series
from foundation.interval_charts import Span, interval_chart
from foundation.rank_charts import Rank
from marketing.kinds import CampaignState
from marketing.models import Campaign, CampaignResult, ProgrammeResult
from marketing.models.results import Outcome
from marketing.results.selectors import (
    Said,
    programme_result,
    results,
    said_by_campaign,
    said_by_day,
)
from marketing.results.verdicts import Verdict, earnings, verdicts
from shop.dashboards.drawings import course_figure, ranks_figure
from shop.dashboards.frame import (
    Asked,
    Cell,
    Dashboard,
    Figure,
    Page,
    Period,
    Size,
    Table,
    Tile,
    register,
)
from shop.dashboards.telling import COUNT, MONEY, SHARE, Unit, tile


def read(asked: Asked) -> Page:
    rows = results(asked.period.first, asked.period.last)
    said = said_by_campaign(asked.period.first, asked.period.last)
    together = programme_result(asked.period.last)
    return Page(
        tiles=_tiles(asked, said, together),
        figures=(_gained(_believed(rows)), _funnel(said), _course(asked.period)),
        lists=(_changed(rows), _earned(_believed(rows)), _said(said)),
        notes=_notes(together),
    )


def _tiles(
    asked: Asked, said: dict[int, Said], together: ProgrammeResult | None
) -> tuple[Tile, ...]:
    now = _sum(said)
    before = _sum(_said_in(asked.compared)) if asked.compared else None
    running = Campaign.objects.filter(state=CampaignState.RUNNING).count()
    return (
        tile(_("Campaigns that run"), running, more_is_good=None),
        tile(_("Messages sent"), now.sent, before.sent if before else None, more_is_good=None),
        tile(
            _("Clicked"), now.click_rate, before.click_rate if before else None, unit=SHARE
        ),
        tile(
            _("Unsubscribed"), now.unsubscribe_rate,
            before.unsubscribe_rate if before else None, unit=SHARE, more_is_good=False,
        ),
        _all_together(together, _("Orders by all campaigns"), COUNT, "orders"),
        _all_together(together, _("Margin by all campaigns"), MONEY, "margin"),
    )  # fmt: skip


def _all_together(row: ProgrammeResult | None, title: str, unit: Unit, name: str) -> Tile:
    """What customers held out of everything tell, with the ends of its interval."""
    value, reach = _effect(row, name, unit) if row else (None, "")
    return tile(title, value, unit=unit, note=reach)


def _effect(row: Outcome, name: str, unit: Unit) -> tuple[float | None, str]:
    """More orders, revenue or margin, and its interval in words."""
    end = "" if name == "orders" else "_minor"
    value = getattr(row, f"{name}{end}")
    low, high = getattr(row, f"{name}_low{end}"), getattr(row, f"{name}_high{end}")
    if value is None or low is None or high is None:
        return None, ""
    words = {"low": unit.told(low), "high": unit.told(high)}
    return value, _("%(low)s to %(high)s") % words


def _believed(rows: list[CampaignResult]) -> list[CampaignResult]:
    """Without those whose holdout is off: they stand in the list that says so."""
    told = zip(rows, verdicts(rows), strict=True)
    return [row for row, word in told if word is not Verdict.SKEWED]


def _gained(rows: list[CampaignResult]) -> Figure:
    told = [(row, *_effect(row, "orders", COUNT)) for row in rows]
    spans = [
        Span(row.campaign.name, row.orders_low or 0.0, value, row.orders_high or 0.0)
        for row, value, _reach in told
        if value is not None
    ]

    def draw(size: Size) -> SafeString:
        return interval_chart(spans, title=title, describe=COUNT.told, width=size.width)

    title = _("Orders that would not be there")
    cells = tuple(
        (Cell(row.campaign.name, url=_page_of(row)), COUNT.cell(value), Cell(reach or None))
        for row, value, reach in told
    )
    return Figure(
        "gained", title,
        Table((_("Campaign"), _("More orders"), _("95% interval")), cells),
        draw=draw if spans else None,
        note=_("By the customers who are held out, with the interval of 95%."),
        missing=_("No campaign was held beside customers left alone in these days yet."),
    )  # fmt: skip


def _funnel(said: dict[int, Said]) -> Figure:
    whole = _sum(said)
    steps = ((_("Sent"), whole.sent), (_("Opened"), whole.opened), (_("Clicked"), whole.clicked))
    ranks = [Rank(name, count) for name, count in steps] if whole.open_rate is not None else []
    return ranks_figure(
        "funnel", _("What became of messages"), ranks, heading=_("Step"), name=_("Messages"),
        note=_("Many mail programs hide openings, others open by themselves: compare, not count."),
        missing=_("Fewer than ten messages went out in these days."),
    )  # fmt: skip


def _course(period: Period) -> Figure:
    by_day = said_by_day(period.first, period.last)
    days = period.each_day() if by_day else []
    sent = [by_day.get(day, Said()).sent for day in days]
    clicked = [by_day.get(day, Said()).clicked for day in days]
    return course_figure(
        "messages", _("Messages by day"), [f"{day:%d.%m.}" for day in days],
        (Series(_("Sent"), sent), Series(_("Clicked"), clicked, "before")) if days else (),
        heading=_("Day"), missing=_("No messages went out in these days."),
    )  # fmt: skip


def _changed(rows: list[CampaignResult]) -> Figure:
    """Everything beside the holdout, with what attribution says."""
    told = verdicts(rows)
    columns = (
        _("Campaign"), _("Spoken to"), _("Held out"), _("Orders each"), _("… held out"),
        _("More orders"), _("95% interval"), _("Attributed orders"), _("What can be said"),
    )  # fmt: skip
    cells = tuple(
        (
            Cell(row.campaign.name, url=_page_of(row)),
            COUNT.cell(row.treated),
            COUNT.cell(row.held_out),
            EACH.cell(_each(row.treated_orders, row.treated)),
            EACH.cell(_each(row.held_out_orders, row.held_out)),
            COUNT.cell(row.orders),
            Cell(_effect(row, "orders", COUNT)[1] or None),
            COUNT.cell(row.attributed_orders),
            Cell(str(word.label)),
        )
        for row, word in zip(rows, told, strict=True)
    )
    return Figure(
        "changed", _("What campaigns changed"), Table(columns, cells),
        note=_(
            "A customer counts from their first entry, whether or not a message reached them. "
            "Attributed orders came by a link: it does not say that they would not have come."
        ),
        missing=_("No campaign was held beside customers left alone in these days yet."),
    )  # fmt: skip


def _earned(rows: list[CampaignResult]) -> Figure:
    columns = (
        _("Campaign"), _("More revenue"), _("95% interval"), _("More margin"), _("95% interval"),
        _("Cost"), _("Earned"), _("For each unit spent"), _("Given away"),
    )  # fmt: skip
    cells = []
    for row in rows:
        net = earnings(row)
        cells.append(
            (
                Cell(row.campaign.name, url=_page_of(row)),
                MONEY.cell(row.revenue_minor),
                Cell(_effect(row, "revenue", MONEY)[1] or None),
                MONEY.cell(row.margin_minor),
                Cell(_effect(row, "margin", MONEY)[1] or None),
                MONEY.cell(row.cost_minor),
                MONEY.cell(net.net_minor),
                COUNT.cell(net.ratio),
                MONEY.cell(row.discount_minor),
            )
        )
    return Figure(
        "earned", _("What campaigns earned"), Table(columns, tuple(cells)),
        note=_(
            "Without tax and after discounts, so that what was given away is never taken off twice."
        ),
        missing=_("No campaign was held beside customers left alone in these days yet."),
    )  # fmt: skip


def _said(said: dict[int, Said]) -> Figure:
    campaigns = Campaign.objects.in_bulk(list(said))
    columns = (
        _("Campaign"), _("Sent"), _("Share opened"), _("Share clicked"), _("Unsubscribed"),
        _("Bounced"), _("Complained"), _("Not sent"), _("Failed"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(campaigns[key].name),
            COUNT.cell(one.sent),
            SHARE.cell(one.open_rate),
            SHARE.cell(one.click_rate),
            SHARE.cell(one.unsubscribe_rate),
            *(COUNT.cell(count) for count in _counts(one)),
        )
        for key, one in sorted(said.items(), key=lambda each: -each[1].sent)
    )
    return Figure(
        "said", _("What campaigns said"), Table(columns, rows),
        missing=_("No messages went out in these days."),
    )  # fmt: skip


def _counts(one: Said) -> tuple[int | None, ...]:
    """What happened to few readers of few is nobody's business."""
    is_told = one.open_rate is not None
    return (
        one.bounced if is_told else None,
        one.complained if is_told else None,
        one.skipped,
        one.failed,
    )


def _notes(together: ProgrammeResult | None) -> tuple[str, ...]:
    if together is not None:
        return ()
    return (
        _(
            "What all campaigns together earn is known when at least thirty customers whom the "
            "contact policy holds out of everything have entered one."
        ),
    )


def _said_in(period: Period) -> dict[int, Said]:
    return said_by_campaign(period.first, period.last)


def _sum(said: dict[int, Said]) -> Said:
    return Said(*(sum(getattr(one, part.name) for one in said.values()) for part in fields(Said)))


def _each(orders: int, customers: int) -> float | None:
    return orders / customers if customers else None


def _page_of(row: CampaignResult) -> str:
    return reverse("admin:campaign_result", args=[row.campaign_id])


EACH = Unit(
    lambda value: f"{value:.3f}", lambda value: f"{value:.2f}", lambda value: round(value, 4)
)
"""Orders of one customer."""

register(
    Dashboard(
        slug="campaigns",
        title=gettext_lazy("Campaigns"),
        icon="mark_email_read",
        about=gettext_lazy("What campaigns said, what that changed, cost and earned."),
        read=read,
    )
)
