"""The panels of the first staff home."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assistant.llm.status import model_status
from foundation.admin import compact_money, state_colour
from foundation.charts import Describe, Series, data_table, line_chart, sparkline
from foundation.money import Money
from foundation.panels import Panel, Width, panels
from mlops.models import DataCheck
from mlops.quality.selectors import check_label, failing, figure_text, source_label
from mlops.selectors import drift_alarms
from shop.staff_home import selectors
from shop.staff_home.planning import planning
from shop.staff_home.pricing import pricing
from shop.staff_home.risk import held
from shop.staff_home.selectors import DayFigures, Sales
from shop.staff_home.service import service

SPARK_DAYS = 14
TOP_SPANS = (7, 28)
MOST_FAULTS = 5


def money(amount: Money) -> str:
    return amount.formatted(get_language() or "en")


def amount(value: float) -> str:
    """Major units of the base currency, as a point of a chart tells them."""
    return money(Money.of(str(value), settings.SHOP_BASE_CURRENCY))


def short_amount(value: float) -> str:
    """``€2.5K``: an amount for an axis."""
    currency = settings.SHOP_BASE_CURRENCY
    return compact_money(Money.of(str(value), currency).minor, currency)


def change(now: float, before: float) -> dict[str, Any]:
    """How a figure moved, as words and a direction; no percentage of nothing."""
    if before == now:
        return {"text": _("as last week"), "direction": "flat"}
    if not now:
        return {"text": _("none yet"), "direction": "flat"}
    direction = "up" if now > before else "down"
    if not before:
        return {"text": _("nothing then"), "direction": direction}
    text = f"{(now - before) / before:+.0%}".replace("-", "−").replace("%", " %")
    return {"text": text, "direction": direction}


def today(at: datetime) -> Mapping[str, Any]:
    figures = selectors.day_figures(at=at)
    tiles = [
        _tile(figures, _("Orders"), lambda sales: float(sales.orders), "{:,.0f}".format),
        _tile(figures, _("Revenue"), lambda sales: float(sales.revenue.amount), amount),
        _tile(figures, _("Average order"), lambda sales: float(sales.average.amount), amount),
    ]
    then = date_format(figures.day - selectors.WEEK, "l j F")
    return {"tiles": tiles, "then": then, "revenue": _revenue(figures)}


def _tile(
    figures: DayFigures, title: str, read: Callable[[Sales], float], write: Describe
) -> dict[str, Any]:
    now, before = read(figures.today), read(figures.last_week)
    course = [read(sales) for sales in figures.sales[-SPARK_DAYS:]]
    return {
        "title": title,
        "value": write(now),
        "before": write(before) if before != now else "",
        "change": change(now, before),
        "spark": sparkline(course, title=_("The last 14 days")),
    }


def _revenue(figures: DayFigures) -> dict[str, Any]:
    def amounts(sales: tuple[Sales, ...]) -> list[float]:
        return [float(each.revenue.amount) for each in sales]

    labels = [date_format(day, "j M") for day in figures.days]
    series = [
        Series(_("These 30 days"), amounts(figures.sales)),
        Series(_("The 30 days before"), amounts(figures.sales_before), style="before"),
    ]
    total = sum((each.revenue for each in figures.sales), Money.zero(settings.SHOP_BASE_CURRENCY))
    return {
        "total": money(total),
        "series": series,
        "chart": _revenue_chart(labels, series, width=880, height=260, every=5),
        "narrow_chart": _revenue_chart(labels, series, width=400, height=240, every=10),
        "table": data_table(labels, series, heading=_("Day"), describe=amount),
    }


def _revenue_chart(
    labels: list[str], series: list[Series], *, width: int, height: int, every: int
) -> SafeString:
    """Drawn once for each width: a drawing that is only scaled down cannot be read."""
    return line_chart(
        labels,
        series,
        title=_("Revenue a day"),
        describe=amount,
        describe_axis=short_amount,
        width=width,
        height=height,
        every=every,
    )


def attention(at: datetime) -> Mapping[str, Any]:
    return {"chores": [_chore(chore.kind, chore.count) for chore in selectors.chores()]}


def _chore(kind: str, count: int) -> dict[str, Any]:
    """A chore in words, with the list that it stands in already filtered."""
    words, icon, route, query = {
        "ship": (
            ngettext("order to ship", "orders to ship", count),
            "local_shipping", "orders_order_changelist", "?todo=ship",
        ),
        "held": (
            ngettext("order held for review", "orders held for review", count),
            "pause_circle", "orders_order_changelist", "?todo=held",
        ),
        "dispute": (
            ngettext("payment disputed", "payments disputed", count),
            "gavel", "orders_dispute_changelist", "?state__in=inquiry,open",
        ),
        "quote": (
            ngettext("quote to answer", "quotes to answer", count),
            "request_quote", "orders_quote_changelist", "?state__exact=requested",
        ),
        "renewal": (
            ngettext("renewal in trouble", "renewals in trouble", count),
            "event_repeat", "orders_renewal_changelist", "?todo=trouble",
        ),
        "return": (
            ngettext("return to see to", "returns to see to", count),
            "assignment_return", "orders_returnrequest_changelist", "?todo=1",
        ),
        "refund": (
            ngettext("refund failed", "refunds failed", count),
            "money_off", "orders_order_changelist", "?todo=refund",
        ),
        "overdue": (
            ngettext("invoice overdue", "invoices overdue", count),
            "event_busy", "orders_order_changelist", "?todo=overdue",
        ),
        "marketplace": (
            ngettext(
                "marketplace order waits for goods", "marketplace orders wait for goods", count
            ),
            "storefront", "marketplaces_marketplaceorder_changelist", "?todo=short",
        ),
        "webhook": (
            ngettext("payment message not understood", "payment messages not understood", count),
            "sync_problem", "orders_webhookevent_changelist", "?open=1",
        ),
        "review": (
            ngettext("review to read", "reviews to read", count),
            "reviews", "catalog_review_changelist", "?status__exact=pending",
        ),
        "sold_out": (
            ngettext("variant sold out", "variants sold out", count),
            "production_quantity_limits", "inventory_stocklevel_changelist", "?stock=out",
        ),
        "job": (
            ngettext("job failed", "jobs failed", count),
            "error", "events_job_changelist", "?state__exact=failed",
        ),
        "experiment": (
            ngettext("experiment to decide", "experiments to decide", count),
            "science", "experiments_experiment_changelist", "?state__exact=running",
        ),
        "letter": (
            ngettext("event not written", "events not written", count),
            "mark_email_unread", "events_deadletter_changelist",
            "?reason__in=unreadable,refused,worn",
        ),
        "ingest": (
            ngettext(
                "minute that events have waited", "minutes that events have waited", count
            ),
            "hourglass_top", "events_event_changelist", "",
        ),
        "outbox": (
            ngettext("message not delivered", "messages not delivered", count),
            "outgoing_mail", "events_outboxmessage_changelist", "?delivery=failing",
        ),
        "mail": (
            ngettext("mail not sent", "mails not sent", count),
            "mark_email_unread", "notifications_mail_changelist", "?state__exact=failed",
        ),
    }[kind]  # fmt: skip
    url = reverse(f"admin:{route}") + query
    return {"count": count, "words": words, "icon": icon, "url": url, "kind": kind}


def low_stock(at: datetime) -> Mapping[str, Any]:
    return {"levels": selectors.low_stock(at=at)}


def top_products(at: datetime) -> Mapping[str, Any]:
    ranked = selectors.top_products(at=at, days=TOP_SPANS)
    spans = []
    for days, products in ranked.items():
        best = max((product.revenue.minor for product in products), default=0)
        rows = [
            {
                "product": product,
                "revenue": money(product.revenue),
                "share": round(100 * product.revenue.minor / best),
            }
            for product in products
        ]
        spans.append({"days": days, "rows": rows})
    return {"spans": spans}


def latest_orders(at: datetime) -> Mapping[str, Any]:
    rows = [
        {
            "order": order,
            "total": money(Money(order.total_minor, order.currency)),
            "colour": state_colour(order.state),
        }
        for order in selectors.latest_orders()
    ]
    return {"rows": rows}


def learning(at: datetime) -> Mapping[str, Any]:
    models = [
        {"version": version, "age": timesince(version.trained_at)}
        for version in selectors.serving_models()
    ]
    return {
        "models": models,
        "language_model": model_status(at=at),
        "shifts": drift_alarms(),
        "faults": [_fault(check) for check in failing(at=at)[:MOST_FAULTS]],
        "failed": selectors.failed_jobs(),
        "running": selectors.running_jobs(),
    }


def _fault(check: DataCheck) -> dict[str, Any]:
    """A check that failed, in words: a share of rows, or hours behind."""
    return {
        "pk": check.pk,
        "source": source_label(check.source),
        "check": check_label(check),
        "found": _("%(found)s; %(target)s is wanted")
        % {
            "found": figure_text(check.kind, check.value),
            "target": figure_text(check.kind, check.target),
        },
    }


def register() -> None:
    """Put the panels on the staff home, from the top."""
    sees_orders = "orders.view_order"
    for name, template, read, permission, width in (
        ("today", "today", today, sees_orders, Width.WIDE),
        ("attention", "attention", attention, sees_orders, Width.SIDE),
        ("service", "service", service, "assistant.view_conversation", Width.SIDE),
        ("risk", "risk", held, "risk.view_case", Width.SIDE),
        ("planning", "planning", planning, "forecasting.view_planline", Width.SIDE),
        ("pricing", "pricing", pricing, "pricing.view_pricesuggestion", Width.SIDE),
        ("latest orders", "latest_orders", latest_orders, sees_orders, Width.WIDE),
        ("low stock", "low_stock", low_stock, "inventory.view_stocklevel", Width.SIDE),
        ("top products", "top_products", top_products, sees_orders, Width.WIDE),
        ("learning", "learning", learning, "mlops.view_modelversion", Width.SIDE),
    ):
        panels.register(name, Panel(f"admin/home/{template}.html", read, permission, width))
