"""What the staff pages of models show in tables and drawings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.admin import label
from foundation.charts import Series, data_table, grouped_bar_chart, line_chart
from mlops.algorithms.drift import ALARM
from mlops.gate import Rival
from mlops.metrics import flat
from mlops.models import DriftReport

DRAWN = "ndcg@10"


def figure(value: object) -> str:
    """A number as short as it is told; other values as they are."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> SafeString | None:
    """Rows whose first cell names them; None (shown as a dash) without any."""
    body = format_html_join(
        "",
        "{}",
        (
            (
                format_html(
                    '<tr><th scope="row">{}</th>{}</tr>',
                    row[0],
                    format_html_join("", "<td>{}</td>", ((cell,) for cell in row[1:])),
                ),
            )
            for row in rows
        ),
    )
    if not body:
        return None
    return format_html(
        '<table class="staff-table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        format_html_join("", '<th scope="col">{}</th>', ((cell,) for cell in head)),
        body,
    )


def comparison_table(metrics: dict[str, Any], baseline: dict[str, Any]) -> SafeString | None:
    """Every figure of a model beside what the plain baseline reached on the same task."""
    plain = dict(flat(baseline))
    rows = [
        (name, figure(value), figure(plain[name]), _difference(value, plain[name]))
        if name in plain
        else (name, figure(value), "–", "–")
        for name, value in flat(metrics)
    ]
    return table((_("Figure"), _("This model"), _("Baseline"), _("Difference")), rows)


def contest_table(contests: Sequence[Mapping[str, Any]]) -> SafeString | None:
    """What the gate saw: each contest with its interval and its outcome."""
    rows = [
        (
            f"{one['task']} · {one['metric']}",
            Rival(one["rival"]).label,
            f"{one['ours']:.3f}",
            f"{one['theirs']:.3f}",
            _signed(one["difference"]),
            _("%(lower)s to %(upper)s")
            % {"lower": _signed(one["lower"]), "upper": _signed(one["upper"])},
            _signed(-one["tolerance"]),
            one["cases"],
            label(_("Not worse"), "success") if one["passed"] else label(_("Lost"), "danger"),
        )
        for one in contests
    ]
    head = (
        _("Task"), _("Against"), _("This model"), pgettext("rival", "The other"), _("Difference"),
        _("Interval"), _("Allowed"), _("Cases"), _("Outcome"),
    )  # fmt: skip
    found = table(head, rows)
    return None if found is None else format_html('<div class="staff-scroll">{}</div>', found)


def segment_charts(metrics: Mapping[str, Any], baseline: Mapping[str, Any]) -> SafeString | None:
    """A drawing for each surface: how well the lists of each segment are, beside the baseline."""
    drawings = [
        (surface, _segment_chart(surface, segments, baseline.get(surface, {})))
        for surface, segments in metrics.items()
        if isinstance(segments, dict) and any(DRAWN in _dict(one) for one in segments.values())
    ]
    if not drawings:
        return None
    legend = format_html(
        '<p class="staff-legend staff-legend-bars"><span>{}</span>'
        '<span class="staff-legend-before">{}</span></p>',
        _("This model"),
        _("Baseline"),
    )
    return legend + format_html_join("", "<h3>{}</h3>{}", drawings)


def drift_history(reports: Sequence[DriftReport]) -> SafeString:
    """The stability index of one figure by day, with the line above which it is a shift."""
    labels = [date_format(report.day, "j M") for report in reports]
    series = [
        Series(_("Stability index"), [report.psi for report in reports]),
        Series(_("Alarm"), [ALARM for _report in reports], "before"),
    ]
    describe = "{:.3f}".format
    every = max(len(reports) // 6, 1)
    return line_chart(
        labels, series, title=_("Stability index by day"), describe=describe, every=every
    ) + data_table(
        labels[-14:],
        [Series(line.name, line.values[-14:]) for line in series],
        heading=_("Day"),
        describe=describe,
    )


def bins_table(bins: Mapping[str, Any]) -> SafeString | None:
    """The share of each bin at training and now."""
    rows = [
        (name, f"{before:.1%}", f"{now:.1%}")
        for name, before, now in zip(
            bins.get("names", []), bins.get("before", []), bins.get("now", []), strict=False
        )
    ]
    return table((_("Group"), _("At training"), _("Now")), rows)


def _segment_chart(surface: str, ours: Mapping[str, Any], plain: Mapping[str, Any]) -> SafeString:
    names = [name for name in ours if DRAWN in _dict(ours[name])]
    return grouped_bar_chart(
        names,
        [
            Series(_("This model"), [ours[name][DRAWN] for name in names]),
            Series(_("Baseline"), [_dict(plain.get(name)).get(DRAWN) for name in names], "before"),
        ],
        title=f"{surface}: {DRAWN}",
        describe="{:.3f}".format,
        width=560,
        height=180,
    )


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")


def _difference(ours: object, baseline: object) -> str:
    """How far a figure is from the baseline's, in percent; a dash where that says nothing."""
    if not isinstance(ours, int | float) or not isinstance(baseline, int | float) or not baseline:
        return "–"
    return f"{(ours - baseline) / abs(baseline):+,.0%}".replace("-", "−")
