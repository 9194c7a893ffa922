"""What the page of the accounts shows of a period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminDateWidget

from foundation import clock
from foundation.admin import money_text
from loyalty.expired import Expiring, expiring_money
from orders.accounting.files import FILES
from orders.accounting.periods import Period, month_before, month_of, quarter_of
from orders.accounting.posting import policy
from orders.accounting.reading import Balance, Taxed, balances, extent, in_base_only, taxed_sales
from orders.accounting.roles import Treatment

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ClosingForm(forms.Form):
    """Until which day the accounts are to be closed."""

    until = forms.DateField(label=gettext_lazy("Close until"), widget=UnfoldAdminDateWidget())


def closing_form(data: QueryDict | None) -> ClosingForm:
    """The form with the end of last month, where nothing was typed yet."""
    return ClosingForm(data, initial={"until": month_before(clock.business_day()).last})


def asked_period(request: HttpRequest) -> Period:
    """The period that an address names; this month where it names none, or none that there is."""
    today = clock.business_day()
    try:
        first = date.fromisoformat(request.GET.get("first", ""))
        return Period(first, date.fromisoformat(request.GET.get("last", "")))
    except ValueError:
        return month_of(today)


def page_context(request: HttpRequest, period: Period) -> dict[str, Any]:
    """Facts, tables and links of a period; amounts in the base currency."""
    rows = in_base_only(taxed_sales(period))
    query = f"first={period.first}&last={period.last}"
    closed = policy().closed_until
    return {
        "period": period,
        "spans": [
            {"name": name, "period": span, "is_on": span == period} for name, span in _spans()
        ],
        "facts": _facts(period, rows),
        "treatments": [_treatment(one, rows) for one in Treatment],
        "sales": [_taxed(row) for row in sorted(rows, key=lambda row: (row.country, -row.rate))],
        "balances": [_balance(row) for row in balances(period)],
        "expiring": [_expiring(row) for row in expiring_money()],
        "files": _files(period, query),
        "closed": date_format(closed, "DATE_FORMAT") if closed else "",
        "numbers_url": reverse("admin:orders_accountnumber_changelist"),
        "journal_url": reverse("admin:orders_journalentry_changelist"),
    }


def _spans() -> list[tuple[StrOrPromise, Period]]:
    today = clock.business_day()
    last_month, quarter = month_before(today), quarter_of(today)
    return [
        (_("This month"), month_of(today)),
        (_("Last month"), last_month),
        (_("This quarter"), quarter),
        (_("Last quarter"), quarter_of(month_before(quarter.first).first)),
        (_("This year"), Period(date(today.year, 1, 1), date(today.year, 12, 31))),
    ]


def _files(period: Period, query: str) -> list[tuple[str, str]]:
    in_one_year = period.first.year == period.last.year
    return [
        (str(file.label), f"{reverse('admin:orders_journalentry_file', args=[code])}?{query}")
        for code, file in FILES.items()
        if in_one_year or code != "EXTF_Buchungsstapel"
    ]


def _facts(period: Period, rows: list[Taxed]) -> list[tuple[str, str | None]]:
    found = extent(period)
    return [
        (_("Sold without tax"), _money(sum(row.base_sold for row in rows))),
        (_("Taken back"), _money(sum(row.base_back for row in rows))),
        (_("Net sales"), _money(sum(row.base_net for row in rows))),
        (_("Tax owed"), _money(sum(row.base_tax for row in rows))),
        (_("Orders"), str(found.orders)),
        (_("Entries"), str(found.entries)),
    ]


def _treatment(treatment: Treatment, rows: list[Taxed]) -> dict[str, Any]:
    of_it = [row for row in rows if row.treatment == treatment]
    return {
        "name": treatment.label,
        "rows": [_taxed(row) for row in of_it],
        "net": _money(sum(row.base_net for row in of_it)),
        "tax": _money(sum(row.base_tax for row in of_it)),
    }


def _taxed(row: Taxed) -> dict[str, Any]:
    return {
        "country": row.country,
        "rate": f"{row.rate / 100:g} %",
        "treatment": row.treatment.label,
        "sold": _money(row.base_sold),
        "back": _money(row.base_back),
        "net": _money(row.base_net),
        "tax": _money(row.base_tax),
    }


def _expiring(row: Expiring) -> dict[str, Any]:
    return {
        "month": date_format(row.month, "F Y"),
        "accounts": row.accounts,
        "left": money_text(row.left.minor, row.left.currency),
    }


def _balance(row: Balance) -> dict[str, Any]:
    return {
        "number": row.account.number,
        "name": row.account.name,
        "opening": _money(row.opening),
        "debit": _money(row.debit),
        "credit": _money(row.credit),
        "closing": _money(row.closing),
    }


def _money(minor: int) -> str | None:
    return money_text(minor, settings.SHOP_BASE_CURRENCY)
