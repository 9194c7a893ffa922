"""Landing pages and heroes, for tests."""

from __future__ import annotations

from typing import Any

from marketing.models import HomeHero, LandingPage, LandingSection

TEXT = [{"kind": "text", "text": {"en": "All for the garden.", "de": "Alles für den Garten."}}]


def make_page(slug: str = "spring", **fields: Any) -> LandingPage:
    """A live page with one section for everybody."""
    blocks = fields.pop("blocks", TEXT)
    values = {
        "title": {"en": "Spring is here", "de": "Der Frühling ist da"},
        "summary": {"en": "What grows.", "de": "Was wächst."},
        "is_live": True,
        **fields,
    }
    page = LandingPage.objects.create(slug=slug, **values)
    LandingSection.objects.create(page=page, position=1, blocks=blocks)
    return page


def make_hero(name: str = "Summer", **fields: Any) -> HomeHero:
    """A live hero for everybody."""
    values = {
        "title": {"en": "Summer, well chosen.", "de": "Sommer, gut gewählt."},
        "line": {"en": "Light things.", "de": "Leichte Sachen."},
        "button": {"en": "See it", "de": "Ansehen"},
        "url": "/products/",
        "is_live": True,
        **fields,
    }
    return HomeHero.objects.create(name=name, **values)


def fill_pages(*, name: str) -> None:
    """Drafts, so that what shoppers see stays as it is; for tests of staff pages."""
    make_page(f"page-{name}", is_live=False)
    make_hero(f"Hero {name}", is_live=False)
