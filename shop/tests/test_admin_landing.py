"""Staff write landing pages and heroes in plain forms, and are told at the field what is wrong."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, assign_role
from marketing.models import HomeHero, LandingPage, LandingSection
from marketing.tests.page_rows import make_hero, make_page
from shop.tests.busy_shop import make_staff

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TYPED = {
    "slug": "spring",
    "title_en": "Spring is here",
    "title_de": "Der Frühling ist da",
    "is_live": "on",
    "may_be_found": "on",
}
HERO = {"name": "Summer", "title_en": "Summer", "button_en": "See it", "url": "/products/"}
WORDS = {"blocks": "1", "block-0-kind": "text", "block-0-text-en": "All for the garden."}


@pytest.fixture
def staff(client):
    cache.clear()
    client.force_login(make_staff(), backend=BACKEND)
    return client


def content(page: LandingPage) -> str:
    return reverse("admin:marketing_landingpage_content", args=[page.pk])


def arrange(page: LandingPage) -> str:
    return reverse("admin:marketing_landingpage_arrange", args=[page.pk])


def section_url(section: LandingSection) -> str:
    own = [section.page_id, section.pk]
    return reverse("admin:marketing_landingpage_section", args=own)


def test_a_page_is_made_written_and_seen(staff):
    response = staff.post(reverse("admin:marketing_landingpage_add"), TYPED)
    page = LandingPage.objects.get()
    assert response["Location"] == content(page)
    assert page.title == {"en": "Spring is here", "de": "Der Frühling ist da"}

    response = staff.post(arrange(page), {"do": "add"})
    section = page.sections.get()
    assert response["Location"] == section_url(section)
    response = staff.post(section_url(section), {**WORDS, "do": "save"})
    assert response.status_code == 302

    assert "All for the garden." in staff.get("/l/spring/").content.decode()


def test_blocks_are_added_without_keeping_and_a_wrong_one_is_told(staff):
    section = make_page().sections.get()

    page = staff.post(section_url(section), {**WORDS, "do": "add:heading"}).content.decode()
    assert "block-1-kind" in page
    assert "Not saved yet." in page
    typed = {**WORDS, "block-0-text-en": "Hello {name}", "do": "save"}
    page = staff.post(section_url(section), typed).content.decode()
    assert "Block 1: " in page
    assert "Hello {name}" in page
    section.refresh_from_db()
    assert section.blocks[0]["text"]["en"] == "All for the garden."


def test_only_blocks_of_pages_are_offered(staff):
    page = staff.get(section_url(make_page().sections.get())).content.decode()

    assert 'value="add:heading"' in page
    assert 'value="add:cart"' not in page


def test_a_segment_gets_a_section_of_its_own_once(staff):
    page = make_page()
    ask = {"do": "add", "place": "1", "segment": "champions"}
    staff.post(arrange(page), ask)
    again = staff.post(arrange(page), ask, follow=True).content.decode()

    assert "There is one section a place and segment." in again
    assert page.sections.filter(segment="champions").count() == 1


def test_places_change_with_each_other_and_stay_at_the_ends(staff):
    page = make_page()
    LandingSection.objects.create(page=page, position=1, segment="lost")
    second = LandingSection.objects.create(page=page, position=5)

    staff.post(arrange(page), {"do": "down:5"})
    second.refresh_from_db()
    assert second.position == 5
    staff.post(arrange(page), {"do": "up:5"})
    second.refresh_from_db()
    assert second.position == 1
    assert set(page.sections.exclude(pk=second.pk).values_list("position", flat=True)) == {5}


def test_a_section_is_removed_and_only_of_its_page(staff):
    page, other = make_page(), make_page("autumn")

    assert staff.post(arrange(page), {"do": f"remove:{other.sections.get().pk}"}).status_code == 404
    staff.post(arrange(page), {"do": f"remove:{page.sections.get().pk}"})
    assert not page.sections.exists()
    assert other.sections.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"title_en": ""}, "This field is required."),
        ({"title_en": "Hello {name}"}, "stands for nothing here"),
        ({"slug": "not a slug"}, "Enter a valid"),
        ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "It must end after it starts."),
    ],
)
def test_what_is_wrong_with_a_page_is_told_and_nothing_kept(staff, typed, told):
    page = staff.post(reverse("admin:marketing_landingpage_add"), {**TYPED, **typed})

    assert page.status_code == 200
    assert told in page.content.decode()
    assert not LandingPage.objects.exists()


def test_a_hero_is_kept_changed_and_removed(staff, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(reverse("admin:marketing_homehero_add"), {**HERO, "is_live": "on"})
    hero = HomeHero.objects.get()
    assert "Summer" in staff.get("/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        staff.post(
            reverse("admin:marketing_homehero_change", args=[hero.pk]),
            {**HERO, "title_en": "Autumn", "is_live": "on"},
        )
    assert "Autumn" in staff.get("/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(reverse("admin:marketing_homehero_delete", args=[hero.pk]), {"post": "yes"})
    assert "Good things, well chosen." in staff.get("/").content.decode()


def test_a_hero_that_leads_nowhere_is_told_at_its_address(staff):
    page = staff.post(
        reverse("admin:marketing_homehero_add"), {**HERO, "url": "javascript:alert(1)"}
    )

    assert "An address begins with https://" in page.content.decode()
    assert not HomeHero.objects.exists()


def test_the_words_of_a_hero_stand_in_its_form(staff):
    hero = make_hero()

    page = staff.get(reverse("admin:marketing_homehero_change", args=[hero.pk])).content.decode()
    assert "Summer, well chosen." in page
    assert "Sommer, gut gewählt." in page


def test_who_may_only_look_changes_nothing(client):
    page = make_page()
    analyst = User.objects.create_user("ann@example.com", "a-long-enough-phrase")
    assign_role(user=analyst, role=Role.ANALYST, actor=None)
    client.force_login(User.objects.get(pk=analyst.pk), backend=BACKEND)

    assert client.get(content(page)).status_code == 200
    assert client.post(arrange(page), {"do": "add"}).status_code == 403
    url = section_url(page.sections.get())
    assert client.post(url, {**WORDS, "do": "save"}).status_code == 403
    assert page.sections.count() == 1
