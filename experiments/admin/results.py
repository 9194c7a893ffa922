"""What an experiment's page shows of its results: sentences, a table and two kinds of plots."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from experiments.metrics import Metric
from experiments.models import Experiment
from experiments.plots import Reach, course_plot, interval_plot
from experiments.results import Line, Report, percent, reach, report
from foundation.admin import label, money_text


def results_block(experiment: Experiment) -> SafeString:
    """The results in words and figures, for the experiment's page."""
    found = report(experiment)
    return render_to_string("admin/experiments/results.html", _context(found))


def _context(found: Report) -> dict[str, Any]:
    told = [
        {"label": label(said.heading, said.weight), "text": said.text} for said in found.sentences
    ]
    context: dict[str, Any] = {
        "sentences": told,
        "can_conclude": found.can_conclude and found.experiment.stopped_at is None,
    }
    if found.measured_at is None:
        return context
    primary = next(line for line in found.lines if line.metric == found.experiment.primary_metric)
    return context | {
        "rows": [_row(line) for line in found.lines],
        "ratio_state": _("broken") if found.ratio.is_broken else _("as planned"),
        "ratio_p": f"{found.ratio.p_value:.2g}",
        "noise": f"{number_format(primary.snapshot.variance_left * 100, 0)}%",
        "measured_at": date_format(localtime(found.measured_at), "SHORT_DATETIME_FORMAT"),
        "intervals": _intervals(found),
        "courses": _courses(found),
    }


def _row(line: Line) -> dict[str, object]:
    row = line.snapshot
    return {
        "arm": line.arm.slug,
        "metric": line.metric.label,
        "share": f"{number_format(line.arm.share / 100, 1)}%",
        "subjects": number_format(row.subjects, force_grouping=True),
        "mean": _mean(line.metric, row.mean),
        "lift": "–" if row.lift is None else percent(row.lift),
        "reach": "–" if line.arm.is_control else reach(row),
    }


def _mean(metric: Metric, value: float) -> str:
    if metric is Metric.REVENUE:
        return money_text(round(value), settings.SHOP_BASE_CURRENCY) or "–"
    if metric.is_rate or metric.is_share:
        return f"{number_format(value * 100, 2)}%"
    return str(number_format(value, 3))


def _intervals(found: Report) -> SafeString:
    reaches = [
        Reach(
            f"{line.arm.slug} · {line.metric.label}",
            line.snapshot.lift_lower,
            line.snapshot.lift,
            line.snapshot.lift_upper,
        )
        for line in found.lines
        if not line.arm.is_control
    ]
    return interval_plot(reaches, title=_("Differences from control"))


def _courses(found: Report) -> list[dict[str, object]]:
    """One plot for each arm but control, of what the experiment is judged by."""
    plots: list[dict[str, object]] = []
    for arm in found.arms:
        days = found.course[arm.pk]
        # A band needs two days: one day alone is told by the interval above.
        if arm.is_control or sum(row.lift is not None for row in days) < 2:
            continue
        title = _("“%(arm)s” day by day: %(metric)s") % {
            "arm": arm.slug,
            "metric": Metric(found.experiment.primary_metric).label,
        }
        reaches = [
            Reach(date_format(row.day, "j M"), row.lift_lower, row.lift, row.lift_upper)
            for row in days
        ]
        plots.append({"title": title, "drawing": course_plot(reaches, title=title)})
    return plots
