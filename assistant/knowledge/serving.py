"""Which passage of a published article answers a question, if any does.

An index of each language is kept by the process; it is made anew when an article changes, and once
a minute when a fact that stands in one has (a price of delivery, a setting).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from assistant.algorithms.passages import PassageIndex, Text
from assistant.knowledge.filling import fill_facts
from assistant.knowledge.selectors import published
from assistant.models import Article

THRESHOLD = 0.35
"""Below it nothing is answered; how it was chosen stands in decision 0077."""
FACTS_LAST_SECONDS = 60.0
CLOSE_SECOND = 0.85
"""What share of the best one's score a further passage needs to be quoted too."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Part of an article with its facts; paths of links stand in braces still.

    ``score`` is from 0 to 1.
    """

    article_id: int
    title: str
    heading: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: tuple[int, int | None, datetime | None]
    made_at: float
    texts: tuple[Text, ...]
    index: PassageIndex


_kept: dict[str, _Kept] = {}


def find_passages(question: str, *, language: str, most: int = 2) -> tuple[Passage, ...]:
    """The passages that answer a question, best first, at most one an article; often just one."""
    kept = _index(language)
    found = kept.index.find(question, most=most, threshold=THRESHOLD)
    titles = {text.number: text.title for text in kept.texts}
    return tuple(
        Passage(one.number, titles[one.number], one.heading, one.text, one.score)
        for one in found
        if one.score >= found[0].score * CLOSE_SECOND
    )


def _index(language: str) -> _Kept:
    stamp, now = _stamp(), time.monotonic()
    kept = _kept.get(language)
    if kept is not None and kept.stamp == stamp and now - kept.made_at < FACTS_LAST_SECONDS:
        return kept
    texts = tuple(_text(article, language) for article in published(language))
    if kept is not None and kept.texts == texts:
        index = kept.index
    else:
        index = PassageIndex(texts, language=language)
    _kept[language] = made = _Kept(stamp, now, texts, index)
    return made


def _stamp() -> tuple[int, int | None, datetime | None]:
    row = Article.objects.filter(is_published=True).aggregate(
        count=Count("pk"), newest=Max("pk"), changed=Max("changed_at")
    )
    return row["count"], row["newest"], row["changed"]


def _text(article: Article, language: str) -> Text:
    return Text(
        article.pk,
        article.title,
        fill_facts(article.body, language=article.language),
        tuple(line for line in article.questions.splitlines() if line.strip()),
    )
