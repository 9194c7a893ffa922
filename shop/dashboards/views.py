"""The pages of the numbers: one view draws them all, and hands out each figure as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from foundation import clock
from shop.dashboards.asking import Comparison, Question, Range
from shop.dashboards.files import as_csv
from shop.dashboards.filters import filter_groups, is_too_small, value_name
from shop.dashboards.frame import (
    NARROW,
    WIDE,
    Asked,
    Dashboard,
    Figure,
    Page,
    dashboards,
    may_see,
)
from shop.dashboards.telling import period_told

View = Callable[..., HttpResponse]


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
        asked = question.asked(clock.now())
        page = read_page(dashboard, asked)
        if wanted := request.GET.get("figure"):
            return _file(page, wanted, request.GET.get("as", "csv"), asked)
        context = _context(dashboard, question, asked, page)
        if request.headers.get("HX-Request"):
            return render(request, "admin/dashboards/page.html#board", context)
        framed = {**site.each_context(request), **context, "title": dashboard.title}
        return render(request, "admin/dashboards/page.html", framed)

    return view


def read_page(dashboard: Dashboard, asked: Asked) -> Page:
    """The page that is asked for; of a value with too few people it tells just that."""
    if is_too_small(asked):
        return Page(notes=(_("Fewer than ten people are behind this filter: nothing is told."),))
    return dashboard.read(asked)


def _file(page: Page, key: str, kind: str, asked: Asked) -> HttpResponse:
    """A figure as a file.

    Raises:
        Http404: the page has no such figure, or it cannot be had in this form.
    """
    figure = page.figure(key)
    if figure is None or kind not in {"csv", "png"} or (kind == "png" and figure.draw is None):
        raise Http404
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
        "filter_told": value_name(asked.dimension, asked.value) if asked.is_filtered else "",
        "ranges": Range.choices,
        "comparisons": Comparison.choices,
        "filters": filter_groups(dashboard, asked),
    }


def _drawn(figure: Figure, question: Question) -> dict[str, Any]:
    """A figure as the template takes it: drawn twice, with the addresses of its files."""
    has_drawing = figure.draw is not None and not figure.is_empty
    return {
        "figure": figure,
        "wide": figure.draw(WIDE) if has_drawing and figure.draw else "",
        "narrow": figure.draw(NARROW) if has_drawing and figure.draw else "",
        "csv": f"?{question.address(figure=figure.key)}",
        "png": f"?{question.address(**{'figure': figure.key, 'as': 'png'})}" if has_drawing else "",
    }
