"""The staff list of customers by what is known of them, and its file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from accounts.roles import staff_of
from analytics.admin.pages import PagesAdmin
from analytics.admin.segment_figures import segment_label
from analytics.admin.words import count_text, share_text
from analytics.customers.naming import cluster_name, combined_name
from analytics.models import CustomerProfile
from events import audit
from events.audit import AuditAction
from events.names import Consent
from foundation import clock
from foundation.admin import LedgerAdmin, json_block, money_cell
from foundation.csv_tables import csv_lines
from foundation.money import Money

HIGH_RISK, LOW_RISK = 0.6, 0.3
MAY_EXPORT = "accounts.export_customer"
AGREED = [level for level in Consent if level & Consent.PERSONALISATION]
AT_ONCE = 2_000


class RiskFilter(admin.SimpleListFilter):
    """Churn risk in three parts."""

    title = gettext_lazy("churn risk")
    parameter_name = "risk"
    _PARTS = {
        "high": Q(churn_risk__gte=HIGH_RISK),
        "middle": Q(churn_risk__gte=LOW_RISK, churn_risk__lt=HIGH_RISK),
        "low": Q(churn_risk__lt=LOW_RISK),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("high", _("High")), ("middle", _("Middle")), ("low", _("Low"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        part = self._PARTS.get(self.value() or "")
        return queryset.filter(part) if part is not None else queryset


class ClusterFilter(admin.SimpleListFilter):
    """How they buy, by the names of the clusters that serve."""

    title = gettext_lazy("behaviour")
    parameter_name = "behaviour"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        codes = CustomerProfile.objects.exclude(cluster="").values_list("cluster", flat=True)
        return [(code, cluster_name(code)) for code in codes.distinct().order_by("cluster")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(cluster=self.value()) if self.value() else queryset


class AgreedFilter(admin.SimpleListFilter):
    """Whether their behaviour may be known."""

    title = gettext_lazy("personalisation")
    parameter_name = "agreed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("Agreed")), ("no", _("Did not agree"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        agreed = Q(customer__consent__in=AGREED)
        if self.value() == "yes":
            return queryset.filter(agreed)
        return queryset.exclude(agreed) if self.value() == "no" else queryset


@admin.register(CustomerProfile)
class CustomerProfileAdmin(PagesAdmin, LedgerAdmin):
    list_display = (
        "who", "stands", "behaviour", "orders", "revenue", "last_order_on", "risk", "worth",
        "closeness",
    )  # fmt: skip
    list_display_links = None
    list_filter = ("segment", ClusterFilter, RiskFilter, AgreedFilter)
    list_select_related = ("customer",)
    list_per_page = 50
    search_fields = ("customer__name", "customer__email", "customer__public_id")
    ordering = ("-value_365_minor", "-revenue_minor", "pk")
    empty_text = gettext_lazy("Profiles are written every night.")
    actions_list = ("download_list",)
    fields = readonly_fields = (
        "who", "stands", "since", "behaviour", "combination", "as_of", "orders", "units",
        "returned_units", "revenue", "first_order_on", "last_order_on", "risk", "worth",
        "closeness", "likes",
    )  # fmt: skip

    def get_urls(self) -> list[Any]:
        return [self.own_path("file/", self.file_view, "file"), *super().get_urls()]

    def file_view(self, request: HttpRequest) -> StreamingHttpResponse | HttpResponse:
        """The list as it is filtered, as CSV; the audit trail tells who took it."""
        self.require(request, "analytics.view_customerprofile")
        self.require(request, MAY_EXPORT)
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return redirect("admin:analytics_customerprofile_changelist")
        audit.by_staff(
            request, AuditAction.DATA_EXPORTED, "analytics.customerprofile", rows=rows.count()
        )
        name = f"customers-{clock.business_day()}.csv"
        return StreamingHttpResponse(
            profile_lines(rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def has_hand_out_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = staff_of(request).has_perm
        return may("analytics.view_customerprofile") and may(MAY_EXPORT)

    @action(description=gettext_lazy("As CSV"), icon="download", permissions=["hand_out"])
    def download_list(self, request: HttpRequest) -> HttpResponse:
        if not self.has_hand_out_permission(request):
            raise PermissionDenied
        query = request.META.get("QUERY_STRING", "")
        page = reverse("admin:analytics_customerprofile_file")
        return redirect(f"{page}?{query}" if query else page)

    @display(description=gettext_lazy("Customer"), ordering="customer__name")
    def who(self, row: CustomerProfile) -> SafeString | str:
        """Leads to the page that tells all of them, which stands on a higher floor."""
        try:
            page = reverse("admin:customer_page", args=[row.pk])
        except NoReverseMatch:
            return str(row.customer)
        return format_html('<a class="staff-link" href="{}">{}</a>', page, row.customer)

    @display(description=gettext_lazy("Segment"), ordering="segment")
    def stands(self, row: CustomerProfile) -> SafeString | str:
        return segment_label(row.segment) if row.segment else "–"

    @display(description=gettext_lazy("In the segment since"))
    def since(self, row: CustomerProfile) -> str:
        return date_format(row.segment_since, "SHORT_DATE_FORMAT") if row.segment_since else "–"

    @display(description=gettext_lazy("Behaviour"), ordering="cluster")
    def behaviour(self, row: CustomerProfile) -> str:
        return cluster_name(row.cluster) or "–"

    @display(description=gettext_lazy("Combined segment"))
    def combination(self, row: CustomerProfile) -> str:
        return combined_name(row.combined) or "–"

    @display(description=gettext_lazy("Revenue"), ordering="revenue_minor")
    def revenue(self, row: CustomerProfile) -> SafeString | None:
        return money_cell(row.revenue_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=gettext_lazy("Churn risk"), ordering="churn_risk")
    def risk(self, row: CustomerProfile) -> str:
        return share_text(row.churn_risk)

    @display(description=gettext_lazy("Value of a year"), ordering="value_365_minor")
    def worth(self, row: CustomerProfile) -> SafeString | None:
        return money_cell(row.value_365_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=gettext_lazy("Engagement"), ordering="engagement")
    def closeness(self, row: CustomerProfile) -> str:
        return "–" if row.engagement is None else count_text(row.engagement)

    @display(description=gettext_lazy("Preferences"))
    def likes(self, row: CustomerProfile) -> SafeString | None:
        return json_block(row.preferences)


def profile_lines(rows: QuerySet[CustomerProfile]) -> Iterator[str]:
    """The file line by line, a mark for spreadsheets first; money in major units."""
    currency = settings.SHOP_BASE_CURRENCY
    columns = [
        _("Number"), _("Name"), _("E-mail address"), _("Country"), _("Segment"), _("Behaviour"),
        _("Orders"), f"{_('Revenue')} ({currency})", _("Last order"), _("Churn risk"),
        f"{_('Value of a year')} ({currency})", _("Engagement"),
    ]  # fmt: skip
    read = rows.select_related("customer").iterator(AT_ONCE)
    yield "\ufeff"
    yield from csv_lines(columns, (_values(row, currency) for row in read))


def _values(row: CustomerProfile, currency: str) -> list[Any]:
    customer = row.customer
    worth = row.value_365_minor
    return [
        customer.public_id, customer.name, customer.email, customer.country, row.segment,
        row.cluster, row.orders, Money(row.revenue_minor, currency).amount, row.last_order_on,
        row.churn_risk, Money(worth, currency).amount if worth is not None else None,
        row.engagement,
    ]  # fmt: skip
