"""The drawing of a month: what it took so far, and what is expected of its rest."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foundation.charts import Series
from foundation.forecast_charts import Band, band_chart
from shop.dashboards.drawings import table_of
from shop.dashboards.frame import Figure, Size, Table
from shop.dashboards.outlook import Outlook
from shop.dashboards.telling import MONEY, short_money


def month_figure(
    outlook: Outlook | None, target: float | None, *, title: str, missing: str
) -> Figure:
    """A month's revenue added up, as it was and as it is expected, with its band and its target."""
    if outlook is None:
        return Figure("month", title, Table((), ()), missing=missing)
    days, done = outlook.month.each_day(), len(outlook.past)
    labels = [date_format(day, "j M") for day in days]
    ahead: list[float | None] = [None] * done
    past = Series(_("Taken"), [*outlook.past, *[None] * (len(days) - done)], "past")
    lines = [Series(_("Expected"), [*ahead, *outlook.mean]), past]
    if target:
        lines.append(Series(_("Target"), [target] * len(days), "before"))
    band = Band(_("Four times of five"), [*ahead, *outlook.low], [*ahead, *outlook.high])

    def draw(size: Size) -> SafeString:
        return band_chart(
            labels,
            lines,
            [band],
            title=title,
            describe=short_money,
            now_at=done or None,
            now_label=_("today"),
            width=size.width,
            height=size.height,
            every=max(-(-len(labels) // size.marks), 1),
        )

    return Figure(
        "month",
        title,
        table_of(labels, [past, *lines[:1], *lines[2:], *band.edges], heading=_("Day"), unit=MONEY),
        draw=draw,
        legend=(*((line.style, line.name) for line in lines), (band.style, band.name)),
        note=_(
            "The shop's forecast of units, each worth what one brought in over the last four "
            "weeks. The band holds if all days to come go the same way; the month as a whole is "
            "surer."
        ),
    )
