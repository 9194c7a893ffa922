"""Articles that shoppers may read: one of each, in their language where it is written in it."""

from __future__ import annotations

from django.conf import settings

from assistant.models import Article


def published(language: str) -> list[Article]:
    """One article of each name, by title: in ``language``, else in the shop's own."""
    own = settings.LANGUAGE_CODE
    rows = Article.objects.filter(is_published=True, language__in={language, own})
    found: dict[str, Article] = {}
    for article in rows:
        if article.slug not in found or article.language == language:
            found[article.slug] = article
    return sorted(found.values(), key=lambda article: article.title.casefold())


def article_of(slug: str, *, language: str) -> Article | None:
    """The published article of that name in ``language``, else in the shop's own."""
    rows = Article.objects.filter(slug=slug, is_published=True)
    by_language = {article.language: article for article in rows}
    return by_language.get(language) or by_language.get(settings.LANGUAGE_CODE)


def translations_of(article: Article) -> dict[str, Article]:
    """Every article of the same name, by language, itself among them, published or not."""
    rows = Article.objects.filter(slug=article.slug)
    return {row.language: row for row in rows}
