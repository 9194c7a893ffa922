"""The pages of the numbers: one view draws them all, and hands out each figure as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from accounts.models import User
from accounts.roles import staff_of
from foundation import clock
from shop.dashboards.asking import SHOWN, Comparison, Question, Range
from shop.dashboards.deeds import carry_out
from shop.dashboards.files import as_csv, download, file_name
from shop.dashboards.filters import filter_groups, value_name
from shop.dashboards.frame import (
    NARROW,
    WIDE,
    Asked,
    Dashboard,
    Figure,
    Page,
    Period,
    dashboards,
    may_see,
)
from shop.dashboards.models import Rhythm
from shop.dashboards.painting import paint
from shop.dashboards.reading import read_page
from shop.dashboards.selectors import reports_of, views_of
from shop.dashboards.telling import period_told

View = Callable[..., HttpResponse]
FORMS = ("csv", "png")


def dashboard_urls(site: AdminSite) -> list[URLPattern]:
    """``admin:dashboards`` leads to the first page that the reader may open; each has its own."""
    pages = [
        path(f"dashboards/{slug}/", site.admin_view(_view(site, page)), name=page.url_name)
        for slug, page in dashboards
    ]
    return [path("dashboards/", site.admin_view(first_page), name="dashboards"), *pages]


def first_page(request: HttpRequest) -> HttpResponse:
    """To the first of the pages that the reader may open.

    Raises:
        PermissionDenied: there is none.
    """
    for _slug, dashboard in dashboards:
        if may_see(request.user, dashboard):
            return HttpResponseRedirect(reverse(f"admin:{dashboard.url_name}"))
    raise PermissionDenied


def _view(site: AdminSite, dashboard: Dashboard) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        if not may_see(request.user, dashboard):
            raise PermissionDenied
        question = Question.of(request.GET, dashboard)
        if request.method == "POST":
            return carry_out(request, dashboard, question)
        if SHOWN in request.GET:  # of the form: to the address that asks just this
            return HttpResponseRedirect(f"{request.path}?{question.address()}")
        asked = _asked(dashboard, question)
        page = read_page(dashboard, asked)
        if wanted := request.GET.get("figure"):
            return _file(page, wanted, request.GET.get("as", "csv"), asked)
        context = _context(dashboard, question, asked, page)
        if request.headers.get("HX-Request"):
            return render(request, "admin/dashboards/page.html#board", context)
        framed = {
            **site.each_context(request),
            **context,
            **_own(staff_of(request), dashboard),
            "is_paused": "paused" in request.GET,
            "title": dashboard.title,
        }
        return render(request, "admin/dashboards/page.html", framed)

    return view


def _asked(dashboard: Dashboard, question: Question) -> Asked:
    """What the address asks; of a page that tells of now, today."""
    asked = question.asked(clock.now())
    if dashboard.has_period:
        return asked
    today = clock.business_day(asked.at)
    return replace(asked, period=Period(today, today), compared=None)


def _file(page: Page, key: str, kind: str, asked: Asked) -> HttpResponse:
    """A figure as a file.

    Raises:
        Http404: the page has no such figure, or it cannot be had in this form.
    """
    figure = page.figure(key)
    if figure is None or kind not in FORMS:
        raise Http404
    if kind == "png" and (figure.draw is None or figure.is_empty):
        raise Http404
    if kind == "png":
        return download(paint(figure), file_name(figure, asked.period, "png"), "image/png")
    return as_csv(figure, asked.period)


def _context(dashboard: Dashboard, question: Question, asked: Asked, page: Page) -> dict[str, Any]:
    return {
        "dashboard": dashboard,
        "question": question,
        "asked": asked,
        "page": page,
        "figures": [_drawn(figure, question) for figure in page.figures],
        "lists": [_drawn(figure, question) for figure in page.lists],
        "period_told": period_told(asked.period),
        "compared_told": period_told(asked.compared) if asked.compared else "",
        "is_uncompared": asked.compared is None and question.compare != Comparison.NONE,
        "is_unfinished": asked.period.last >= clock.business_day(asked.at),
        "filter_told": value_name(asked.dimension, asked.value) if asked.is_filtered else "",
        "ranges": Range.choices,
        "comparisons": Comparison.choices,
        "filters": filter_groups(dashboard, asked),
        "live_parts": _live_parts(page) if dashboard.every else "",
    }


def _live_parts(page: Page) -> str:
    """The parts of a live page that are drawn anew, as htmx takes their names."""
    parts = ["#notes", "#tiles"]
    for figure in (*page.figures, *page.lists):
        parts.append(f"#drawn-{figure.key}")
        if figure.draw is not None:
            parts.append(f"#rows-{figure.key}")
    return ",".join(parts)


def _own(user: User, dashboard: Dashboard) -> dict[str, Any]:
    """What the reader keeps of this page."""
    return {
        "views": views_of(user, dashboard),
        "reports": reports_of(user, dashboard),
        "rhythms": Rhythm.choices,
    }


def _drawn(figure: Figure, question: Question) -> dict[str, Any]:
    """A figure as the template takes it: drawn twice, with the addresses of its files."""
    draw = None if figure.is_empty else figure.draw
    return {
        "figure": figure,
        "wide": draw(WIDE) if draw else "",
        "narrow": draw(NARROW) if draw else "",
        "csv": f"?{question.address(figure=figure.key)}",
        "png": f"?{question.address(**{'figure': figure.key, 'as': 'png'})}" if draw else "",
    }
