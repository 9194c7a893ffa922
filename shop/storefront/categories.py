"""The category tree as pages need it: small, the same for everybody, remembered for a minute."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from catalog.models import Category

SECONDS = 60
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A visible category in one language. ``slugs`` names it in every language of the shop."""

    id: int
    path: str
    name: str
    description: str
    url: str
    slugs: dict[str, str]


@dataclass(frozen=True, slots=True)
class CategoryTree:
    """The visible categories in tree order."""

    shelves: tuple[Shelf, ...]

    def roots(self) -> list[Shelf]:
        return [shelf for shelf in self.shelves if len(shelf.path) == Category.steplen]

    def children(self, parent: Shelf) -> list[Shelf]:
        length = len(parent.path) + Category.steplen
        return [
            shelf
            for shelf in self.shelves
            if len(shelf.path) == length and shelf.path.startswith(parent.path)
        ]

    def trail(self, category_id: int) -> list[Shelf]:
        """The category and those above it, the highest first; empty when it is hidden."""
        target = next((shelf for shelf in self.shelves if shelf.id == category_id), None)
        if target is None:
            return []
        return [shelf for shelf in self.shelves if target.path.startswith(shelf.path)]

    def find(self, slug: str) -> Shelf | None:
        """The category of a slug in any language of the shop."""
        return next((shelf for shelf in self.shelves if slug in shelf.slugs.values()), None)


def category_tree(language: str) -> CategoryTree:
    """The tree; each process keeps its own, as long as the cache holds the stamp it was read under.

    The cache would pickle it: to read 150 shelves from there takes longer than any query.
    """
    return _remembered(language, cache.get_or_set("storefront:tree", uuid4, SECONDS))


@lru_cache(maxsize=2 * len(LANGUAGES))
def _remembered(language: str, stamp: UUID) -> CategoryTree:
    return CategoryTree(_read(language))


def category_url(slug: str, language: str) -> str:
    with translation.override(language):
        return reverse("storefront:category", args=[slug])


def _read(language: str) -> tuple[Shelf, ...]:
    shelves: list[Shelf] = []
    hidden: list[str] = []
    for category in Category.objects.order_by("path"):
        if any(category.path.startswith(path) for path in hidden):
            continue
        default = getattr(category, f"slug_{settings.LANGUAGE_CODE}")
        if not category.is_visible or not default:
            hidden.append(category.path)
            continue
        slugs = {code: getattr(category, f"slug_{code}") or default for code in LANGUAGES}
        shelves.append(
            Shelf(
                id=category.pk,
                path=category.path,
                name=_translated(category, "name", language),
                description=_translated(category, "description", language),
                url=category_url(slugs[language], language),
                slugs=slugs,
            )
        )
    return tuple(shelves)


def _translated(category: Category, field: str, language: str) -> str:
    own = getattr(category, f"{field}_{language}")
    return str(own or getattr(category, f"{field}_{settings.LANGUAGE_CODE}") or "")
