"""Views of lists where they are used: above every list, and on the staff's home."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.template import RequestContext

from shop.bulk.list_views import (
    COLUMNS,
    LONGEST_NAME,
    clean_query,
    page_of,
    pinned_for,
    views_of,
)

register = template.Library()


@register.inclusion_tag("admin/bulk/views.html", takes_context=True)
def list_views(context: RequestContext, cl: Any) -> dict[str, Any]:
    """The views of a list, the form that keeps another, and the choice of columns."""
    request = context["request"]
    source = cl.opts.label_lower
    query = clean_query(request.GET.urlencode())
    views = views_of(request.user, source)
    kept = [(name, value) for name, values in cl.filter_params.items() for value in values]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "source": source,
        "query": query,
        "views": views,
        "current": next((view for view in views if view.query == query), None),
        "is_plain": not query,
        "longest_name": LONGEST_NAME,
        "columns": cl.model_admin.columns(request),
        "columns_name": COLUMNS,
        "kept": [pair for pair in kept if pair[0] not in (COLUMNS, ORDER_VAR, PAGE_VAR)],
    }


@register.inclusion_tag("admin/bulk/pinned.html", takes_context=True)
def pinned_views(context: RequestContext) -> dict[str, Any]:
    """What is pinned for the reader, each with its address."""
    views = pinned_for(context["request"].user)
    return {"pinned": [(view, f"{page_of(view.source)}?{view.query}") for view in views]}
