"""What the optional network is worth below the lists of the search (part of ``search_relevance``).

Two sets of questions: the usual ones, and ones judged beforehand whose words the catalogue hardly
uses. For each, lists of before against lists that are gone on with what means alike, where they are
short; and of what was added, how much a judge calls of use.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.reporting import Better, Row, columns, timed
from benchmarks.search_judging import Judgement, read_judgements
from search.algorithms.relaxing import ENOUGH
from search.algorithms.sentences.nearest import NEAR, NEAREST_THERE_IS, nearest
from search.documents import ProductDocument
from search.semantic.network import LANGUAGE, is_installed, network

if TYPE_CHECKING:
    from benchmarks.search_relevance import Court, Verdict
    from search.algorithms.sentences.network import Network, Vectors

JUDGEMENTS = Path(__file__).parent / "search_judgements"
SHOWN = 10
MOST_RELATED = 8


@dataclass(frozen=True)
class Backstop:
    """Vectors of a catalogue's texts, by language (the shop asks in the network's alone)."""

    reading: Network
    documents: Sequence[ProductDocument]

    @staticmethod
    def is_installed() -> bool:
        return is_installed()

    @cached_property
    def vectors(self) -> Mapping[str, Vectors]:
        languages = list(self.documents[0].texts)
        return {code: self.reading.vectors(self.texts(code)) for code in languages}

    def related(self, judgement: Judgement, found: Sequence[int]) -> list[int]:
        """What follows a list that is short; product ids are rows from one on."""
        if len(found) >= ENOUGH:
            return []
        asked = self.reading.vectors([judgement.question])[0]
        at_least = NEAR if found else NEAREST_THERE_IS
        near = nearest(self.vectors[judgement.language], asked, at_least=at_least, most=SHOWN * 2)
        return [row + 1 for row in near if row + 1 not in found][:MOST_RELATED]

    def texts(self, language: str) -> list[str]:
        """What the shop reads of each product."""
        own = [document.texts[language] for document in self.documents]
        return [". ".join(filter(None, (t.name, t.category, t.description))) for t in own]


def rows_of_backstop(court: Court) -> list[Row]:
    """Print the table of a catalogue; returns the rows for machines."""
    relevance = importlib.import_module("benchmarks.search_relevance")
    reading = network()
    if reading is None:
        return []
    backstop = Backstop(reading, court.catalogue.documents)
    ways = {way.name: way for way in relevance.WAYS}
    rows, lines = [], []
    for name, judgements in _sets(court).items():
        for way in (ways["all"], ways["all without synonyms"]):
            before = court.judge(way, judgements)
            line, made = _compared(court, backstop, f"{name}/{way.name}", before)
            lines.append(line)
            rows += made
    header = ["questions, way", "n", "NDCG@10", "with", "empty", "with", "added", "of use", "good"]
    print(f"{court.catalogue.name}: what means alike below lists of fewer than {ENOUGH}")
    print(columns(header, lines), end="\n\n")
    return [*rows, *_costs(court, backstop)]


def _sets(court: Court) -> dict[str, list[Judgement]]:
    """Questions by set and language."""
    sets: dict[str, list[Judgement]] = {}
    for language in court.vocabularies:
        usual = [one for one in court.judgements if one.language == language]
        sets[f"usual-{language}"] = usual
        place = court.catalogue.name.removeprefix("online-")
        path = JUDGEMENTS / f"meaning-{place}-{language}.txt"
        if path.exists():
            sets[f"meaning-{language}"] = read_judgements(path, language=language)
    return sets


def _compared(
    court: Court, backstop: Backstop, name: str, before: Sequence[Verdict]
) -> tuple[list[str], list[Row]]:
    added = [backstop.related(one.judgement, one.found) for one in before]
    after = [
        court.verdict(one.judgement, [*one.found, *more][:SHOWN])
        for one, more in zip(before, added, strict=True)
    ]
    facts = court.catalogue.facts
    grades = [
        one.judgement.grade(facts[product_id - 1])
        for one, more in zip(before, added, strict=True)
        for product_id in more
    ]
    was, now = (float(np.mean([one.ndcg for one in each])) for each in (before, after))
    empty, left = (sum(one.is_empty for one in each) for each in (before, after))
    of_use = sum(grade > 0 for grade in grades) / max(1, len(grades))
    good = sum(grade > 1 for grade in grades) / max(1, len(grades))
    line = [
        name, str(len(before)), f"{was:.3f}", f"{now:.3f}", str(empty), str(left),
        str(len(grades)), f"{of_use:.2f}", f"{good:.2f}",
    ]  # fmt: skip
    slug = f"search/meaning/{court.catalogue.name}/{name.replace(' ', '-')}"
    return line, [
        Row(f"{slug}/ndcg@10", now, baseline=was),
        Row(f"{slug}/empty", left, baseline=empty, better=Better.LOWER),
        Row(f"{slug}/added_of_use", of_use),
    ]


def _costs(court: Court, backstop: Backstop) -> list[Row]:
    texts = backstop.texts(LANGUAGE)[:200]
    questions = [one.question for one in court.judgements if one.language == LANGUAGE]
    _, read = timed(lambda: backstop.reading.vectors(texts))
    _, asked = timed(lambda: [backstop.reading.vectors([one]) for one in questions])
    name = f"search/meaning/{court.catalogue.name}"
    return [
        Row(f"{name}/text_cpu_ms", 1000 * read / len(texts), "ms", better=Better.LOWER),
        Row(f"{name}/question_cpu_ms", 1000 * asked / len(questions), "ms", better=Better.LOWER),
    ]
