"""What each way of understanding words is worth: NDCG@10 and empty lists on hand-judged questions.

    python benchmarks/search_relevance.py [--json FILE] [--quick] [data path]

Plain BM25 (the embedded engine, all typed words joined by OR) against the same engine with
stepwise coverage, spelling, understanding and synonyms, each alone and each left out of the whole.
No ranking signals: every product is equally popular here. Where ``requirements-semantic.txt`` is
installed: what means alike below short lists, and on questions of words that the catalogues lack
(``benchmarks/search_meaning.py``).
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
from django.conf import settings  # noqa: E402

if not settings.configured:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    django.setup()

from benchmarks.online_retail import DATA  # noqa: E402
from benchmarks.reporting import Better, Row, columns, command_line, report, timed  # noqa: E402
from benchmarks.search_catalogues import JudgedCatalogue, demo, online_retail  # noqa: E402
from benchmarks.search_judging import Judgement, ndcg, read_judgements  # noqa: E402
from benchmarks.search_meaning import Backstop, rows_of_backstop  # noqa: E402
from benchmarks.search_understanding import rows_of_time  # noqa: E402
from search.algorithms.relaxing import steps  # noqa: E402
from search.algorithms.synonyms import SynonymSet, read_synonym_line  # noqa: E402
from search.algorithms.understanding import Understood, correct, understand  # noqa: E402
from search.algorithms.vocabulary import Vocabulary  # noqa: E402
from search.engines.base import Engine  # noqa: E402
from search.engines.embedded import EmbeddedEngine  # noqa: E402
from search.query import EngineQuery  # noqa: E402

JUDGEMENTS = Path(__file__).parent / "search_judgements"
SHOWN = 10
GOOD = 2


@dataclass(frozen=True, slots=True)
class Way:
    """A way to ask: what of the words is used, and whether a short list is relaxed stepwise.

    ``attributes`` takes filters from the values of attributes as well, which is off in the shop.
    """

    name: str
    spelling: bool = False
    understanding: bool = False
    synonyms: bool = False
    stepwise: bool = True
    attributes: bool = False


PLAIN = Way("plain BM25, any word", stepwise=False)
WHOLE = Way("all", spelling=True, understanding=True, synonyms=True)
WAYS: tuple[Way, ...] = (
    PLAIN,
    Way("coverage"),
    Way("plain + spelling", spelling=True, stepwise=False),
    Way("coverage + spelling", spelling=True),
    Way("coverage + understanding", understanding=True),
    Way("coverage + synonyms", synonyms=True),
    WHOLE,
    replace(WHOLE, name="all without spelling", spelling=False),
    replace(WHOLE, name="all without understanding", understanding=False),
    replace(WHOLE, name="all without synonyms", synonyms=False),
    replace(WHOLE, name="all, attributes as filters", attributes=True),
    replace(WHOLE, name="all without coverage", stepwise=False),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    judgement: Judgement
    ndcg: float
    good: float
    """The share of those shown that are good (grade 2 and above); nothing shown is not good."""
    is_empty: bool
    found: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Court:
    """A catalogue in an engine, with the questions it is asked."""

    catalogue: JudgedCatalogue
    engine: Engine
    judgements: Sequence[Judgement]
    vocabularies: Mapping[str, Vocabulary]

    def judge(self, way: Way, judgements: Sequence[Judgement] | None = None) -> list[Verdict]:
        vocabularies = {code: _as(way, full) for code, full in self.vocabularies.items()}
        asked = self.judgements if judgements is None else judgements
        return [self._verdict(one, way, vocabularies[one.language]) for one in asked]

    def _verdict(self, judgement: Judgement, way: Way, vocabulary: Vocabulary) -> Verdict:
        return self.verdict(judgement, self._find(judgement, way, vocabulary))

    def verdict(self, judgement: Judgement, found: Sequence[int]) -> Verdict:
        """What these products are worth as the answer."""
        facts = self.catalogue.facts
        grades = [judgement.grade(facts[product_id - 1]) for product_id in found]
        every = [judgement.grade(own) for own in facts]
        if not any(every):
            raise ValueError(f"nothing is relevant for {judgement.question!r}")
        good = sum(grade >= GOOD for grade in grades) / max(1, len(grades))
        return Verdict(judgement, ndcg(grades, every, at=SHOWN), good, not found, tuple(found))

    def _find(self, judgement: Judgement, way: Way, vocabulary: Vocabulary) -> list[int]:
        understood = _understood(judgement.question, way, vocabulary)
        for step in steps(understood) if way.stepwise else ():
            query = EngineQuery(
                judgement.language,
                self.catalogue.currency,
                step.groups,
                step.required,
                step.selection,
                limit=SHOWN,
            )
            answer = self.engine.find(query)
            if answer.total >= step.enough:
                return [one.product_id for one in answer.candidates]
        if way.stepwise or not understood.whole:
            return []
        anything = EngineQuery(
            judgement.language,
            self.catalogue.currency,
            understood.groups,
            min(1, understood.required),
            understood.selection,
            limit=SHOWN,
        )
        return [one.product_id for one in self.engine.find(anything).candidates]


def _as(way: Way, full: Vocabulary) -> Vocabulary:
    return Vocabulary(
        full.language,
        words=full.words if way.spelling else {},
        values=full.values if way.understanding else (),
        synonyms=full.synonyms if way.synonyms else (),
        attributes_filter=way.attributes,
    )


def _understood(question: str, way: Way, vocabulary: Vocabulary) -> Understood:
    if way.understanding or way.synonyms:
        understood = understand(question, vocabulary, currency_exponent=2)
        if way.understanding:
            return understood
        return replace(understood, selection=Understood().selection)
    said = (correct(question, vocabulary) if way.spelling else "") or question
    return understand(said, vocabulary, currency_exponent=2, as_typed=True)


def court(catalogue: JudgedCatalogue, folder: Path) -> Court:
    engine = EmbeddedEngine(folder / catalogue.name)
    engine.rebuild(catalogue.documents)
    vocabularies = {
        language: Vocabulary(
            language,
            words=engine.words(language),
            values=values,
            synonyms=tuple(synonyms(language)),
        )
        for language, values in catalogue.values.items()
    }
    return Court(catalogue, engine, list(_judgements(catalogue)), vocabularies)


def synonyms(language: str) -> Iterable[SynonymSet]:
    lines = (JUDGEMENTS / f"synonyms-{language}.txt").read_text(encoding="utf-8").splitlines()
    return [entry for line in lines if (entry := read_synonym_line(line)) is not None]


def _judgements(catalogue: JudgedCatalogue) -> Iterable[Judgement]:
    if catalogue.name == "demo":
        for language in ("en", "de"):
            yield from read_judgements(JUDGEMENTS / f"demo-{language}.txt", language=language)
    else:
        yield from read_judgements(JUDGEMENTS / "retail-en.txt", language="en")


def mean(verdicts: Sequence[Verdict], value: Callable[[Verdict], float]) -> float:
    return sum(map(value, verdicts)) / len(verdicts) if verdicts else 0.0


def rows_of(judged: Mapping[str, Sequence[Verdict]], seconds: float) -> list[Row]:
    """The rows for machines: every way against plain BM25."""
    plain = mean(judged[PLAIN.name], lambda one: one.ndcg)
    empty = mean(judged[PLAIN.name], lambda one: one.is_empty)
    rows = []
    for name, verdicts in judged.items():
        slug = name.replace(" ", "-").replace(",", "").replace("+-", "")
        figure = mean(verdicts, lambda one: one.ndcg)
        good = mean(verdicts, lambda one: one.good)
        nothing = mean(verdicts, lambda one: one.is_empty)
        rows.append(Row(f"search/relevance/{slug}/ndcg@10", figure, baseline=plain))
        rows.append(Row(f"search/relevance/{slug}/good_share", good))
        rows.append(Row(f"search/relevance/{slug}/zero_results", nothing, baseline=empty or None,
                        better=Better.LOWER))  # fmt: skip
    rows.append(
        Row("search/relevance/cpu_ms_a_question", seconds * 1000, "ms", better=Better.LOWER)
    )
    return rows


def table_of(judged: Mapping[str, Sequence[Verdict]]) -> str:
    kinds = list(dict.fromkeys(one.judgement.kind for one in judged[PLAIN.name]))
    header = ["way", "NDCG@10", "good", "empty", *kinds]
    lines = []
    for name, verdicts in judged.items():
        by_kind: dict[str, list[Verdict]] = defaultdict(list)
        for one in verdicts:
            by_kind[one.judgement.kind].append(one)
        lines.append(
            [
                name,
                f"{mean(verdicts, lambda one: one.ndcg):.3f}",
                f"{mean(verdicts, lambda one: one.good):.2f}",
                f"{mean(verdicts, lambda one: one.is_empty):.1%}",
                *(f"{mean(by_kind[kind], lambda one: one.ndcg):.3f}" for kind in kinds),
            ]
        )
    counts = [str(sum(one.judgement.kind == kind for one in judged[PLAIN.name])) for kind in kinds]
    total = str(len(judged[PLAIN.name]))
    return columns(header, [["questions", total, "", "", *counts], *lines])


def worst_of(courts: Sequence[Court], limit: int) -> list[str]:
    """The questions that the whole answers worst, to be looked at."""
    verdicts = [(one, two) for one in courts for two in one.judge(WHOLE)]
    verdicts.sort(key=lambda pair: pair[1].ndcg)
    lines = []
    for one, verdict in verdicts[:limit]:
        language = verdict.judgement.language
        names = [
            one.catalogue.documents[product_id - 1].texts[language].name
            for product_id in verdict.found[:4]
        ]
        question = verdict.judgement.question
        lines.append(f"  {verdict.ndcg:.2f}  {question}: {', '.join(names) or 'nothing'}")
    return lines


def main() -> None:
    parser = command_line(__doc__.splitlines()[0] if __doc__ else "", data=DATA)
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="print the N worst")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        courts = [court(demo(), Path(folder))]
        if arguments.quick:
            print("--quick: the demo's questions alone\n")
        elif arguments.data.exists():
            courts.append(court(online_retail(arguments.data), Path(folder)))
        else:
            print(f"no data at {arguments.data}: the demo's questions alone\n")
        for one in courts:
            print(f"{one.catalogue.name}: {len(one.catalogue.documents)} products")
            print(table_of({way.name: one.judge(way) for way in WAYS}), end="\n\n")
        judged = {way.name: [v for one in courts for v in one.judge(way)] for way in WAYS}
        print("both" if len(courts) > 1 else "demo")
        print(table_of(judged), end="\n\n")
        questions = len(judged[WHOLE.name])
        _, seconds = timed(lambda: [one.judge(WHOLE) for one in courts])
        if arguments.worst:
            print("\n".join(worst_of(courts, arguments.worst)), end="\n\n")
        rows = [*rows_of(judged, seconds / questions), *rows_of_time()]
        if Backstop.is_installed():
            rows += [row for one in courts for row in rows_of_backstop(one)]
        report(rows, json_path=arguments.json)


if __name__ == "__main__":
    main()
