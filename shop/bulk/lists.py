"""What every list of the staff's site can do: change many of its rows, and choose its columns.

The site imports this before the admin pages of the apps can be imported, which edits need: so
what is said about rows is imported where it is asked for.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from accounts.roles import staff_of
from foundation.refusals import Refusal
from shop.bulk.list_views import COLUMNS

ACTION = "change_many"
MAY_CHANGE = "bulk.add_bulkchange"


class WithColumns(ChangeList):
    """A list whose address may name columns, which are no filter."""

    def get_filters_params(self, params: Any = None) -> Any:
        found = super().get_filters_params(params)
        found.pop(COLUMNS, None)
        return found


@cache
def _with_columns(base: Any) -> type[ChangeList]:
    return type("ListWithColumns", (WithColumns, base), {})


class ListTools(ModelAdmin):
    """Mixed into every admin of the staff's site."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        base: Any = super().get_changelist(request, **kwargs)
        return _with_columns(base)

    def get_list_display(self, request: HttpRequest) -> Any:
        """The columns that the address names, in the list's own order; else all of them."""
        every = super().get_list_display(request)
        wanted = {*request.GET.get(COLUMNS, "").split(","), *self._fixed_columns()}
        chosen = [name for name in every if not isinstance(name, str) or name in wanted]
        return chosen if COLUMNS in request.GET and chosen else every

    def columns(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The columns that can be chosen, by name and in words, and whether each is shown."""
        shown = self.get_list_display(request)
        fixed = self._fixed_columns()
        return [
            {"name": name, "words": words, "is_shown": name in shown}
            for name in super().get_list_display(request)
            if isinstance(name, str) and name not in fixed and (words := self._words(name))
        ]

    def _fixed_columns(self) -> set[str]:
        """Those that lead to a row or are written in the list: it would not work without them."""
        links = self.list_display_links or ()
        return {name for name in (*links, *self.list_editable) if isinstance(name, str)}

    def _words(self, name: str) -> str:
        return str(capfirst(str(label_for_field(name, self.model, self))))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ticked columns come one by one, and are kept as one part of the address."""
        ticked = request.GET.getlist(COLUMNS)
        if request.method == "GET" and len(ticked) > 1:
            address = request.GET.copy()
            address[COLUMNS] = ",".join(filter(None, ticked))
            for name in (ORDER_VAR, PAGE_VAR):  # an order names columns by their place
                address.pop(name, None)
            return redirect(f"{request.path}?{address.urlencode()}")
        return super().changelist_view(request, extra_context)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if IS_POPUP_VAR not in request.GET and self._may_change_many(request):
            actions[ACTION] = (change_many, ACTION, gettext_lazy("Change many …"))
        return actions

    def _may_change_many(self, request: HttpRequest) -> bool:
        from shop.bulk.edits import edits_of

        offers = edits_of(self.opts.label_lower)
        return bool(
            offers
            and request.user.has_perm(MAY_CHANGE)
            and any(request.user.has_perm(edit.permission) for edit in offers)
        )


def change_many(page: ListTools, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
    """Keep the rows that were ticked, or all that match, and ask what is to become of them."""
    from shop.bulk.planning import MOST_CHOSEN, choose_rows

    if not page._may_change_many(request):
        raise PermissionDenied
    keys = rows.order_by().values_list("pk", flat=True)[: MOST_CHOSEN + 1]
    try:
        change = choose_rows(source=page.opts.label_lower, keys=keys, by=staff_of(request))
    except Refusal as problem:
        messages.error(request, str(problem))
        return None
    return redirect("admin:bulk_bulkchange_say", change.pk)
