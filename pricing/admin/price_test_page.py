"""What the page of a price test shows: what it would find, its schedule, what it found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from experiments.plots import Reach, interval_plot
from experiments.results import percent
from foundation.admin import label, money_text
from pricing.models import PriceTest, PriceTestState, PriceTestVerdict
from pricing.price_tests.plans import Plan, PlannedCluster
from pricing.price_tests.readings import Measure
from pricing.price_tests.results import Line, Result
from pricing.price_tests.selectors import progress

MOST_CLUSTERS = 40
VERDICT_COLOURS = {
    PriceTestVerdict.BETTER: "success",
    PriceTestVerdict.WORSE: "danger",
    PriceTestVerdict.ALIKE: "info",
    PriceTestVerdict.TOO_LITTLE: "warning",
}


def plan_block(test: PriceTest) -> SafeString | None:
    """What a test would find, and of which clusters; None before it was reckoned."""
    plan = Plan.of(test)
    if plan is None:
        return None
    context = {
        "problems": plan.problems if test.state == PriceTestState.DRAFT else [],
        "sentences": _foretold(test, plan),
        "measure": Measure(plan.measure).words,
        "clusters": [_cluster(one, plan.measure) for one in plan.clusters[:MOST_CLUSTERS]],
        "more": max(len(plan.clusters) - MOST_CLUSTERS, 0),
        "left_out": [(one.name, one.words) for one in plan.left_out[:MOST_CLUSTERS]],
        "left_out_more": max(len(plan.left_out) - MOST_CLUSTERS, 0),
    }
    return render_to_string("admin/pricing/price_test_plan.html", context)


def schedule_block(test: PriceTest) -> SafeString | None:
    """Which cluster asks which price when; None before chance drew it."""
    periods = list(test.schedule.order_by("cluster", "number"))
    if not periods:
        return None
    left = {
        item.cluster: item.get_left_because_display()
        for item in test.items.exclude(left_because="").order_by("-left_because")
    }
    names = dict(test.items.values_list("cluster", "cluster_name"))
    now = progress(test)
    context = {
        "firsts": [
            {
                "day": date_format(row.first_day, "j M"),
                "is_now": now is not None and now.period == row.number,
            }
            for row in periods
            if row.cluster == periods[0].cluster
        ],
        "rows": [
            {
                "name": names.get(cluster, ""),
                "left": left.get(cluster, ""),
                "asks": [row.asks_test for row in periods if row.cluster == cluster],
            }
            for cluster in sorted({row.cluster for row in periods})[:MOST_CLUSTERS]
        ],
        "progress": _progress(test),
    }
    return render_to_string("admin/pricing/price_test_schedule.html", context)


def result_block(test: PriceTest) -> SafeString | None:
    """The verdict in words, with intervals; None before the test has ended."""
    result = Result.of(test)
    if result is None:
        return None
    verdict = PriceTestVerdict(test.verdict)
    context: dict[str, Any] = {
        "verdict": label(verdict.label, VERDICT_COLOURS.get(verdict, "")),
        "sentences": _found(result),
        "can_conclude": test.state == PriceTestState.ENDED,
        "measured_at": date_format(
            localtime(datetime.fromisoformat(result.measured_at)), "SHORT_DATETIME_FORMAT"
        ),
    }
    if result.lines:
        title = _("The test price against the usual one, with 95% intervals")
        context |= {
            "title": title,
            "plot": interval_plot([_reach(line) for line in result.lines], title=title),
            "rows": [_row(line) for line in result.lines],
        }
    return render_to_string("admin/pricing/price_test_result.html", context)


def _foretold(test: PriceTest, plan: Plan) -> list[str]:
    told = [
        _("%(days)s days: %(pairs)s pairs of periods of %(period)s days; price step %(step)s.")
        % {
            "days": test.days,
            "pairs": test.pairs,
            "period": test.period_days,
            "step": percent(test.step_basis_points / 10_000),
        }
    ]
    if plan.smallest is not None:
        told.append(
            _(
                "%(measure)s: an effect of %(smallest)s of what is usual would be found four times "
                "of five, as far as the last half year tells."
            )
            % {"smallest": _share(plan.smallest), "measure": Measure(plan.measure).words}
        )
    if None not in (plan.expected, plan.expected_low, plan.expected_high):
        told.append(
            _("From what is believed of demand so far, %(low)s to %(high)s is expected.")
            % {"low": percent(plan.expected_low or 0), "high": percent(plan.expected_high or 0)}
        )
    if plan.sd_now is not None and plan.sd_after is not None:
        told.append(
            _("Elasticities are known to ±%(now)s; after the test to ±%(after)s, on average.")
            % {"now": number_format(plan.sd_now, 2), "after": number_format(plan.sd_after, 2)}
        )
    return told


def _found(result: Result) -> list[str]:
    told = [
        ngettext(
            "%(clusters)s cluster played %(pairs)s pairs of periods to the end.",
            "%(clusters)s clusters played %(pairs)s pairs of periods to the end.",
            result.clusters,
        )
        % {"clusters": result.clusters, "pairs": result.pairs}
    ]
    if line := result.primary:
        told.append(_effect(line, result))
    if result.clusters_left:
        told.append(
            ngettext(
                "%(count)s cluster left the test and is not counted.",
                "%(count)s clusters left the test and are not counted.",
                result.clusters_left,
            )
            % {"count": result.clusters_left}
        )
    if abs(result.test_out - result.usual_out) > 0.02:
        told.append(
            _(
                "Mind the stock: sold out %(test)s of the time at the test price and %(usual)s at "
                "the usual one."
            )
            % {"test": _share(result.test_out), "usual": _share(result.usual_out)}
        )
    return told


def _effect(line: Line, result: Result) -> str:
    if line.low is None or line.high is None:
        return _("The pairs that were played could not tell an effect from chance.")
    return _(
        "%(measure)s changed by %(effect)s, between %(low)s and %(high)s (95%%): "
        "%(money)s a day, between %(least)s and %(most)s."
    ) % {
        "measure": line.words,
        "effect": percent(line.effect),
        "low": percent(line.low),
        "high": percent(line.high),
        "money": _money(line.effect * result.usual_a_day),
        "least": _money(line.low * result.usual_a_day),
        "most": _money(line.high * result.usual_a_day),
    }


def _progress(test: PriceTest) -> str:
    now = progress(test)
    if now is None:
        return ""
    last = date_format(now.last_day, "DATE_FORMAT")
    if now.period is None:
        return _("It begins tomorrow and ends after %(last)s.") % {"last": last}
    return _(
        "Period %(number)s of %(periods)s; it ends after %(last)s. What it finds is shown then: "
        "who looks earlier stops when chance smiles."
    ) % {"number": min(now.period + 1, now.periods), "periods": now.periods, "last": last}


def _cluster(one: PlannedCluster, measure: str) -> dict[str, str]:
    return {
        "name": one.name,
        "products": number_format(one.products),
        "units": number_format(one.usual.get(Measure.UNITS, 0.0), 1),
        "a_day": _money(one.usual[measure]),
    }


def _reach(line: Line) -> Reach:
    if line.low is None or line.high is None:
        return Reach(line.words, None, None, None)
    return Reach(line.words, line.low, line.effect, line.high)


def _row(line: Line) -> dict[str, str]:
    is_told = line.low is not None and line.high is not None
    return {
        "measure": line.words,
        "effect": percent(line.effect),
        "reach": f"{percent(line.low or 0)} … {percent(line.high or 0)}" if is_told else "–",
        "p_value": number_format(line.p_value, 3)
        if line.p_value >= 0.001
        else f"< {number_format(0.001, 3)}",
    }


def _money(minor: float) -> str:
    return money_text(round(minor), settings.SHOP_BASE_CURRENCY) or "–"


def _share(value: float) -> str:
    return f"{number_format(value * 100, 1)}%"
