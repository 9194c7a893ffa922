"""Pages of the staff's site that are no forms: who may open them, and what frames them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin

from foundation.admin import AbstractAdmin, LedgerAdmin

View = Callable[..., HttpResponseBase]


class PagesAdmin(ModelAdmin):
    """An admin with pages of its own beside the usual five.

    ``folder`` of ``templates/admin`` holds their templates.
    """

    folder = "forecasting"

    def own_path(self, route: str, view: View, name: str) -> URLPattern:
        """A page under ``admin:<app>_<model>_<name>``, for those who are let in."""
        called = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(route, self.admin_site.admin_view(view), name=called)

    def require(self, request: HttpRequest, permission: str) -> None:
        """Raises PermissionDenied where the reader lacks ``app.permission``."""
        if not request.user.has_perm(permission):
            raise PermissionDenied

    def show(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        framed = {
            **self.admin_site.each_context(request),
            **context,
            "title": title,
            "opts": self.opts,
        }
        return render(request, f"admin/{self.folder}/{template}.html", framed)


class ReadAdmin(PagesAdmin, LedgerAdmin, metaclass=AbstractAdmin):
    """Rows that are read on a page drawn for them instead of a form."""

    page_template: str

    def page_title(self, row: Any) -> str:
        """What the page of a row is called."""
        return str(row)

    @abstractmethod
    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What ``page_template`` shows of a row."""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self.show(
            request, self.page_template, self.page_title(row), self.page_context(request, row)
        )
