"""Groups of customers in words, tables and drawings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics.admin.words import count_text, share_text
from analytics.customers.clustering import NAME, TASK
from analytics.customers.naming import group_name, segment_name
from analytics.customers.selectors import (
    MOVED_WITHIN,
    OTHERS,
    GroupFigures,
    Moves,
    latest_day,
    latest_groups,
    moves_between,
    segment_course,
)
from analytics.customers.strategies import strategies
from analytics.models import Grouping, RfmSegment, SegmentStrategy
from foundation.admin import compact_money, label, money_text
from foundation.charts import Series, Value, data_table, line_chart
from mlops.selectors import champion

WIDE, NARROW = (880, 260), (400, 240)
MOST_MARKS, MOST_NARROW_MARKS = 9, 4
MOST_COMBINED = 15
MOST_MOVES = 12
COLOURS: dict[str, str] = {
    RfmSegment.CHAMPIONS: "success",
    RfmSegment.LOYAL: "success",
    RfmSegment.POTENTIAL_LOYALISTS: "info",
    RfmSegment.NEW: "info",
    RfmSegment.PROMISING: "info",
    RfmSegment.NEED_ATTENTION: "warning",
    RfmSegment.ABOUT_TO_SLEEP: "warning",
    RfmSegment.AT_RISK: "danger",
    RfmSegment.CANNOT_LOSE: "danger",
}
"""What is long gone is plain: nothing about it is pressing."""
_BEST = (RfmSegment.CHAMPIONS, RfmSegment.LOYAL)
_GROWING = (RfmSegment.POTENTIAL_LOYALISTS, RfmSegment.NEW, RfmSegment.PROMISING)


def overview_context(request: HttpRequest) -> dict[str, Any]:
    """What the page shows; nothing but why, where no profile was written yet."""
    day = latest_day()
    if day is None:
        return {"day": None}
    groups = latest_groups(Grouping.RFM)
    return {
        "day": day,
        "facts": _facts(groups),
        "segments": _segments(request, groups),
        "plans": _plans(request),
        "figure": course_figure(day),
        "moves": [_move(each) for each in _latest_moves(day)],
        "moved_within": MOVED_WITHIN,
        "behaviour": _rows(Grouping.BEHAVIOUR, latest_groups(Grouping.BEHAVIOUR)),
        "quality": _quality(),
        "demographic": _rows(Grouping.DEMOGRAPHIC, latest_groups(Grouping.DEMOGRAPHIC)),
        "combined": _rows(Grouping.COMBINED, _largest(latest_groups(Grouping.COMBINED))),
    }


def segment_label(segment: str) -> SafeString:
    """A segment on its colour."""
    return label(segment_name(segment), COLOURS.get(segment, ""))


def course_figure(day: date) -> dict[str, Any] | None:
    """Who is well, who grows and who slips away, over the last year; None for a single day."""
    course = segment_course(until=day)
    if len(course) < 2:
        return None
    slipping = [each for each in RfmSegment if each not in (*_BEST, *_GROWING)]
    lines = [
        Series(_("Champions and loyal"), _sums(course, _BEST)),
        Series(_("New and growing"), _sums(course, _GROWING), "past"),
        Series(_("Slipping away or gone"), _sums(course, slipping), "before"),
    ]
    labels = [date_format(each, "j M") for each in course]
    title = _("Customers by how they stand")
    return {
        "title": title,
        "legend": [(line.style, line.name) for line in lines],
        "wide": _draw(labels, lines, title, WIDE, MOST_MARKS),
        "narrow": _draw(labels, lines, title, NARROW, MOST_NARROW_MARKS),
        "table": data_table(labels, lines, heading=_("Day"), describe=count_text),
    }


def _draw(
    labels: list[str], lines: list[Series], title: str, size: tuple[int, int], marks: int
) -> SafeString:
    return line_chart(
        labels, lines, title=title, describe=count_text, width=size[0], height=size[1],
        every=max(len(labels) // marks, 1),
    )  # fmt: skip


def _sums(course: dict[date, dict[str, int]], segments: Sequence[str]) -> list[Value]:
    return [sum(counts.get(segment, 0) for segment in segments) for counts in course.values()]


def _facts(groups: list[GroupFigures]) -> list[tuple[str, str]]:
    people = sum(group.customers for group in groups)
    risks = [
        (group.churn_risk, group.customers) for group in groups if group.churn_risk is not None
    ]
    weight = sum(count for _risk, count in risks)
    worths = [group.value_365_minor for group in groups if group.value_365_minor is not None]
    facts = [
        (_("Customers who ordered"), count_text(people)),
        (_("Revenue so far"), _money(sum(group.revenue_minor for group in groups))),
    ]
    if weight:
        mean = sum(risk * count for risk, count in risks) / weight
        facts.append((_("Mean churn risk"), share_text(mean)))
    if worths:
        facts.append((_("Expected of the next year"), _money(sum(worths))))
    return facts


def _segments(request: HttpRequest, groups: list[GroupFigures]) -> list[dict[str, Any]]:
    may_list = request.user.has_perm("analytics.view_customerprofile")
    people = sum(group.customers for group in groups) or 1
    return [
        _row(Grouping.RFM, group, people)
        | {
            "label": _("Others") if group.value == OTHERS else segment_label(group.value),
            "url": _list_url(group.value) if may_list and group.value != OTHERS else "",
        }
        for group in groups
    ]


def _plans(request: HttpRequest) -> list[dict[str, Any]]:
    """What is done for whom, of every segment: nobody needs to be in it."""
    own = dict(SegmentStrategy.objects.values_list("segment", "pk"))
    may_edit = request.user.has_perm("analytics.change_segmentstrategy")
    return [
        {
            "name": plan.segment.label,
            "label": segment_label(plan.segment),
            "action": plan.action,
            "tone": plan.tone,
            "channel": plan.channel.label,
            "offers": _("up to %(off)s%%") % {"off": plan.most_off_percent}
            if plan.offers_allowed
            else _("none"),
            "edit_url": _edit_url(plan.segment, own) if may_edit else "",
        }
        for plan in strategies()
    ]


def _list_url(segment: str) -> str:
    query = urlencode({"segment__exact": segment})
    return f"{reverse('admin:analytics_customerprofile_changelist')}?{query}"


def _edit_url(segment: str, own: dict[str, int]) -> str:
    if segment in own:
        return reverse("admin:analytics_segmentstrategy_change", args=[own[segment]])
    query = urlencode({"segment": segment})
    return f"{reverse('admin:analytics_segmentstrategy_add')}?{query}"


def _rows(grouping: Grouping, groups: list[GroupFigures]) -> list[dict[str, Any]]:
    people = sum(group.customers for group in groups) or 1
    return [_row(grouping, group, people) for group in groups]


def _row(grouping: Grouping, group: GroupFigures, people: int) -> dict[str, Any]:
    return {
        "name": _("Others") if group.value == OTHERS else group_name(grouping, group.value),
        "customers": count_text(group.customers),
        "share": share_text(group.customers / people),
        "bar": round(100 * group.customers / people),
        "orders": count_text(group.orders / group.customers, places=1) if group.customers else "–",
        "revenue": _money(group.revenue_minor),
        "each": money_text(
            group.revenue_minor // max(group.customers, 1), settings.SHOP_BASE_CURRENCY
        ),
        "churn": share_text(group.churn_risk),
        "worth": _money(group.value_365_minor),
    }


def _largest(groups: list[GroupFigures]) -> list[GroupFigures]:
    """The largest groups; what stands together as others stays at the end."""
    named = [group for group in groups if group.value != OTHERS]
    others = [group for group in groups if group.value == OTHERS]
    return [*sorted(named, key=lambda group: -group.customers)[:MOST_COMBINED], *others]


def _latest_moves(day: date) -> list[Moves]:
    return moves_between(day - timedelta(days=MOVED_WITHIN - 1), day)[:MOST_MOVES]


def _move(move: Moves) -> dict[str, Any]:
    return {
        "before": segment_label(move.before) if move.before else _("New here"),
        "after": segment_label(move.after),
        "customers": count_text(move.customers),
    }


def _quality() -> dict[str, str] | None:
    """How well the clusters that serve part, on customers that they did not learn from."""
    version = champion(NAME)
    told = version.metrics.get(TASK) if version else None
    if version is None or not told:
        return None
    return {
        "silhouette": count_text(told["silhouette"], places=2),
        "smallest": share_text(told["smallest share"]),
        "steady": count_text(told["least Jaccard over bootstraps"], places=2),
        "version": version.version,
    }


def _money(minor: int | None) -> str:
    """Rounded as sums of many people are read; exact sums stand on the dashboards."""
    return "–" if minor is None else compact_money(minor, settings.SHOP_BASE_CURRENCY)
