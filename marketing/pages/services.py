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
from marketing.content.refused import ContentRefused
from marketing.content.words import check_line
from marketing.models import HomeHero, LandingPage, LandingSection
from marketing.pages.blocks import check_page_words, page_blocks
from marketing.pages.selectors import HEROES_KEY


class PageRefused(Refusal):
    """A page or a hero that cannot stand as it is."""


@transaction.atomic
def save_page(*, page: LandingPage, at: datetime | None = None) -> LandingPage:
    """Keep a landing page, new or changed.

    Raises:
        PageRefused, ContentRefused: a name that is taken, no title, or an end before its start.
    """
    page.title = _line(page.title, where="title")
    page.summary = _line(page.summary, where="summary", is_needed=False)
    page.changed_at = at or clock.now()
    _keep(page)
    return page


@transaction.atomic
def save_section(*, section: LandingSection, at: datetime | None = None) -> LandingSection:
    """Keep a section of a landing page, new or changed.

    Raises:
        PageRefused, ContentRefused: a place that is taken, or content that a page may not show.
    """
    page_blocks(section.blocks)
    _keep(section)
    LandingPage.objects.filter(pk=section.page_id).update(changed_at=at or clock.now())
    return section


@transaction.atomic
def remove_section(*, section: LandingSection, at: datetime | None = None) -> None:
    section.delete()
    LandingPage.objects.filter(pk=section.page_id).update(changed_at=at or clock.now())


@transaction.atomic
def save_hero(*, hero: HomeHero) -> HomeHero:
    """Keep a hero of the home page; shoppers see it within a minute.

    Raises:
        PageRefused, ContentRefused: no title, no button, or an address that leads nowhere.
    """
    hero.title = _line(hero.title, where="title")
    hero.line = _line(hero.line, where="line", is_needed=False)
    hero.button = _line(hero.button, where="button")
    hero.url = hero.url.strip()
    if not is_safe_address(hero.url):
        raise PageRefused(
            _("An address begins with https:// or, for a page of the shop, with /."), field="url"
        )
    _keep(hero)
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


def _keep(row: models.Model) -> None:
    """Save what its table and its columns allow.

    Raises:
        PageRefused: what they do not.
    """
    try:
        row.full_clean()
    except ValidationError as error:
        name, problems = next(iter(error.message_dict.items()))
        field = "" if name == "__all__" else name
        raise PageRefused(str(problems[0]), field=field) from error
    row.save()


__all__ = [
    "ContentRefused",
    "PageRefused",
    "forget_heroes",
    "remove_hero",
    "remove_section",
    "save_hero",
    "save_page",
    "save_section",
]
