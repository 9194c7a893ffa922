"""Finding the passage of an article that answers a question, or that none does.

Two looks at a question are averaged. *Coverage*: what share of its words, weighed by how rare they
are in the articles (inverse document frequency, Spärck Jones 1972), an article has; a word that no
article knows weighs as the rarest does, so that a question about something else is not answered
by the one word that it shares. *Likeness*: the cosine between the question and the nearest way in
which the article says it is asked, on parts of words of three to five letters, which forgives
slips and finds half of a German compound. Within the article the passage is taken that BM25
(Robertson & Zaragoza 2009) puts first.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from search.algorithms.words import fold

from .terms import terms

LONGEST_PASSAGE = 700
"""Characters; a longer section is parted between its paragraphs."""
ONLY_IN_TEXT = 0.45
"""How much a word counts that stands in an article's text but in none of its headings."""
SATURATION, LENGTH_SHARE = 1.2, 0.75
"""The usual constants of BM25, k1 and b."""
_HEADING = re.compile(r"^##\s+(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Text:
    """An article: ``asked_as`` are ways in which it is asked for, beside its title."""

    number: int
    title: str
    body: str
    asked_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its article's number; ``score`` is from 0 to 1."""

    number: int
    heading: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    text: str
    terms: Counter[str]


@dataclass(frozen=True, slots=True)
class _Article:
    text: Text
    sections: tuple[_Section, ...]
    headings: frozenset[str]
    all_terms: frozenset[str]


def sections_of(body: str) -> list[tuple[str, str]]:
    """(heading, text) of each passage; what stands before the first heading has none.

    >>> sections_of("Free from 50.\\n\\n## Abroad\\n\\nFive days.")
    [('', 'Free from 50.'), ('Abroad', 'Five days.')]
    """
    parts = _HEADING.split(body.replace("\r\n", "\n"))
    pairs = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    return [
        (heading.strip(), piece)
        for heading, text in pairs
        for piece in _pieces(text)
    ]  # fmt: skip


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        if not (cleaned := paragraph.strip()):
            continue
        if pieces and len(pieces[-1]) + len(cleaned) < LONGEST_PASSAGE:
            pieces[-1] = f"{pieces[-1]}\n\n{cleaned}"
        else:
            pieces.append(cleaned)
    return pieces


class PassageIndex:
    """The articles of one language, ready to be asked; some dozens of articles take milliseconds.

    Articles without any text are left out.
    """

    def __init__(self, texts: Sequence[Text], *, language: str) -> None:
        self.language = language
        self._articles = [made for text in texts if (made := _read(text, language)).sections]
        self._rarity = _rarity(self._articles)
        self._rarest = max(self._rarity.values(), default=1.0)
        sections = [section for article in self._articles for section in article.sections]
        lengths = [sum(section.terms.values()) for section in sections]
        self._usual_length = float(np.mean(lengths)) if lengths else 1.0
        self._asked: list[int] = []
        self._fit_likeness()

    def _fit_likeness(self) -> None:
        lines: list[str] = []
        for place, article in enumerate(self._articles):
            headings = [section.heading for section in article.sections if section.heading]
            for line in (article.text.title, *headings, *article.text.asked_as):
                lines.append(_plain(line, self.language))
                self._asked.append(place)
        self._vectoriser = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32
        )
        self._analyse = self._vectoriser.build_analyzer()
        self._lines: Any = self._vectoriser.fit_transform(lines) if any(lines) else None

    def find(self, question: str, *, most: int, threshold: float) -> tuple[Found, ...]:
        """The best passages, one an article, best first; none below ``threshold``."""
        asked = terms(question, self.language)
        if not asked or not self._articles:
            return ()
        covered = np.array([self._coverage(asked, article) for article in self._articles])
        scores = (covered + self._likeness(question)) / 2
        least = max(threshold, math.ulp(0.0))
        order = [place for place in np.argsort(-scores)[:most] if scores[place] >= least]
        return tuple(self._best(asked, int(place), float(scores[place])) for place in order)

    def _coverage(self, asked: Sequence[str], article: _Article) -> float:
        got = total = 0.0
        for term in set(asked):
            weight = self._rarity.get(term, self._rarest)
            total += weight
            if term in article.headings:
                got += weight
            elif term in article.all_terms:
                got += weight * ONLY_IN_TEXT
        return got / total

    def _likeness(self, question: str) -> np.ndarray[Any, Any]:
        best = np.zeros(len(self._articles))
        if self._lines is None:
            return best
        line = _plain(question, self.language)
        cosines = (self._lines @ self._vectoriser.transform([line]).T).toarray().ravel()
        np.maximum.at(best, self._asked, cosines * self._share_known(line))
        return best

    def _share_known(self, line: str) -> float:
        """By how much parts that no line has lengthen the question's vector."""
        parts = set(self._analyse(line))
        known = sum(part in self._vectoriser.vocabulary_ for part in parts)
        return math.sqrt(known / len(parts)) if parts else 0.0

    def _best(self, asked: Sequence[str], place: int, score: float) -> Found:
        article = self._articles[place]
        ranked = [self._bm25(asked, section) for section in article.sections]
        section = article.sections[int(np.argmax(ranked))]
        return Found(article.text.number, section.heading, section.text, score)

    def _bm25(self, asked: Sequence[str], section: _Section) -> float:
        length = sum(section.terms.values()) / self._usual_length
        norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length)
        return sum(
            self._rarity.get(term, 0.0) * times * (SATURATION + 1) / (times + norm)
            for term in set(asked)
            if (times := section.terms.get(term, 0))
        )


def _plain(line: str, language: str) -> str:
    """The words that say something, as they are written: parts of them are compared."""
    return " ".join(terms(line, language)) or fold(line)


def _read(text: Text, language: str) -> _Article:
    sections = tuple(
        _Section(heading, piece, Counter(terms(f"{heading} {piece}", language)))
        for heading, piece in sections_of(text.body)
    )
    lines = (text.title, *text.asked_as, *(section.heading for section in sections))
    headings = frozenset(term for line in lines for term in terms(line, language))
    inside = frozenset(term for section in sections for term in section.terms)
    return _Article(text, sections, headings, headings | inside)


def _rarity(articles: Sequence[_Article]) -> dict[str, float]:
    held = Counter(term for article in articles for term in article.all_terms)
    return {
        term: math.log(1 + (len(articles) - count + 0.5) / (count + 0.5))
        for term, count in held.items()
    }
