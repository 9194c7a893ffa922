"""Articles that come with the shop, in three languages, and are true of it by their facts.

Each stands in ``house/<name>.<language>.md``: ``# title``, lines with ``?`` for how it is asked
for, then the text. What a shop has already, in whatever words, is never written over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from assistant.kinds import Language
from assistant.knowledge.services import check_article
from assistant.models import Article
from foundation import clock

FOLDER = Path(__file__).parent / "house"


@dataclass(frozen=True, slots=True)
class HouseArticle:
    """An article as its file has it; ``questions`` are one a line."""

    slug: str
    language: Language
    title: str
    questions: str
    body: str


@cache
def house_articles() -> tuple[HouseArticle, ...]:
    """All of them, by name and language."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.md")))


@transaction.atomic
def write_house_articles(*, is_published: bool = True, at: datetime | None = None) -> list[Article]:
    """Write down those of the house's articles that the shop has not, and return them.

    An article of the same name and language stays as it is, whoever wrote it and whether it is
    published or not.
    """
    now = at or clock.now()
    known = set(Article.objects.values_list("slug", "language"))
    made = [
        Article(
            slug=one.slug,
            language=one.language,
            title=one.title,
            questions=one.questions,
            body=one.body,
            is_published=is_published,
            created_at=now,
            changed_at=now,
        )
        for one in house_articles()
        if (one.slug, one.language) not in known
    ]
    for article in made:
        check_article(article)
    return Article.objects.bulk_create(made)


def _read(path: Path) -> HouseArticle:
    slug, language = path.stem.rsplit(".", maxsplit=1)
    lines = path.read_text(encoding="utf-8").splitlines()
    asked = [line[1:].strip() for line in lines if line.startswith("?")]
    rest = [line for line in lines[1:] if not line.startswith("?")]
    return HouseArticle(
        slug=slug,
        language=Language(language),
        title=lines[0].removeprefix("# ").strip(),
        questions="\n".join(asked),
        body="\n".join(rest).strip(),
    )
