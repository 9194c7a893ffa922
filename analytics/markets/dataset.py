"""Orders, searches and opinions as counts of weeks, family by family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
from django.db.models import Min, Q, Sum

from analytics.algorithms.trends import FEWEST_COUNTS, REFERENCE_WEEKS, WEEKS_A_YEAR
from analytics.markets.membership import groups_of
from analytics.markets.sources import SearchCount, search_sources
from analytics.markets.weeks import Weeks
from analytics.models import AspectOpinion, ReviewSentiment, TrendKind
from events.models import DailyDemand
from foundation import clock

FloatArray = npt.NDArray[np.float64]

WINDOW = 4
REVIEW_WINDOW = 8
"""Reviews are few: a month of them tells little."""
MOST_THEMES = 2_000
PLAIN_LEANING = 0.25
"""From here on an opinion counts as praise or as complaint."""
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Family:
    """Subjects of one kind that are judged together: counts float64 [n, weeks], totals [weeks].

    ``promoted`` are those of the counts that were sold in promotions, ``missed`` those that found
    nothing, both like ``counts``; None where that says nothing.
    """

    kind: TrendKind
    subjects: Sequence[str]
    counts: FloatArray
    totals: FloatArray
    window: int = WINDOW
    promoted: FloatArray | None = None
    missed: FloatArray | None = None


@dataclass(slots=True)
class _Demand:
    """Lines of orders by variant and week, and those of them in promotions."""

    product_of: dict[int, int] = field(default_factory=dict)
    sold: list[Mapping[int, int]] = field(default_factory=list)
    promoted: list[Mapping[int, int]] = field(default_factory=list)


def weeks_until(last_day: date, *, window: int = WINDOW) -> Weeks:
    """A window, the half year before it, and both a year ago."""
    return Weeks(last_day, window + REFERENCE_WEEKS + WEEKS_A_YEAR)


def demand_families(weeks: Weeks) -> list[Family]:
    """Categories with all below them, brands, attributes and options, products."""
    first = DailyDemand.objects.filter(orders__gt=0).aggregate(first=Min("day"))["first"]
    if first is None or not (weeks := weeks.since(first)).count:
        return []
    demand = _read_demand(weeks)
    variants = sorted(demand.product_of)
    row_of = {variant: row for row, variant in enumerate(variants)}
    sold, promoted = (_matrix(part, row_of) for part in (demand.sold, demand.promoted))
    totals = sold.sum(axis=0)
    families = []
    for kind, groups in groups_of(demand.product_of).items():
        subjects = sorted(groups)
        rows = [[row_of[variant] for variant in groups[subject]] for subject in subjects]
        families.append(
            Family(
                kind=kind,
                subjects=subjects,
                counts=_sums(sold, rows),
                totals=totals,
                promoted=_sums(promoted, rows),
            )
        )
    return families


def search_family(weeks: Weeks) -> Family | None:
    """What is searched for most of late; None where nobody offers searches or nobody searched."""
    by_week = [_searches(*weeks.bounds(week)) for week in range(weeks.count)]
    totals = np.array(
        [sum(count.searches for count in found.values()) for found in by_week], np.float64
    )
    if not totals.any():
        return None
    began = int(np.flatnonzero(totals)[0])
    by_week, totals = by_week[began:], totals[began:]
    lately: Counter[str] = Counter()
    for found in by_week[-(WINDOW + REFERENCE_WEEKS) :]:
        lately.update({words: count.searches for words, count in found.items() if words})
    often = [words for words, n in lately.most_common(MOST_THEMES) if n >= FEWEST_COUNTS]
    subjects = sorted(often)
    none = SearchCount(0)
    table = [[found.get(words, none) for found in by_week] for words in subjects]
    return Family(
        kind=TrendKind.SEARCH,
        subjects=[f"search:{words}"[:200] for words in subjects],
        counts=_table([[count.searches for count in row] for row in table], len(totals)),
        totals=totals,
        missed=_table([[count.without_result for count in row] for row in table], len(totals)),
    )


def review_family(weeks: Weeks) -> Family | None:
    """Praise and complaint of each aspect among the reviews that were read; None without any."""
    first, _last = weeks.bounds(0)
    since, until = clock.day_bounds(first)[0], clock.day_bounds(weeks.last_day)[1]
    written = Q(review__written_at__gte=since, review__written_at__lt=until)
    totals = np.zeros(weeks.count)
    moments = ReviewSentiment.objects.filter(written).values_list("review__written_at", flat=True)
    for moment in moments.iterator(_AT_ONCE):
        totals[weeks.number(clock.business_day(moment))] += 1
    if not totals.any():
        return None
    opinions = AspectOpinion.objects.filter(
        sentiment__review__written_at__gte=since, sentiment__review__written_at__lt=until
    ).values_list("sentiment__review__written_at", "aspect", "score")
    counts: dict[str, FloatArray] = {}
    for moment, aspect, score in opinions.iterator(_AT_ONCE):
        if abs(score) >= PLAIN_LEANING:
            subject = f"reviews:{aspect}{'+' if score > 0 else '-'}"
            row = counts.setdefault(subject, np.zeros(weeks.count))
            row[weeks.number(clock.business_day(moment))] += 1
    began = int(np.flatnonzero(totals)[0])
    subjects = sorted(counts)
    return Family(
        kind=TrendKind.REVIEWS,
        subjects=subjects,
        counts=_table([counts[one].tolist() for one in subjects], weeks.count)[:, began:],
        totals=totals[began:],
        window=REVIEW_WINDOW,
    )


def _read_demand(weeks: Weeks) -> _Demand:
    """A query a week, so that the database sums and no week is held twice."""
    demand = _Demand()
    for week in range(weeks.count):
        rows = (
            DailyDemand.objects.filter(day__range=weeks.bounds(week), orders__gt=0)
            .order_by()
            .values_list("variant_id", "product_id")
            .annotate(
                sold=Sum("orders"), promoted=Sum("orders", filter=Q(promoted=True), default=0)
            )
        )
        sold, promoted = {}, {}
        for variant, product, lines, in_promotions in rows:
            demand.product_of[variant] = product
            sold[variant] = lines
            promoted[variant] = in_promotions
        demand.sold.append(sold)
        demand.promoted.append(promoted)
    return demand


def _matrix(by_week: Sequence[Mapping[int, int]], row_of: Mapping[int, int]) -> FloatArray:
    counts = np.zeros((len(row_of), len(by_week)))
    for week, found in enumerate(by_week):
        for variant, lines in found.items():
            counts[row_of[variant], week] = lines
    return counts


def _sums(counts: FloatArray, rows: Iterable[Sequence[int]]) -> FloatArray:
    return _table([counts[list(each)].sum(axis=0).tolist() for each in rows], counts.shape[1])


def _table(rows: Sequence[Sequence[float]], weeks: int) -> FloatArray:
    return np.array(rows, np.float64).reshape(len(rows), weeks)


def _searches(first: date, last: date) -> dict[str, SearchCount]:
    """The searches of some days, of everybody who counts them."""
    found: dict[str, SearchCount] = {}
    for _name, source in search_sources:
        for words, count in source(first, last).items():
            before = found.get(words, SearchCount(0))
            found[words] = SearchCount(
                before.searches + count.searches, before.without_result + count.without_result
            )
    return found
