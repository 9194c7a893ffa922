"""Landing pages and heroes keep only what everybody may see, and stand in their time alone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from analytics.tests.customer_rows import make_profile
from events.names import Consent
from foundation.refusals import Refusal
from marketing.content.refused import ContentRefused
from marketing.models import HomeHero, LandingPage, LandingSection
from marketing.pages.blocks import page_blocks
from marketing.pages.selectors import (
    differ_by_segment,
    hero_for,
    open_pages,
    section_for,
    segment_of,
)
from marketing.pages.services import (
    PageRefused,
    forget_heroes,
    remove_hero,
    save_hero,
    save_page,
    save_section,
)
from marketing.tests.factories import make_reader
from marketing.tests.page_rows import TEXT, make_hero, make_page

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


def text(words: str) -> list[dict]:
    return [{"kind": "text", "text": {"en": words}}]


def a_page(**fields) -> LandingPage:
    return LandingPage(**{"slug": "spring", "title": {"en": "Spring"}, **fields})


def a_hero(**fields) -> HomeHero:
    values = {
        "name": "Summer",
        "title": {"en": "Summer"},
        "button": {"en": "See it"},
        "url": "/products/",
        "is_live": True,
    }
    return HomeHero(**{**values, **fields})


# --- what a page may hold ----------------------------------------------------------------------
@pytest.mark.parametrize(
    "blocks",
    [
        [{"kind": "cart", "text": {"en": "Go on"}}],
        [{"kind": "order"}],
        [{"kind": "coupon"}],
        [{"kind": "reviews"}],
        [{"kind": "subject"}],
        text("Hello {name}"),
        text("Your code is {code}"),
        text("{nonsense}"),
        [{"kind": "picture", "picture": "https://evil.example/a.png", "alt": {"en": "A pot"}}],
        [{"kind": "picture", "picture": "//evil.example/a.png", "alt": {"en": "A pot"}}],
        [{"kind": "button", "text": {"en": "Go"}, "url": "javascript:alert(1)"}],
        [{"kind": "heading", "text": {"en": ""}}],
        [{"kind": "html", "text": {"en": "<b>"}}],
        {"kind": "text"},
        "text",
        None,
    ],
)
def test_what_speaks_of_one_reader_or_is_no_block_is_refused(blocks):
    with pytest.raises(ContentRefused):
        page_blocks(blocks)


def test_a_problem_names_the_block_that_it_is_about():
    with pytest.raises(ContentRefused) as refused:
        page_blocks([*TEXT, *text("Hello {name}")])

    assert refused.value.where == "blocks.1.text"


def test_the_shops_name_may_stand_in_words():
    assert len(page_blocks(text("Welcome to {shop}"))) == 1


def test_a_page_is_kept_with_the_words_that_were_told():
    page = save_page(page=a_page(title={"en": " Spring ", "de": ""}))

    assert page.title == {"en": "Spring"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": {}}, "title"),
        ({"title": {"fr": "Printemps"}}, "title"),
        ({"title": {"en": "Two\nlines"}}, "title.en"),
        ({"title": {"en": "Hello {name}"}}, "title"),
        ({"slug": "not a slug"}, "slug"),
        ({"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, ""),
    ],
)
def test_a_page_that_cannot_stand_is_refused_at_its_field(fields, field):
    with pytest.raises(Refusal) as refused:
        save_page(page=a_page(**fields))

    assert refused.value.field == field
    assert not LandingPage.objects.exists()


def test_one_section_stands_at_a_place_for_a_segment():
    page = make_page()

    with pytest.raises(PageRefused):
        save_section(section=LandingSection(page=page, position=1, blocks=TEXT))
    save_section(section=LandingSection(page=page, position=1, segment="champions", blocks=TEXT))


def test_a_change_of_a_section_is_a_change_of_its_page():
    page, later = make_page(), datetime(2027, 1, 1, tzinfo=LONDON)
    save_section(section=LandingSection(page=page, position=2, blocks=TEXT), at=later)

    page.refresh_from_db()
    assert page.changed_at == later


# --- when it stands ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 4, 30, 23, 59, tzinfo=LONDON), False),
        (datetime(2026, 5, 1, 0, 0, tzinfo=LONDON), True),
        (datetime(2026, 5, 3, 23, 59, tzinfo=LONDON), True),
        (datetime(2026, 5, 4, 0, 0, tzinfo=LONDON), False),
    ],
)
def test_both_its_days_are_the_shops_and_belong_to_it(settings, moment, is_open):
    settings.TIME_ZONE = "Europe/London"
    make_page(starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 3))
    make_hero(starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 3))

    assert open_pages(at=moment).exists() is is_open
    assert (hero_for("", at=moment) is not None) is is_open


def test_a_draft_is_open_to_nobody():
    make_page(is_live=False)
    make_hero(is_live=False)

    assert not open_pages().exists()
    assert hero_for("") is None


# --- heroes ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": {}}, "title"),
        ({"button": {}}, "button"),
        ({"line": {"en": "{code}"}}, "line"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "//evil.example"}, "url"),
        ({"url": ""}, "url"),
        ({"segment": "nobody"}, "segment"),
    ],
)
def test_a_hero_that_cannot_stand_is_refused_at_its_field(fields, field):
    with pytest.raises(Refusal) as refused:
        save_hero(hero=a_hero(**fields))

    assert refused.value.field == field


def test_a_hero_is_seen_when_it_is_saved_and_gone_when_removed(django_capture_on_commit_callbacks):
    assert hero_for("") is None
    with django_capture_on_commit_callbacks(execute=True):
        hero = save_hero(hero=a_hero())
    assert hero_for("").title == {"en": "Summer"}
    with django_capture_on_commit_callbacks(execute=True):
        remove_hero(hero=hero)
    assert hero_for("") is None


def test_the_newest_of_a_segment_stands_and_others_see_everybodys():
    make_hero("Old")
    make_hero("New", title={"en": "New"})
    assert not differ_by_segment()
    make_hero("Champions", segment="champions", title={"en": "For you"})
    forget_heroes()

    assert differ_by_segment()
    assert hero_for("").title == {"en": "New"}
    assert hero_for("champions").title == {"en": "For you"}
    assert hero_for("lost") is None


# --- segments ----------------------------------------------------------------------------------
def test_a_segment_is_known_only_of_who_agreed_to_it():
    customer = make_reader()
    make_profile(customer, segment="champions")
    assert segment_of(customer) == "champions"

    customer.consent = Consent.MARKETING
    assert segment_of(customer) == ""
    assert segment_of(None) == ""


def test_a_section_of_a_segment_is_for_that_segment_alone():
    page = make_page()
    section = LandingSection.objects.create(page=page, position=1, segment="lost", blocks=TEXT)

    assert section_for(page, place=1, segment="lost") == section
    assert section_for(page, place=1, segment="champions") is None
    assert section_for(page, place=1, segment="") is None
