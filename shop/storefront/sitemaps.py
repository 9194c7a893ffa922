"""The sitemap: an index, since a large catalogue has more addresses than one file may hold."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from assistant.knowledge.selectors import published
from assistant.models import Article
from marketing.pages.selectors import open_pages
from shop.storefront.cards import product_address
from shop.storefront.categories import LANGUAGES, Shelf, category_tree
from shop.storefront.models import Listing

ADDRESSES_A_FILE = 10_000


class ProductSitemap(Sitemap):
    """Products in one language, a slice of them at a time."""

    limit = ADDRESSES_A_FILE

    def __init__(self, language: str) -> None:
        self.language = language

    def items(self) -> QuerySet[Listing, tuple[Any, ...]]:
        languages = dict.fromkeys((self.language, settings.LANGUAGE_CODE))
        return Listing.objects.order_by("pk").values_list(*(f"slug_{code}" for code in languages))

    def location(self, item: tuple[Any, ...]) -> str:
        return f"{product_address(self.language)}{item[0] or item[-1]}/"


class CategorySitemap(Sitemap):
    def __init__(self, language: str) -> None:
        self.language = language

    def items(self) -> list[Shelf]:
        return list(category_tree(self.language).shelves)

    def location(self, item: Shelf) -> str:
        return item.url


class PageSitemap(Sitemap):
    def __init__(self, language: str) -> None:
        self.language = language

    def items(self) -> list[str]:
        return ["storefront:home", "storefront:list", "storefront:help", "storefront:privacy"]

    def location(self, item: str) -> str:
        with translation.override(self.language):
            return reverse(item)


class LandingSitemap(Sitemap):
    """Landing pages that are open and may be found."""

    def __init__(self, language: str) -> None:
        self.language = language

    def items(self) -> list[str]:
        return list(open_pages().filter(may_be_found=True).values_list("slug", flat=True))

    def location(self, item: str) -> str:
        with translation.override(self.language):
            return reverse("storefront:landing", args=[item])


class HelpSitemap(Sitemap):
    """Articles of the shop's help that are published."""

    def __init__(self, language: str) -> None:
        self.language = language

    def items(self) -> list[Article]:
        return published(self.language)

    def location(self, item: Article) -> str:
        with translation.override(self.language):
            return reverse("storefront:help-article", args=[item.slug])


SITEMAPS: dict[str, Sitemap] = {
    f"{name}-{language}": kind(language)
    for language in LANGUAGES
    for name, kind in (
        ("pages", PageSitemap),
        ("landing", LandingSitemap),
        ("help", HelpSitemap),
        ("categories", CategorySitemap),
        ("products", ProductSitemap),
    )
}
