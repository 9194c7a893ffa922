"""What each subject did, summed by the database: six sums an arm and metric, no row a visitor.

Subjects are compared, never impressions: whoever saw an arm counts once, from when they first saw
it, with all they did afterwards. What they did before, since some weeks before the start, is the
covariate that takes noise out (``algorithms.cuped``); a share has in its place what it is a share
of (``algorithms.shares``).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from events.models import Event
from events.names import EventName
from experiments.algorithms.moments import Estimate, Moments
from experiments.algorithms.shares import share
from experiments.metrics import Metric
from experiments.models import Experiment, Exposure, Unit

BEFORE = timedelta(days=28)

_BASE_VALUE = {
    "postgresql": "CAST(e.payload ->> 'base' AS BIGINT)",
    "sqlite": "json_extract(e.payload, '$.base')",
}
# Opens and clicks are of one campaign where the test is about one; of all mails, what came before.
_OF_THE_TEST = "(p.campaign = '' OR e.campaign = p.campaign)"
_ORDERED = f"e.name = '{EventName.ORDER_PLACED.value}'"
_ADDED = f"e.name = '{EventName.CART_ITEM_ADDED.value}'"
_OPENED = f"e.name = '{EventName.MAIL_OPENED.value}'"
_CLICKED = f"e.name = '{EventName.MAIL_CLICKED.value}'"
_WRITTEN_TO = f"HAVING MAX(CASE WHEN e.name = '{EventName.MAIL_SENT.value}' THEN 1 ELSE 0 END) = 1"


def _value_of(metric: Metric, when: str) -> str:
    """SQL for one subject's value of a metric, from their events for which ``when`` holds."""
    value = f"COALESCE({_BASE_VALUE[connection.vendor]}, e.value_minor, 0)"
    each = {
        Metric.CONVERSION: ("MAX", _ORDERED, "1"),
        Metric.ORDERS: ("SUM", _ORDERED, "1"),
        Metric.REVENUE: ("SUM", _ORDERED, value),
        Metric.CART: ("MAX", _ADDED, "1"),
        Metric.RETURNS: ("SUM", f"{_ORDERED} AND r.order_ref IS NOT NULL", "1"),
        Metric.OPENED: ("MAX", _OPENED, "1"),
        Metric.CLICKED: ("MAX", _CLICKED, "1"),
    }
    together, what, counted = each[metric]
    return f"1.0 * {together}(CASE WHEN {what} AND {when} THEN {counted} ELSE 0 END)"


def _pair_of(metric: Metric) -> tuple[str, str]:
    """SQL for a subject's outcome since they were exposed, and for what stands beside it."""
    since, before = "e.occurred_at >= x.first_at", "e.occurred_at < x.first_at"
    if metric.is_share:
        return _value_of(metric, since), _value_of(Metric.ORDERS, since)
    if metric.is_of_mail:
        return _value_of(metric, f"{since} AND {_OF_THE_TEST}"), _value_of(metric, before)
    return _value_of(metric, since), _value_of(metric, before)


# A return names its order and nobody: whose it was is told by the order.
_RETURNED = """
    LEFT JOIN (SELECT DISTINCT order_ref FROM {events}
               WHERE name = %s AND occurred_at >= %s AND occurred_at < %s AND order_ref <> '') r
        ON r.order_ref = e.order_ref AND {ordered}
"""
_BY_ARM = """
SELECT arm_id, COUNT(*), {sums} FROM (
    SELECT x.id, x.arm_id, {values} FROM {exposures} x
    JOIN {experiments} p ON p.id = x.experiment_id
    LEFT JOIN {events} e ON e.{unit} = x.subject AND e.name IN ({names})
        AND e.occurred_at >= %s AND e.occurred_at < %s
    {returned}
    WHERE x.experiment_id = %s AND x.first_at < %s
    GROUP BY x.id, x.arm_id
) AS subjects GROUP BY arm_id
"""
_BY_SUBJECT = """
SELECT COUNT(*), SUM(y), SUM(y * y), SUM(x), SUM(x * x), SUM(x * y) FROM (
    SELECT {value} AS y, {beside} AS x FROM {events} e {returned}
    WHERE e.{unit} IS NOT NULL AND e.occurred_at >= %s AND e.occurred_at < %s
    GROUP BY e.{unit} {among}
) AS subjects
"""


def moments_by_arm(experiment: Experiment, *, until: datetime) -> dict[Metric, dict[int, Moments]]:
    """Per metric and arm (by primary key) the moments of all who had seen it before ``until``.

    An arm that nobody has seen is absent.
    """
    if experiment.started_at is None:
        return {metric: {} for metric in experiment.metrics}
    metrics = experiment.metrics
    pairs = [_pair_of(metric) for metric in metrics]
    values = ", ".join(f"{y} AS y{index}, {x} AS x{index}" for index, (y, x) in enumerate(pairs))
    sums = ", ".join(
        f"SUM(y{i}), SUM(y{i} * y{i}), SUM(x{i}), SUM(x{i} * x{i}), SUM(x{i} * y{i})"
        for i in range(len(metrics))
    )
    since, names = experiment.started_at - BEFORE, _names(metrics)
    rows = _ask(
        _BY_ARM, experiment.unit, values=values, sums=sums, names=", ".join(["%s"] * len(names)),
        parameters=[
            *names, since, until,
            EventName.PRODUCT_RETURNED.value, since, until, experiment.pk, until,
        ],
    )  # fmt: skip
    found: dict[Metric, dict[int, Moments]] = {metric: {} for metric in metrics}
    for arm, subjects, *numbers in rows:
        for index, metric in enumerate(metrics):
            five = [float(number or 0) for number in numbers[index * 5 : index * 5 + 5]]
            found[metric][arm] = Moments.of_sums(int(subjects), *five)
    return found


def estimate_of_everybody(
    metric: Metric, *, unit: str, since: datetime, until: datetime
) -> Estimate:
    """A metric over all who did anything in a time: what to expect unchanged.

    Of mails: over all who were written to.
    """
    rows = _ask(
        _BY_SUBJECT, unit, value=_value_of(metric, "1 = 1"),
        beside=_value_of(Metric.ORDERS, "1 = 1"), among=_WRITTEN_TO if metric.is_of_mail else "",
        parameters=[
            EventName.PRODUCT_RETURNED.value, since, until, since, until,
        ],
    )  # fmt: skip
    [(subjects, *sums)] = rows
    found = Moments.of_sums(int(subjects), *(float(total or 0) for total in sums))
    return share(found) if metric.is_share else Estimate(found.n, found.mean, found.variance)


def _names(metrics: list[Metric]) -> list[str]:
    """Of the events that are looked at: no others are read."""
    names = [EventName.ORDER_PLACED, EventName.CART_ITEM_ADDED]
    if any(metric.is_of_mail for metric in metrics):
        names += [EventName.MAIL_OPENED, EventName.MAIL_CLICKED]
    return [name.value for name in names]


def _ask(template: str, unit: str, *, parameters: list[Any], **parts: str) -> list[Any]:
    """Names of tables and columns are put in; every value is a parameter."""
    events = connection.ops.quote_name(Event._meta.db_table)
    sql = template.format(
        events=events,
        exposures=connection.ops.quote_name(Exposure._meta.db_table),
        experiments=connection.ops.quote_name(Experiment._meta.db_table),
        unit=Unit(unit).value,
        returned=_RETURNED.format(events=events, ordered=_ORDERED),
        **parts,
    )
    adapted = [
        connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
        for value in parameters
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, adapted)
        return list(cursor.fetchall())
