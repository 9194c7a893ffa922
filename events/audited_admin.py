"""Admin pages that write the audit trail, and the net below them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from events import audit
from events.audit import AuditAction

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
MOST_CHOSEN = 100


class AuditedAdmin(ModelAdmin):  # type: ignore[type-arg]
    """Mixed into every admin of the staff's site: adding, changing and deleting leave an entry."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        audit.by_staff(request, AuditAction.ADD, obj, **_told(message))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        audit.by_staff(request, AuditAction.CHANGE, obj, **_told(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for row in queryset:
            audit.by_staff(request, AuditAction.DELETE, row)
        return super().log_deletions(request, queryset)


def _told(message: Any) -> dict[str, Any]:
    """The names of what changed, from the message that Django builds; never a value."""
    if not isinstance(message, list):
        return {}
    told: dict[str, list[str]] = {}
    for part in message:
        for verb, detail in part.items():
            fields = [str(name) for name in detail.get("fields", ())]
            told.setdefault(verb, []).extend(fields or [str(detail.get("name", ""))])
    return {verb: [name for name in names if name] for verb, names in told.items()}


class AuditMiddleware:
    """Writes an entry for staff requests that changed something and wrote none themselves.

    A page that answers a POST by leading elsewhere, by telling htmx to refresh, or by a file has
    done something; one that answers by a page has asked again or refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = request.user if request.path.startswith("/admin/") else None
        was_staff = bool(actor and getattr(actor, "is_staff", False))
        response = self.get_response(request)
        if was_staff and _did_something(request, response) and not audit.has_entry(request):
            match = request.resolver_match or resolve(request.path_info)
            chosen = request.POST.getlist("_selected_action")[:MOST_CHOSEN]
            audit.by_staff(
                request,
                AuditAction.REQUEST,
                f"{match.url_name or ''}:{match.kwargs.get('object_id', '')}",
                **({"action": request.POST["action"]} if "action" in request.POST else {}),
                **({"chosen": chosen} if chosen else {}),
            )
        return response


def _did_something(request: HttpRequest, response: HttpResponse) -> bool:
    if "attachment" in response.headers.get("Content-Disposition", ""):
        return True
    if request.method in SAFE:
        return False
    return response.status_code in {301, 302, 303} or "HX-Refresh" in response.headers
