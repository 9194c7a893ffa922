"""The service report in words, figures and a chart with its table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from assistant.desk.report import ServiceReport, service_report
from foundation import clock
from foundation.charts import Series, data_table, line_chart

SPANS: Final = {7: gettext_lazy("7 days"), 28: gettext_lazy("28 days"), 90: gettext_lazy("90 days")}
USUAL_SPAN: Final = 28
WIDE, NARROW = (880, 260), (400, 240)
MOST_MARKS, MOST_NARROW_MARKS = 9, 4


def report_context(request: HttpRequest) -> dict[str, Any]:
    """The report over the days that the address asks for."""
    days = _span(request.GET.get("days", ""))
    last = clock.business_day()
    report = service_report(first=last - timedelta(days=days - 1), last=last)
    return {
        "report": report,
        "spans": [
            {"title": title, "url": f"?days={each}", "is_on": each == days}
            for each, title in SPANS.items()
        ],
        "tiles": _tiles(report),
        "figure": _figure(report),
        "ratings": _ratings(report),
        "notes": [
            (talk, reverse("admin:assistant_conversation_change", args=[talk.pk]))
            for talk in report.content.notes
        ],
        "intents": [
            (line, percent(1 - line.unanswered / line.answers) if line.answers else "–")
            for line in report.intents
        ],
    }


def percent(share: float | None) -> str:
    """``84%``; a dash where there is nothing to tell a share of."""
    return "–" if share is None else f"{number_format(100 * share, 0)}%"


def span_words(span: timedelta | None) -> str:
    """``2 h 5 min`` of opening; a dash where there is none."""
    if span is None:
        return "–"
    minutes = round(span.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def _span(asked: str) -> int:
    return int(asked) if asked in {str(each) for each in SPANS} else USUAL_SPAN


def _tiles(report: ServiceReport) -> list[dict[str, str]]:
    promises, content = report.promises, report.content
    stars = _("%(stars)s of 5") % {"stars": number_format(content.stars or 0, 1)}
    told = (
        (
            _("Settled without staff"),
            percent(report.decisions.share_alone),
            _told(ngettext_lazy("of %d conversation", "of %d conversations"), report.decisions.all),
        ),
        (
            _("Answered in time"),
            percent(promises.share_kept),
            _("%(kept)d in time, %(late)d late") % {"kept": promises.kept, "late": promises.late},
        ),
        (
            _("First answer of staff"),
            span_words(promises.usual),
            _("nine of ten within %(time)s, in opening hours")
            % {"time": span_words(promises.slow)},
        ),
        (
            _("Satisfaction"),
            stars if content.count else "–",
            _told(ngettext_lazy("%d rating", "%d ratings"), content.count),
        ),
        (
            _("Waiting now"),
            str(report.now.waiting),
            _told(ngettext_lazy("%d overdue", "%d overdue"), report.now.overdue),
        ),
        (
            _("Handed over"),
            str(promises.handed_over),
            _told(
                ngettext_lazy("%d conversation closed", "%d conversations closed"), report.closed
            ),
        ),
    )
    return [{"title": title, "value": value, "note": note} for title, value, note in told]


def _told(words: Any, count: int) -> str:
    return str(words % count)


def _whole(value: float) -> str:
    """A mark of the axis; none between two whole conversations."""
    return f"{value:,.0f}" if value == round(value) else ""


def _figure(report: ServiceReport) -> dict[str, Any]:
    labels = [date_format(day, "j M") for day in report.days]
    series = [
        Series(_("Conversations"), [float(report.started.get(day, 0)) for day in report.days]),
        Series(
            _("Handed over"),
            [float(report.handed_over.get(day, 0)) for day in report.days],
            "before",
        ),
    ]
    title = _("Conversations by day")

    def drawn(size: tuple[int, int], marks: int) -> Any:
        every = max(1, -(-len(labels) // marks))
        return line_chart(
            labels, series, title=title, describe_axis=_whole, width=size[0], height=size[1],
            every=every,
        )  # fmt: skip

    return {
        "title": title,
        "legend": [(line.style, line.name) for line in series],
        "wide": drawn(WIDE, MOST_MARKS),
        "narrow": drawn(NARROW, MOST_NARROW_MARKS),
        "table": data_table(labels, series, heading=_("Day")),
    }


def _ratings(report: ServiceReport) -> list[dict[str, int]]:
    return [{"stars": stars, "count": count} for stars, count in report.content.ratings.items()]
