"""The risk report in words, figures and a chart with its table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation import clock
from foundation.charts import Series, data_table, line_chart
from risk.admin.words import attempt_title, base_money, moment_text
from risk.algorithms.vocabulary import Door, Outcome
from risk.decisions import Reason
from risk.kinds import DOORS, OUTCOMES
from risk.models import DoorPolicy
from risk.reviewing.report import Cost, DoorLine, Precision, RiskReport, risk_report
from risk.wording import told

SPANS: Final = {7: gettext_lazy("7 days"), 28: gettext_lazy("28 days"), 90: gettext_lazy("90 days")}
USUAL_SPAN: Final = 28
WIDE, NARROW = (880, 260), (400, 240)
MOST_MARKS, MOST_NARROW_MARKS = 9, 4
DRAWN: Final = ((Outcome.HOLD, "main"), (Outcome.STEP_UP, "before"), (Outcome.REFUSE, "past"))
"""Outcomes in the chart, and how their lines are drawn; what is let through would dwarf them."""
_OUTCOME_NAMES = dict(OUTCOMES)
_DOOR_NAMES = dict(DOORS)


def report_context(request: HttpRequest) -> dict[str, Any]:
    """The report over the days and the door that the address asks for."""
    days, door = _span(request.GET.get("days", "")), _door(request.GET.get("door", ""))
    last = clock.business_day()
    report = risk_report(first=last - timedelta(days=days - 1), last=last, door=door)
    return {
        "report": report,
        "spans": [
            {"title": title, "url": _address(each, door), "is_on": each == days}
            for each, title in SPANS.items()
        ],
        "days": days,
        "doors": [{"value": value, "text": text, "is_on": value == door} for value, text in DOORS],
        "tiles": _tiles(report),
        "observed": percent(report.observed.share),
        "figure": _figure(report),
        "door_rows": [_door_row(line) for line in report.doors],
        "rule_rows": _rule_rows(report.rules),
        "cost_rows": _cost_rows(report.cost),
        "missed": [
            {
                "title": attempt_title(attempt),
                "when": moment_text(attempt.occurred_at),
                "url": reverse("admin:risk_assessment_change", args=[attempt.pk]),
            }
            for attempt in report.latest_missed
        ],
        "assumptions": _assumptions(door),
    }


def percent(share: float | None) -> str:
    """``84%``; a dash where there is nothing to tell a share of; a digit more below 10 %."""
    if share is None:
        return "–"
    return f"{number_format(100 * share, 0 if share >= 0.1 or not share else 1)}%"


def span_words(span: timedelta | None) -> str:
    """``2 h 5 min``; a dash where there is none."""
    if span is None:
        return "–"
    hours, minutes = divmod(round(span.total_seconds() / 60), 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}


def _span(asked: str) -> int:
    return int(asked) if asked in {str(each) for each in SPANS} else USUAL_SPAN


def _door(asked: str) -> Door | None:
    return Door(asked) if asked in {each.value for each in Door} else None


def _address(days: int, door: Door | None) -> str:
    asked = {"days": days} | ({"door": door.value} if door else {})
    return f"?{urlencode(asked)}"


def _tiles(report: RiskReport) -> list[dict[str, str]]:
    return [
        {"title": title, "value": value, "note": note}
        for title, value, note in (*_people_told(report), *_money_told(report))
    ]


def _people_told(report: RiskReport) -> list[tuple[str, str, str]]:
    """How many were stopped, and how many of them rightly."""
    attempts, stopped = sum(line.count for line in report.doors), report.holds
    return [
        (
            _("Held or refused"),
            percent(stopped.count / attempts if attempts else None),
            ngettext("of %(count)s attempt", "of %(count)s attempts", attempts)
            % {"count": number_format(attempts, force_grouping=True)},
        ),
        (
            _("Rightly so"),
            percent(stopped.share),
            _("%(fraud)d fraud, %(honest)d honest, %(unknown)d unknown")
            % {"fraud": stopped.fraud, "honest": stopped.honest, "unknown": stopped.unknown},
        ),
    ]


def _money_told(report: RiskReport) -> list[tuple[str, str, str]]:
    """What was saved, what that cost, what was missed, and what is left."""
    cost, missed = report.cost, report.missed
    saved = ngettext(
        "%(count)d fraud stopped, with the bank's fees",
        "%(count)d frauds stopped, with the bank's fees",
        cost.stopped_fraud.count,
    ) % {"count": cost.stopped_fraud.count}
    wrong = _("%(held)d honest held, %(refused)d refused") % {
        "held": cost.held.count,
        "refused": cost.refused.count,
    }
    let_through = ngettext(
        "%(count)d fraud let through", "%(count)d frauds let through", missed.count
    ) % {"count": missed.count}
    return [
        (_("Saved"), base_money(cost.saved_minor), saved),
        (_("Cost of wrong alarms"), base_money(cost.wrong_minor), wrong),
        (_("Missed"), base_money(missed.minor), let_through),
        (
            _("Left of it"),
            base_money(cost.net_minor),
            _("saved, less refused sales and all looks"),
        ),
    ]


def _figure(report: RiskReport) -> dict[str, Any]:
    labels = [date_format(day, "j M") for day in report.days]
    series = [
        Series(
            str(_OUTCOME_NAMES[outcome]),
            [float(report.by_day.get(day, {}).get(outcome, 0)) for day in report.days],
            style,
        )
        for outcome, style in DRAWN
    ]
    title = _("Who did not simply pass, by day")

    def drawn(size: tuple[int, int], marks: int) -> Any:
        every = max(1, -(-len(labels) // marks))
        return line_chart(
            labels, series, title=title, describe_axis=_whole, width=size[0], height=size[1],
            every=every,
        )  # fmt: skip

    passed = Series(
        str(_OUTCOME_NAMES[Outcome.ALLOW]),
        [float(report.by_day.get(day, {}).get(Outcome.ALLOW, 0)) for day in report.days],
    )
    return {
        "title": title,
        "legend": [(line.style, line.name) for line in series],
        "wide": drawn(WIDE, MOST_MARKS),
        "narrow": drawn(NARROW, MOST_NARROW_MARKS),
        "table": data_table(labels, [passed, *series], heading=_("Day")),
    }


def _whole(value: float) -> str:
    """A mark of the axis; none between two whole attempts."""
    return f"{value:,.0f}" if value == round(value) else ""


def _door_row(line: DoorLine) -> dict[str, Any]:
    return {
        "name": _DOOR_NAMES[line.door],
        "count": line.count,
        "outcomes": [line.outcomes.get(outcome, 0) for outcome in Outcome],
        "held_share": percent(line.outcomes.get(Outcome.HOLD, 0) / line.count),
        "failures": line.failures,
    }


def _rule_rows(rules: Mapping[str, Precision]) -> list[dict[str, Any]]:
    """Rules by how often they applied, the most first, in words."""
    ranked = sorted(rules.items(), key=lambda entry: (-entry[1].count, entry[0]))
    words = told(Reason(key) for key, _precision in ranked)
    return [
        {
            "words": each.words,
            "count": precision.count,
            "fraud": precision.fraud,
            "honest": precision.honest,
            "share": percent(precision.share),
        }
        for each, (_key, precision) in zip(words, ranked, strict=True)
    ]


def _cost_rows(cost: Cost) -> list[tuple[str, str, str]]:
    """What, how much of it, and what it is worth."""
    return [
        (
            _("Honest attempts held, then let through"),
            _held_words(cost),
            base_money(cost.held.minor),
        ),
        (_("Looks of reviewers at honest ones"), "", base_money(cost.looks_at_honest_minor)),
        (
            _("Honest attempts refused: sales that were not made"),
            str(cost.refused.count),
            base_money(cost.refused.minor),
        ),
        (
            _("Honest customers lost by it, as the policy reckons"),
            number_format(cost.lost_customers, 1),
            "",
        ),
        (
            _("Fraud stopped"),
            str(cost.stopped_fraud.count),
            base_money(cost.stopped_fraud.minor),
        ),
        (_("Fees of the bank that were spared"), "", base_money(cost.spared_fees_minor)),
        (_("All looks of reviewers"), str(cost.looks), base_money(cost.looks_minor)),
    ]


def _held_words(cost: Cost) -> str:
    if cost.usual_delay is None:
        return str(cost.held.count)
    return _("%(count)d, usually for %(usual)s, at most %(longest)s") % {
        "count": cost.held.count,
        "usual": span_words(cost.usual_delay),
        "longest": span_words(cost.longest_delay),
    }


def _assumptions(door: Door | None) -> str:
    """What one look, one chargeback and one refusal are reckoned with."""
    asked = door or Door.CHECKOUT
    policy = DoorPolicy.objects.filter(door=asked).first() or DoorPolicy(door=asked)
    return _(
        "Reckoned with %(look)s a look, %(fee)s a chargeback and %(share)s of refused honest"
        " customers lost, as the policy of the door says (%(door)s)."
    ) % {
        "look": base_money(policy.review_cost_minor),
        "fee": base_money(policy.chargeback_fee_minor),
        "share": percent(policy.lost_customer_share),
        "door": _DOOR_NAMES[asked],
    }
