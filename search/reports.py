"""What was searched for, over some weeks: the figures of the staff's report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, QuerySet, Sum
from rapidfuzz import fuzz, process

from search.models import PlaceDay, QueryDay

ROWS = 25
MOST_WORDS = 5_000
"""So many are told apart of some days: what is rarer tells nothing by itself."""
ALIKE = 80.0
"""From this likeness (of 100) on, words that found something are offered for those that did not."""
_SUMS = (
    "searches", "without_result", "corrected", "clicked", "clicks", "click_positions", "followed",
    "bought",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class QueryLine:
    """One search over a period; shares are None where there is nothing to divide by."""

    words: str
    language: str
    searches: int
    without_result: int = 0
    corrected: int = 0
    clicked: int = 0
    clicks: int = 0
    click_positions: int = 0
    followed: int = 0
    bought: int = 0
    proposal: str = ""

    @property
    def click_through(self) -> float | None:
        """Searches with a click, as a share of those that found something."""
        found = self.searches - self.without_result
        return min(self.clicked / found, 1.0) if found > 0 else None

    @property
    def conversion(self) -> float | None:
        """Purchases of what was clicked, as a share of the searches of known visitors."""
        return self.bought / self.followed if self.followed else None

    @property
    def mean_position(self) -> float | None:
        return self.click_positions / self.clicks if self.clicks else None


@dataclass(frozen=True, slots=True)
class PlaceLine:
    position: int
    shown: int
    clicks: int

    @property
    def click_through(self) -> float | None:
        return self.clicks / self.shown if self.shown else None


@dataclass(frozen=True, slots=True)
class DayLine:
    day: date
    searches: int
    without_result: int


@dataclass(frozen=True, slots=True)
class SearchReport:
    """Everything of a period; ``top`` and ``missing`` have at most ``ROWS`` lines."""

    total: QueryLine
    top: list[QueryLine]
    missing: list[QueryLine]
    places: list[PlaceLine]
    days: list[DayLine]


def search_report(*, last_day: date, days: int, language: str = "") -> SearchReport:
    """The figures of the ``days`` up to and with ``last_day``: five queries."""
    first = last_day - timedelta(days=days - 1)
    rows = QueryDay.objects.filter(day__range=(first, last_day))
    if language:
        rows = rows.filter(language=language)
    sums = {f"sum_{name}": Sum(name, default=0) for name in _SUMS}
    by_words = rows.exclude(words="").order_by().values("words", "language")
    top = by_words.annotate(**sums, asked=Sum("searches")).order_by("-asked", "words")
    missing = (
        by_words.filter(without_result__gt=0)
        .annotate(**sums, missed=Sum("without_result"), after=Max("next_words"))
        .order_by("-missed", "words")
    )
    total = rows.aggregate(**sums)
    return SearchReport(
        total=_line({"words": "", "language": language, **total}),
        top=[_line(row) for row in top[:ROWS]],
        missing=_with_proposals(list(missing[:ROWS]), first, last_day),
        places=_places(first, last_day),
        days=_days(rows, first, days),
    )


def searches_by_words(first: date, last: date) -> dict[str, tuple[int, int]]:
    """Searches of some days in all languages, by their words, and those of them without a result.

    Words that may tell who asked, and all but the ``MOST_WORDS`` that were asked for most, are
    summed under no words.
    """
    days = QueryDay.objects.filter(day__range=(first, last)).order_by()
    rows = (
        days.exclude(words="")
        .values_list("words")
        .annotate(asked=Sum("searches"), missed=Sum("without_result"))
        .order_by("-asked", "words")[:MOST_WORDS]
    )
    named = {words: (asked, missed) for words, asked, missed in rows}
    whole = days.aggregate(
        asked=Sum("searches", default=0), missed=Sum("without_result", default=0)
    )
    others = (
        whole["asked"] - sum(asked for asked, _missed in named.values()),
        whole["missed"] - sum(missed for _asked, missed in named.values()),
    )
    return named | ({"": others} if others[0] else {})


def _line(row: dict[str, object], proposal: str = "") -> QueryLine:
    sums = {name: int(row[f"sum_{name}"] or 0) for name in _SUMS}  # type: ignore[call-overload]
    return QueryLine(
        words=str(row["words"]), language=str(row["language"]), proposal=proposal, **sums
    )


def _with_proposals(
    missing: Sequence[dict[str, object]], first: date, last: date
) -> list[QueryLine]:
    """What the words without a result may have meant: what people tried next, else what is alike.

    Only words that found something are proposed.
    """
    found = _found_words(first, last)
    lines = []
    for row in missing:
        known = found.get(str(row["language"]), [])
        after, words = str(row["after"] or ""), str(row["words"])
        lines.append(_line(row, after or _alike(words, known)))
    return lines


def _alike(words: str, known: Sequence[str]) -> str:
    others = [other for other in known if other != words]
    best = process.extractOne(words, others, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return str(best[0]) if best else ""


def _found_words(first: date, last: date) -> dict[str, list[str]]:
    """The words that found something, by language, most asked first."""
    rows = (
        QueryDay.objects.filter(day__range=(first, last))
        .exclude(words="")
        .order_by()
        .values("language", "words")
        .annotate(asked=Sum("searches"), missed=Sum("without_result"))
        .filter(missed=0)
        .order_by("-asked", "words")
    )
    found: dict[str, list[str]] = {}
    for row in rows[:2_000]:
        found.setdefault(row["language"], []).append(row["words"])
    return found


def _places(first: date, last: date) -> list[PlaceLine]:
    rows = (
        PlaceDay.objects.filter(day__range=(first, last), position__lte=24)
        .order_by()
        .values_list("position")
        .annotate(shown=Sum("shown"), clicks=Sum("clicks"))
        .order_by("position")
    )
    return [PlaceLine(*row) for row in rows]


def _days(rows: QuerySet[QueryDay], first: date, days: int) -> list[DayLine]:
    """Every day of the period, also those on which nobody searched."""
    summed = {
        row["day"]: row
        for row in rows.order_by()
        .values("day")
        .annotate(asked=Sum("searches"), missed=Sum("without_result"))
    }
    found = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        row = summed.get(day, {"asked": 0, "missed": 0})
        found.append(DayLine(day, row["asked"], row["missed"]))
    return found
