"""The pages on which a landing page is written: its places, and the blocks of a section."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analytics.models import RfmSegment
from forecasting.admin.pages import PagesAdmin
from foundation.refusals import Refusal
from marketing.admin.block_rows import Row, changed, kinds, read_blocks, rows_of
from marketing.content.blocks import BlockKind
from marketing.content.words import in_language
from marketing.models import LandingPage, LandingSection
from marketing.pages.blocks import PAGE_KINDS
from marketing.pages.selectors import open_pages, sections_by_place
from marketing.pages.services import add_section, move_place, remove_section, save_section

MAY_VIEW = "marketing.view_landingpage"
MAY_CHANGE = "marketing.change_landingpage"
_PAGE = "admin:marketing_landingpage_content"
_SECTION = "admin:marketing_landingpage_section"


class SectionPages(PagesAdmin):
    """Where the content of a landing page is arranged and written."""

    folder = "marketing"

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("<int:object_id>/content/", self.content_view, "content"),
            self.own_path("<int:object_id>/arrange/", self.arrange_view, "arrange"),
            self.own_path(
                "<int:object_id>/content/<int:section_id>/", self.section_view, "section"
            ),
            *super().get_urls(),
        ]

    def content_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The places from top to bottom, and what stands there for whom."""
        self.require(request, MAY_VIEW)
        page = get_object_or_404(LandingPage, pk=object_id)
        places = [
            {"number": number, "sections": list(sections.values()), "others": _others(sections)}
            for number, sections in sections_by_place(page).items()
        ]
        context = {
            "page": page,
            "places": places,
            "is_open": open_pages().filter(pk=page.pk).exists(),
            "may_change": request.user.has_perm(MAY_CHANGE),
        }
        return self.show(request, "landing", _title(page), context)

    def arrange_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST adds a section, moves a place (``up:2``, ``down:2``) or removes (``remove:7``)."""
        self.require(request, MAY_CHANGE)
        page = get_object_or_404(LandingPage, pk=object_id)
        if request.method != "POST":
            return redirect(_PAGE, object_id)
        what, _colon, which = request.POST.get("do", "").partition(":")
        number = _number(which)
        if what == "add":
            return self._add(request, page)
        deeds: dict[str, Callable[[], object]] = {
            "up": lambda: move_place(page=page, place=number, up=True),
            "down": lambda: move_place(page=page, place=number, up=False),
            "remove": lambda: remove_section(section=get_object_or_404(page.sections, pk=number)),
        }
        if what in deeds:
            deeds[what]()
        return redirect(_PAGE, object_id)

    def _add(self, request: HttpRequest, page: LandingPage) -> HttpResponse:
        """At a place that is there, for a segment; else below all others, for everybody."""
        try:
            section = add_section(
                page=page,
                place=_number(request.POST.get("place", "")) or None,
                segment=request.POST.get("segment", ""),
            )
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect(_PAGE, page.pk)
        return redirect(_SECTION, page.pk, section.pk)

    def section_view(self, request: HttpRequest, object_id: int, section_id: int) -> HttpResponse:
        """The blocks of a section; a POST keeps them, or draws them anew without keeping."""
        self.require(request, MAY_CHANGE if request.method == "POST" else MAY_VIEW)
        sections = LandingSection.objects.select_related("page")
        section = get_object_or_404(sections, pk=section_id, page=object_id)
        context: dict[str, Any] = {}
        if request.method == "POST":
            context = _write(request, section)
            if not context:
                messages.success(request, _("Saved."))
                return redirect(_SECTION, object_id, section_id)
        shown = {**_drawn(request, section), **context}
        return self.show(request, "section", _title(section.page), shown)


def _title(page: LandingPage) -> str:
    return in_language(page.title, get_language() or settings.LANGUAGE_CODE) or page.slug


def _others(sections: Mapping[str, LandingSection]) -> list[tuple[str, Any]]:
    """For whom nothing of their own stands at a place yet."""
    everybody = ("", _("Everybody"))
    return [one for one in (everybody, *RfmSegment.choices) if one[0] not in sections]


def _write(request: HttpRequest, section: LandingSection) -> dict[str, Any]:
    """Do what a button asks; what the page is to say of it, nothing where it was kept."""
    deed = request.POST.get("do", "")
    section.blocks = read_blocks(request.POST)
    if deed != "save":
        section.blocks = changed(section.blocks, deed)
        return {"is_unsaved": True}
    try:
        save_section(section=section)
    except Refusal as refusal:
        return {"problem": _where(refusal.field) + refusal.message, "is_unsaved": True}
    return {}


def _drawn(request: HttpRequest, section: LandingSection) -> dict[str, Any]:
    known = [block for block in section.blocks if block.get("kind") in set(BlockKind)]
    preview = reverse("storefront:landing-preview", args=[section.page.slug])
    return {
        "page": section.page,
        "section": section,
        "rows": [_of_page(row) for row in rows_of(known)],
        "kinds": [(kind, label) for kind, label in kinds() if kind in set(PAGE_KINDS)],
        "preview_url": f"{preview}?as={section.segment}" if section.segment else preview,
        "may_change": request.user.has_perm(MAY_CHANGE),
    }


def _of_page(row: Row) -> Row:
    """Without what only messages ask: a page is shown, whatever it holds."""
    asked = tuple(one for one in row.questions if not one.name.endswith("-must_hold"))
    return replace(row, questions=asked)


def _where(name: str) -> str:
    """Which block a problem is about, counted as people count: ``blocks.2.url`` is the third."""
    parts = name.split(".")
    if len(parts) < 2 or parts[0] != "blocks" or not parts[1].isdecimal():
        return ""
    return _("Block %(number)d: ") % {"number": int(parts[1]) + 1}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
