"""What staff do on a page of the numbers: save a look at it, remove one, have it sent."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import staff_of
from foundation.refusals import Refusal
from shop.dashboards import services
from shop.dashboards.asking import Question
from shop.dashboards.frame import Dashboard
from shop.dashboards.models import Rhythm

LARGEST_ID = 18
"""Digits of a row's number that are read."""
Deed = Callable[[HttpRequest, User, Dashboard, Question], str]


def carry_out(request: HttpRequest, dashboard: Dashboard, question: Question) -> HttpResponse:
    """Do what the page's form asks, say so, and show the page as it was."""
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        messages.error(request, _("Nothing was asked."))
    else:
        try:
            messages.success(request, deed(request, staff_of(request), dashboard, question))
        except Refusal as problem:
            messages.error(request, problem.message)
    query = question.address()
    url = reverse(f"admin:{dashboard.url_name}")
    return HttpResponseRedirect(f"{url}?{query}" if query else url)


def _save_view(request: HttpRequest, who: User, dashboard: Dashboard, question: Question) -> str:
    view = services.save_view(
        owner=who,
        dashboard=dashboard,
        name=request.POST.get("name", ""),
        query=question.address(),
        is_shared="shared" in request.POST,
    )
    return _("The view “%(name)s” is saved.") % {"name": view.name}


def _forget_view(
    request: HttpRequest, who: User, _dashboard: Dashboard, _question: Question
) -> str:
    services.forget_view(owner=who, view_id=_number(request))
    return _("The view is removed.")


def _send_me(request: HttpRequest, who: User, dashboard: Dashboard, question: Question) -> str:
    told = request.POST.get("rhythm", "")
    rhythm = Rhythm(told) if told in Rhythm.values else Rhythm.WEEKLY
    services.send_me(reader=who, dashboard=dashboard, rhythm=rhythm, only=question.only)
    return _("You get this page by mail: %(when)s.") % {"when": rhythm.label}


def _end_report(request: HttpRequest, who: User, _dashboard: Dashboard, _question: Question) -> str:
    services.end_report(reader=who, schedule_id=_number(request))
    return _("You get this report no more.")


def _number(request: HttpRequest) -> int:
    told = request.POST.get("row", "")[:LARGEST_ID]
    return int(told) if told.isascii() and told.isdigit() else 0


DEEDS: dict[str, Deed] = {
    "save-view": _save_view,
    "forget-view": _forget_view,
    "send-me": _send_me,
    "end-report": _end_report,
}
