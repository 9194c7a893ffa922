"""Links of the admin's sidebar, each shown to those who may open it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

Group = dict[str, Any]


def link(
    title: Any, icon: str, route: str, permission: str = "", pages: Sequence[str] = ()
) -> dict[str, Any]:
    """A link of the sidebar; one to a list is shown to those who may see its rows.

    ``pages`` are names of further pages that belong to it, though their addresses do not say so.
    """
    item = {
        "title": title, "icon": icon, "link": reverse_lazy(f"admin:{route}"),
        "pages": frozenset(pages),
    }  # fmt: skip
    if permission:
        item["permission"] = partial(_may_view, permission)
    elif route.endswith("_changelist"):
        app, _underscore, model = route.removesuffix("_changelist").partition("_")
        item["permission"] = partial(_may_view, f"{app}.view_{model}")
    return item


def group(title: Any, *links: dict[str, Any]) -> Group:
    """A group that is folded until its title, or a page of it, is opened."""
    return {"title": title, "separator": True, "collapsible": True, "items": list(links)}


def mark_one(groups: Iterable[Group], page: str) -> None:
    """Leave one link marked as open: that of the page by name, else the one nearest to it.

    Unfold marks every link whose address is a part of the page's: beside the queue of a list the
    list itself, too.
    """
    items = [item for entry in groups for item in entry["items"]]
    shown = [item for item in items if item["has_permission"]]
    found = [item for item in shown if page in item["pages"]]
    found = found or [item for item in shown if item["active"]]
    nearest = max(found, key=lambda item: len(str(item["link"])), default=None)
    for item in items:
        item["active"] = item is nearest


class Dashboards:
    """Links to the dashboards, which are known when the apps are loaded."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        from shop.dashboards.frame import dashboards

        for _slug, page in dashboards:
            yield link(page.title, page.icon, page.url_name, page.permission)
        yield link(_("Targets"), "flag", "dashboards_salestarget_changelist")
        yield link(_("Reports by mail"), "forward_to_inbox", "dashboards_reportschedule_changelist")
        yield link(_("Saved views"), "bookmark", "dashboards_savedview_changelist")
        yield link(_("Sales by day"), "calendar_month", "analytics_dailysales_changelist")
        yield link(_("Traffic by day"), "footprint", "analytics_dailytraffic_changelist")
        yield link(_("Products by day"), "package_2", "analytics_dailyproduct_changelist")


def _may_view(permission: str, request: HttpRequest) -> bool:
    return bool(request.user.has_perm(permission))
