"""What the page of one campaign's result shows: sentences, facts, course, steps and variants."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from experiments.plots import Reach, course_plot
from foundation.admin import compact_money, label, money_text
from foundation.charts import Series, data_table
from foundation.interval_charts import Span, interval_chart
from marketing.models import Campaign, CampaignResult
from marketing.results.selectors import Said, course_of, said_by_campaign, step_figures
from marketing.results.verdicts import COLOURS, Verdict, earnings, verdict


def result_context(campaign: Campaign, *, today: date) -> dict[str, Any]:
    """Everything that is known of a campaign; its effect only where enough customers tell."""
    course = course_of(campaign)
    newest = course[-1] if course else None
    said = said_by_campaign(date.min, today).get(campaign.pk, Said())
    return {
        "campaign": campaign,
        "sentence": _sentence(newest),
        "facts": _facts(newest) if newest else [],
        "arms": _arms(newest) if newest else [],
        "spans": _spans(newest) if newest else None,
        "course": _course(course),
        "said": _said_row(said),
        "steps": _steps(campaign),
        "day": newest.day if newest else None,
    }


def money(minor: int | None) -> str:
    return money_text(minor, settings.SHOP_BASE_CURRENCY) or "–"


def count(value: float) -> str:
    places = 1 if abs(value) < 10 and value != round(value) else 0
    return str(number_format(value, places, force_grouping=True)).replace("-", "−")


def _sentence(row: CampaignResult | None) -> dict[str, Any]:
    """The word on a campaign, and what it means."""
    if row is None:
        text = _("Nothing is told of fewer than ten customers spoken to or held out.")
        return {"label": label(_("Too few known")), "text": text}
    word = verdict(row)
    return {"label": label(word.label, COLOURS[word]), "text": _texts()[word] % _words(row)}


def _texts() -> dict[Verdict, str]:
    return {
        Verdict.FEW: _(
            "Thirty customers in each arm are needed, and some orders: %(held_out)s are held out."
        ),
        Verdict.SKEWED: _(
            "The arms are not as large as they should be (%(treated)s spoken to, %(held_out)s held "
            "out). Was the share of the contact policy changed? Believe none of the figures."
        ),
        Verdict.UNCLEAR: _(
            "A difference of about %(difference)s orders (%(low)s to %(high)s) may be chance "
            "alone: wait, or hold out more customers of the next campaign."
        ),
        Verdict.GAINS: _(
            "It brought about %(orders)s orders (%(low)s to %(high)s) that would not have come."
        ),
        Verdict.LOSES: _(
            "It cost about %(orders)s orders (%(low)s to %(high)s). End it, or say something else."
        ),
    }


def _words(row: CampaignResult) -> dict[str, str]:
    return {
        "treated": count(row.treated),
        "held_out": count(row.held_out),
        "orders": count(abs(row.orders or 0.0)),
        "difference": count(row.orders or 0.0),
        "low": count(row.orders_low or 0.0),
        "high": count(row.orders_high or 0.0),
    }


def _facts(row: CampaignResult) -> list[tuple[str, str]]:
    net = earnings(row)
    return [
        (_("More orders"), "–" if row.orders is None else count(row.orders)),
        (_("More revenue"), money(row.revenue_minor)),
        (_("More margin"), money(row.margin_minor)),
        (_("Cost"), money(row.cost_minor)),
        (_("Earned"), money(net.net_minor)),
        (_("For each unit spent"), "–" if net.ratio is None else count(net.ratio)),
        (_("Given away"), money(row.discount_minor)),
        (_("Attributed orders"), count(row.attributed_orders or 0.0)),
    ]


def _arms(row: CampaignResult) -> list[dict[str, str]]:
    return [
        _arm(_("Spoken to"), row.treated, row.treated_orders, row.treated_revenue_minor),
        _arm(_("Held out"), row.held_out, row.held_out_orders, row.held_out_revenue_minor),
    ]


def _arm(name: str, customers: int, orders: int, revenue: int) -> dict[str, str]:
    each = orders / customers if customers else 0.0
    return {
        "name": name,
        "customers": count(customers),
        "orders": count(orders),
        "each": str(number_format(each, 3)),
        "revenue": money(revenue),
        "revenue_each": money(round(revenue / customers) if customers else None),
    }


def _spans(row: CampaignResult) -> dict[str, Any] | None:
    """Revenue and margin on one scale, less what was spent."""
    net = earnings(row)
    ends = [
        (_("More revenue"), row.revenue_low_minor, row.revenue_minor, row.revenue_high_minor),
        (_("More margin"), row.margin_low_minor, row.margin_minor, row.margin_high_minor),
        (_("Earned"), net.low_minor, net.net_minor, net.high_minor),
    ]
    spans = [
        Span(name, low, value, high)
        for name, low, value, high in ends
        if low is not None and value is not None and high is not None
    ]
    if not spans:
        return None
    title = _("What it brought, with intervals of 95%")

    def draw(width: int) -> SafeString:
        return interval_chart(
            spans, title=title, describe=_rounded, describe_axis=_short, width=width
        )

    rows = [(span.label, money(round(span.value)), money(round(span.low)), money(round(span.high)))
            for span in spans]  # fmt: skip
    return {"title": title, "wide": draw(880), "narrow": draw(400), "rows": rows}


def _rounded(minor: float) -> str:
    return money(round(minor))


def _short(minor: float) -> str:
    return compact_money(round(minor), settings.SHOP_BASE_CURRENCY)


def _course(rows: list[CampaignResult]) -> dict[str, Any] | None:
    """The effect on orders day by day; one day alone is no course."""
    known = [row for row in rows if row.orders is not None]
    if len(known) < 2:
        return None
    title = _("More orders, as known day by day")
    labels = [date_format(row.day, "j M") for row in known]
    reaches = [
        Reach(day, row.orders_low, row.orders, row.orders_high)
        for day, row in zip(labels, known, strict=True)
    ]
    lines = [
        Series(_("More orders"), [row.orders for row in known]),
        Series(_("At least"), [row.orders_low for row in known]),
        Series(_("At most"), [row.orders_high for row in known]),
    ]
    return {
        "title": title,
        "drawing": course_plot(reaches, title=title, describe=count),
        "table": data_table(labels, lines, heading=_("Day"), describe=count),
    }


def _steps(campaign: Campaign) -> list[dict[str, Any]]:
    found = []
    for figures in step_figures(campaign):
        step = figures.step
        name = _("Step %(position)s, %(medium)s") % {
            "position": step.position,
            "medium": step.get_medium_display(),
        }
        found.append({"name": name, "is_variant": False, **_said_row(figures.said)})
        if len(figures.variants) > 1:
            found += [
                {"name": str(one.variant), "is_variant": True, **_said_row(one.said)}
                for one in figures.variants
            ]
    return found


def _said_row(said: Said) -> dict[str, str]:
    return {
        "sent": count(said.sent),
        "opened": _share(said.open_rate),
        "clicked": _share(said.click_rate),
        "unsubscribed": _share(said.unsubscribe_rate),
        "not_sent": count(said.skipped + said.failed),
    }


def _share(value: float | None) -> str:
    return "–" if value is None else f"{number_format(100 * value, 1)}%"
