"""The page that tells how the shop's demand answers to price, and why it is not steeper."""

from __future__ import annotations

from math import expm1
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from foundation.charts import Series, bar_chart, data_table
from pricing.explaining_elasticities import signed
from pricing.selectors.elasticities import (
    CategoryCross,
    DemandAnswers,
    DiscountPoint,
    Way,
    demand_answers,
    to_be_tested,
)

MOST_TESTS, MOST_CROSS = 12, 10
LEAST_DRAWN = 0.005
"""A curve of smaller discounts than that is a flat line."""
STEEPER = 0.25
"""A difference between two ways of asking that would change what is done."""
WIDE, NARROW = (880, 240), (400, 220)


def answers_context() -> dict[str, Any]:
    """Everything that the page shows; without a champion only that nothing was learned yet."""
    found = demand_answers()
    if found is None:
        return {"answers": None}
    return {
        "answers": found,
        "ways": _ways(found),
        "verdict": _verdict(found),
        "curve": _curve(found.curve),
        "is_told": any(point.discount for point in found.curve),
        "limit": found.limit and number_format(found.limit, 0),
        "lift": f"{number_format(100 * expm1(found.lift), 0)}%".replace("-", "−"),
        "lines": number_format(found.lines, 0, force_grouping=True),
        "explained": _share(found.explained),
        "explained_by_one": _share(found.explained_by_one),
        "cross": [_cross(one) for one in found.cross[:MOST_CROSS]],
        "tests": [
            {
                "name": str(row.product),
                "url": reverse("admin:pricing_elasticityestimate_change", args=[row.pk]),
                "weeks": round(row.test_weeks or 0),
                "sd": number_format(row.sd, 2),
            }
            for row in to_be_tested()[:MOST_TESTS]
        ],
        "list_url": reverse("admin:pricing_elasticityestimate_changelist"),
    }


def _ways(found: DemandAnswers) -> list[dict[str, Any]]:
    """Each way of asking, the naive one first, with what is wrong or right about it."""
    rows = [
        (
            _("All lines, revenue over units"),
            found.by_all_lines,
            _("Takes every quantity discount for a low price that was a success."),
            False,
        ),
        (
            _("Small lines only, their usual price"),
            found.by_small_lines,
            _(
                "The same without discounts for many. Weeks without sales are left out here as "
                "above: too shallow where goods sell seldom."
            ),
            False,
        ),
        (
            _("The prices that were asked"),
            found.by_asked_prices,
            _("One figure for all products; weeks without sales and promotions counted in."),
            False,
        ),
        (
            _("What is used"),
            found.shop,
            _("The mean of all products, each drawn to its brand, category and shop."),
            True,
        ),
    ]
    return [
        {"name": name, "mean": _mean(way), "sd": _sd(way), "words": words, "is_used": is_used}
        for name, way, words, is_used in rows
    ]


def _verdict(found: DemandAnswers) -> str:
    naive, small = found.by_all_lines.mean, found.by_small_lines.mean
    if naive is None or small is None:
        return _("There are too few lines, or no price that moved, to compare both ways.")
    figures = {"naive": signed(naive), "small": signed(small)}
    if small - naive < STEEPER:
        return (
            _(
                "Here both ways nearly agree (%(naive)s and %(small)s): this shop hardly gives "
                "discounts for many."
            )
            % figures
        )
    return (
        _(
            "Believing %(naive)s would be wrong: large lines pay less and are many units, whatever "
            "the price list did. Without them the same weeks say %(small)s. Who believed the "
            "steeper figure would cut prices, sell hardly more, and lose the margin."
        )
        % figures
    )


def _curve(points: tuple[DiscountPoint, ...]) -> dict[str, Any] | None:
    told = [point for point in points if point.discount is not None]
    if max((point.discount or 0.0 for point in told), default=0.0) < LEAST_DRAWN:
        return None
    labels = [_size(point) for point in told]
    values = [100 * (point.discount or 0.0) for point in told]
    title = _("Off the price of one unit, by units of a line")

    def per_cent(value: float) -> str:
        return f"{number_format(value, 1)}%".replace("-", "−")

    drawn = [max(value, 0.0) for value in values]
    return {
        "title": title,
        "legend": [],
        "wide": bar_chart(
            labels, drawn, title=title, describe=per_cent, width=WIDE[0], height=WIDE[1]
        ),
        "narrow": bar_chart(
            labels, drawn, title=title, describe=per_cent, width=NARROW[0], height=NARROW[1],
            every=3,
        ),
        "table": data_table(
            labels, [Series(_("Off the price"), values)], heading=_("Units"), describe=per_cent
        ),
    }  # fmt: skip


def _size(point: DiscountPoint) -> str:
    if point.largest is None:
        return _("more")
    return "1" if point.largest == 1 else f"≤ {point.largest}"


def _cross(one: CategoryCross) -> dict[str, Any]:
    return {
        "name": one.name,
        "mean": signed(one.mean),
        "sd": number_format(one.sd, 2),
        "p_value": number_format(one.p_value, 3),
        "is_borne": one.is_borne,
    }


def _mean(way: Way) -> str:
    return "–" if way.mean is None else signed(way.mean)


def _sd(way: Way) -> str:
    return "" if way.sd is None else f"± {number_format(way.sd, 2)}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{number_format(100 * value, 1)}%".replace("-", "−")
