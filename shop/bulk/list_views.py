"""Lists kept as they were looked at: what is kept, who sees it, where it leads."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Model, Q
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from foundation import clock
from foundation.refusals import Refusal
from shop.bulk.models import ListView

COLUMNS = "_columns"
"""The part of a list's address that names its columns, with commas between them."""
MOST_VIEWS = 50
LONGEST_NAME = ListView._meta.get_field("name").max_length or 60
LONGEST_QUERY = ListView._meta.get_field("query").max_length or 1000
MOST_PINNED = 12
_OF_THE_MOMENT = (PAGE_VAR, ERROR_FLAG, IS_POPUP_VAR, TO_FIELD_VAR)
"""Parts of an address that are no part of a view: a page, an error, a popup."""


def clean_query(query: str) -> str:
    """An address behind the question mark, in one order and without what is of the moment."""
    told = QueryDict(query)
    kept = {
        name: [value for value in told.getlist(name) if value]
        for name in sorted(told)
        if name not in _OF_THE_MOMENT
    }
    return urlencode({name: values for name, values in kept.items() if values}, doseq=True)


@transaction.atomic
def keep_view(
    *,
    owner: User,
    source: str,
    name: str,
    query: str,
    is_shared: bool = False,
    is_pinned: bool = False,
    at: datetime | None = None,
) -> ListView:
    """Keep a list as it is looked at; one's own of that name is replaced.

    Raises:
        Refusal: no such list, or one that ``owner`` may not see; no name, one that is too long,
            too long a filter, or too many of this list.
    """
    if not may_see(owner, source):
        raise Refusal(_("There is no such list."))
    called = " ".join(name.replace("\x00", "").split())
    if not called:
        raise Refusal(_("Give the view a name."), field="name")
    if len(called) > LONGEST_NAME:
        raise Refusal(_("This name is too long."), field="name")
    if len(query) > LONGEST_QUERY or len(cleaned := clean_query(query)) > LONGEST_QUERY:
        raise Refusal(_("This filter is too long to be kept."))
    own = ListView.objects.filter(owner=owner, source=source)
    if own.exclude(name=called).count() >= MOST_VIEWS:
        raise Refusal(_("You have fifty views of this list: remove one first."), field="name")
    view, _created = ListView.objects.update_or_create(
        owner=owner,
        source=source,
        name=called,
        defaults={
            "query": cleaned,
            "is_shared": is_shared,
            "is_pinned": is_pinned,
            "created_at": at or clock.now(),
        },
    )
    return view


@transaction.atomic
def forget_view(*, owner: User, view_id: int) -> str:
    """Remove one's own view; returns the list that it was of.

    Raises:
        Refusal: there is none of that number, or it is somebody else's.
    """
    view = ListView.objects.filter(owner=owner, pk=view_id).first()
    if view is None:
        raise Refusal(_("This view is not yours, or it is gone."))
    view.delete()
    return view.source


def views_of(user: User | AnonymousUser, source: str) -> list[ListView]:
    """One's own views of a list and those that are for everybody."""
    rows = ListView.objects.filter(_visible(user), source=source).select_related("owner")
    return list(rows.order_by("name", "pk"))


def pinned_for(user: User | AnonymousUser) -> list[ListView]:
    """What is pinned of lists that somebody may see."""
    rows = ListView.objects.filter(_visible(user), is_pinned=True).order_by("name", "pk")
    return [view for view in rows if may_see(user, view.source)][:MOST_PINNED]


def _visible(user: User | AnonymousUser) -> Q:
    return Q(owner=user.pk) | Q(is_shared=True)


def may_see(user: User | AnonymousUser, source: str) -> bool:
    """Whether there is such a list, and somebody may look at it."""
    model = model_of(source)
    if model is None or not page_of(source):
        return False
    names = (f"{model._meta.app_label}.{verb}_{model._meta.model_name}" for verb in _VERBS)
    return any(user.has_perm(name) for name in names)


_VERBS = ("view", "change")


def model_of(source: str) -> type[Model] | None:
    """The model of a label such as ``catalog.product``."""
    try:
        return apps.get_model(source)
    except (LookupError, ValueError):
        return None


def title_of(source: str) -> str:
    """What a list is called."""
    model = model_of(source)
    return str(capfirst(model._meta.verbose_name_plural)) if model else source


def page_of(source: str) -> str:
    """The address of a list; empty where there is none."""
    try:
        return reverse(f"admin:{source.replace('.', '_')}_changelist")
    except NoReverseMatch:
        return ""
