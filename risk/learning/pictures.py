"""What the pages of the model's versions show of it in use."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foundation.charts import Series, line_chart
from mlops.models import ModelVersion
from mlops.pictures import table
from risk.learning.weeks import Week, weeks_in_use


def weeks_panel(version: ModelVersion) -> SafeString | None:
    """Recall and precision by week, of whichever version served then; None before anything was
    known to be fraud."""
    weeks = weeks_in_use()
    if not any(week.frauds for week in weeks):
        return None
    legend = format_html(
        '<p class="staff-legend"><span>{}</span><span class="staff-legend-before">{}</span></p>',
        _("Recall"),
        _("Precision"),
    )
    explained = format_html(
        "<p>{}</p>",
        _(
            "By the scores that were given then, with a look at the highest 2 % of each door. "
            "Recall: how many of the frauds that are known by now are among them. Precision: how "
            "many of those of which anybody said what they were are frauds. The last weeks know "
            "too little: chargebacks come late."
        ),
    )
    return explained + legend + _drawn(weeks)


def _drawn(weeks: list[Week]) -> SafeString:
    labels = [date_format(week.begins, "j M") for week in weeks]
    shares = [
        Series(_("Recall"), [week.recall for week in weeks]),
        Series(_("Precision"), [week.precision for week in weeks], "before"),
    ]
    picture = line_chart(
        labels,
        shares,
        title=_("Recall and precision by week"),
        describe="{:.0%}".format,
        every=max(len(weeks) // 6, 1),
    )
    head = (_("Week from"), _("Attempts"), _("Frauds"), _("Recall"), _("Precision"))
    rows = [
        (name, week.attempts, week.frauds, _share(week.recall), _share(week.precision))
        for name, week in zip(labels, weeks, strict=True)
    ]
    return picture + format_html('<div class="staff-scroll">{}</div>', table(head, rows))


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
