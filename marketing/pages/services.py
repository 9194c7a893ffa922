"""Writes of landing pages and heroes: checked as a whole, then kept."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.refusals import Refusal
from marketing.content.inputs import is_safe_address
from marketing.content.words import check_line
from marketing.models import HomeHero, LandingPage, LandingSection
from marketing.pages.blocks import check_page_words, page_blocks
from marketing.pages.selectors import HEROES_KEY


class PageRefused(Refusal):
    """A page or a hero that cannot stand as it is."""


def check_page(page: LandingPage) -> None:
    """Tidy the words of a landing page and see whether it can be kept.

    Raises:
        PageRefused, ContentRefused: a name that is taken, no title, or an end before its start.
    """
    page.title = _line(page.title, where="title")
    page.summary = _line(page.summary, where="summary", is_needed=False)
    _check_row(page)


@transaction.atomic
def save_page(*, page: LandingPage, at: datetime | None = None) -> LandingPage:
    """Keep a landing page, new or changed; raises as ``check_page``."""
    check_page(page)
    page.changed_at = at or clock.now()
    page.save()
    return page


@transaction.atomic
def add_section(
    *, page: LandingPage, place: int | None = None, segment: str = "", at: datetime | None = None
) -> LandingSection:
    """An empty section at a place; without a place below all others.

    Raises:
        PageRefused: there is one for that segment already, or no such segment.
    """
    lowest = page.sections.aggregate(lowest=models.Max("position"))["lowest"] or 0
    section = LandingSection(page=page, position=place or lowest + 1, segment=segment)
    return save_section(section=section, at=at)


@transaction.atomic
def move_place(*, page: LandingPage, place: int, up: bool, at: datetime | None = None) -> None:
    """Let a place change with the one above or below it; at the end nothing happens."""
    places = sorted(set(page.sections.values_list("position", flat=True)))
    if place not in places:
        return
    index = places.index(place) + (-1 if up else 1)
    if not 0 <= index < len(places):
        return
    other = places[index]
    # By way of 0, where nothing stands: two sections may not be at one place, not for a moment.
    for before, after in ((place, 0), (other, place), (0, other)):
        page.sections.filter(position=before).update(position=after)
    _note_change(page.pk, at)


@transaction.atomic
def save_section(*, section: LandingSection, at: datetime | None = None) -> LandingSection:
    """Keep a section of a landing page, new or changed.

    Raises:
        PageRefused, ContentRefused: a place that is taken, or content that a page may not show.
    """
    page_blocks(section.blocks)
    _check_row(section)
    section.save()
    _note_change(section.page_id, at)
    return section


@transaction.atomic
def remove_section(*, section: LandingSection, at: datetime | None = None) -> None:
    section.delete()
    _note_change(section.page_id, at)


def check_hero(hero: HomeHero) -> None:
    """Tidy the words of a hero and see whether it can be kept.

    Raises:
        PageRefused, ContentRefused: no title, no button, or an address that leads nowhere.
    """
    hero.title = _line(hero.title, where="title")
    hero.line = _line(hero.line, where="line", is_needed=False)
    hero.button = _line(hero.button, where="button")
    hero.url = hero.url.strip()
    if not is_safe_address(hero.url) or not hero.url:
        raise PageRefused(
            _("An address begins with https:// or, for a page of the shop, with /."), field="url"
        )
    _check_row(hero)


@transaction.atomic
def save_hero(*, hero: HomeHero) -> HomeHero:
    """Keep a hero of the home page; shoppers see it within a minute. Raises as ``check_hero``."""
    check_hero(hero)
    hero.save()
    transaction.on_commit(forget_heroes)
    return hero


@transaction.atomic
def remove_hero(*, hero: HomeHero) -> None:
    hero.delete()
    transaction.on_commit(forget_heroes)


def forget_heroes() -> None:
    """Ask anew which heroes stand; other processes do within a minute."""
    cache.delete(HEROES_KEY)


def _line(words: object, *, where: str, is_needed: bool = True) -> dict[str, str]:
    found = check_line(words, where=where, is_needed=is_needed)
    check_page_words(found, where=where)
    return found


def _note_change(page_id: int, at: datetime | None) -> None:
    LandingPage.objects.filter(pk=page_id).update(changed_at=at or clock.now())


def _check_row(row: models.Model) -> None:
    """Raises PageRefused where its table or a column does not allow it."""
    try:
        row.full_clean()
    except ValidationError as error:
        name, problems = next(iter(error.message_dict.items()))
        field = "" if name == "__all__" else name
        raise PageRefused(str(problems[0]), field=field) from error
