"""The staff's site: unfold's, entered through the shop's own login, every page of it audited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.views import LoginView
from django.contrib.admin import ModelAdmin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from unfold.sites import UnfoldAdminSite

from events.audited_admin import AuditedAdmin
from shop.bulk.lists import ListTools

_OURS = (ListTools, AuditedAdmin)


class StaffSite(UnfoldAdminSite):
    """One login for shoppers and staff, so that a second factor and the lock-out hold at both."""

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The shop's login, shown here and sent to where it stands."""
        if request.user.is_authenticated or request.method not in {"GET", "HEAD"}:
            return secure_admin_login(super().login)(request, extra_context)
        asked = request.GET.copy()
        asked.setdefault(REDIRECT_FIELD_NAME, reverse("admin:index", current_app=self.name))
        request.GET = asked  # type: ignore[assignment]
        return LoginView.as_view()(request)

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The sidebar with the page that is open marked, once."""
        from shop.sidebar_links import mark_one

        groups: list[dict[str, Any]] = super().get_sidebar_list(request)
        mark_one(groups, request.resolver_match.url_name or "" if request.resolver_match else "")
        return groups

    def extra_urls(self) -> list[URLPattern]:
        """The dashboards and the page of a customer, which join what no model has alone."""
        from shop.customer_page.views import customer_urls
        from shop.dashboards.views import dashboard_urls

        return [*dashboard_urls(self), *customer_urls(self)]

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """Whoever registers: the pages write the audit trail, the lists can be kept and changed."""
        given = admin_class or ModelAdmin
        if not issubclass(given, ListTools):
            bases = (ListTools, given) if issubclass(given, AuditedAdmin) else (*_OURS, given)
            given = type(given.__name__, bases, {"__module__": given.__module__})
        super().register(model_or_iterable, given, **options)
