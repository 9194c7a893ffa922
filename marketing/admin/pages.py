"""Staff pages of landing pages and of the home page's hero."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from foundation.admin import AbstractAdmin, LedgerAdmin
from foundation.refusals import Refusal
from marketing.admin.section_pages import SectionPages
from marketing.admin.words_form import Line, words_form
from marketing.content.words import in_language
from marketing.models import HomeHero, LandingPage, LandingSection
from marketing.pages.services import (
    check_hero,
    check_page,
    remove_hero,
    save_hero,
    save_page,
)

PAGE_LINES = (Line("title", _("Title")), Line("summary", _("Summary"), is_needed=False))
HERO_LINES = (
    Line("title", _("Title")),
    Line("line", _("Text"), is_needed=False),
    Line("button", _("Button")),
)
LandingPageForm = words_form(
    LandingPage, PAGE_LINES, ("slug", "is_live", "may_be_found", "starts_on", "ends_on")
)
HomeHeroForm = words_form(
    HomeHero,
    HERO_LINES,
    ("name", "segment", "url", "category", "is_live", "starts_on", "ends_on"),
)


def _names(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return tuple(name for line in lines for name in line.fields)


class _Kept(ModelAdmin, metaclass=AbstractAdmin):
    """Rows that a service keeps; what it would refuse is told at its field of the form."""

    @abstractmethod
    def check_words(self, row: Any) -> None:
        """Raises a Refusal where the service would not keep the row."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **more: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **more)
        check = self.check_words

        class Checked(form):  # type: ignore[misc, valid-type]
            """Asks the service first whether it would keep the row."""

            def _post_clean(self) -> None:
                super()._post_clean()
                if self.errors:
                    return
                try:
                    check(self.instance)
                except Refusal as refusal:
                    self.add_error(self._field_of(refusal.field), refusal.message)

            def _field_of(self, name: str) -> str | None:
                column, _dot, code = name.partition(".")
                named = [f"{column}_{code}", column, f"{column}_{get_language() or 'en'}"]
                return next((one for one in named if one in self.fields), None)

        return Checked


@admin.register(LandingPage)
class LandingPageAdmin(SectionPages, _Kept):
    form = LandingPageForm
    list_display = ("called", "slug", "is_live", "starts_on", "ends_on", "places", "changed_at")
    list_display_links = None
    list_filter = ("is_live",)
    search_fields = ("slug", "title")
    fieldsets = (
        (None, {"fields": ("slug", *_names(PAGE_LINES))}),
        (_("When it is open"), {"fields": ("is_live", ("starts_on", "ends_on"), "may_be_found")}),
    )

    def check_words(self, row: LandingPage) -> None:
        check_page(row)

    def save_model(self, request: HttpRequest, obj: LandingPage, form: Any, change: bool) -> None:
        save_page(page=obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LandingPage]:
        found: QuerySet[LandingPage] = super().get_queryset(request)
        return found.annotate(places=Count("sections__position", distinct=True))

    @display(description=_("Title"))
    def called(self, page: LandingPage) -> SafeString:
        url = reverse("admin:marketing_landingpage_content", args=[page.pk])
        title = in_language(page.title, get_language() or "en") or page.slug
        return format_html('<a href="{}">{}</a>', url, title)

    @display(description=_("Places"), ordering="places")
    def places(self, page: Any) -> int:
        return int(page.places)

    def response_add(
        self, request: HttpRequest, obj: LandingPage, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, _("The page is made: now write what stands on it."))
        return redirect("admin:marketing_landingpage_content", obj.pk)


@admin.register(LandingSection)
class LandingSectionAdmin(LedgerAdmin):
    """Sections are written on the page of their landing page."""

    list_display = ("page", "position", "told_segment")
    list_select_related = ("page",)
    fields = ("page", "position", "segment")

    @display(description=_("For"), ordering="segment")
    def told_segment(self, section: LandingSection) -> str:
        return section.get_segment_display() if section.segment else str(_("Everybody"))


@admin.register(HomeHero)
class HomeHeroAdmin(_Kept):
    form = HomeHeroForm
    list_display = ("name", "told_segment", "is_live", "starts_on", "ends_on")
    list_filter = ("is_live", "segment")
    search_fields = ("name",)
    list_select_related = ("category",)
    fieldsets = (
        (None, {"fields": (("name", "segment"), *_names(HERO_LINES), "url", "category")}),
        (_("When it stands"), {"fields": ("is_live", ("starts_on", "ends_on"))}),
    )

    def check_words(self, row: HomeHero) -> None:
        check_hero(row)

    def save_model(self, request: HttpRequest, obj: HomeHero, form: Any, change: bool) -> None:
        save_hero(hero=obj)

    @display(description=_("For"), ordering="segment")
    def told_segment(self, hero: HomeHero) -> str:
        return hero.get_segment_display() if hero.segment else str(_("Everybody"))

    def delete_model(self, request: HttpRequest, obj: HomeHero) -> None:
        remove_hero(hero=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[HomeHero]) -> None:
        for hero in queryset:
            remove_hero(hero=hero)
