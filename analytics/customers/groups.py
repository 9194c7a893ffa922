"""Who is in which group: segments and behaviour of who ordered, age and country, all combined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from accounts.models import Customer
from analytics.algorithms.buying import Bought
from analytics.algorithms.rfm import Scores, score, segments_of
from analytics.customers.clustering import ServedClusters
from analytics.customers.dataset import Range
from analytics.customers.naming import PARTS, demographic_code
from analytics.small_groups import FEWEST
from foundation.moments import day_number

IntArray = npt.NDArray[np.int64]
TextArray = npt.NDArray[np.str_]
NOWHERE = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Segments of who ordered, over the rows of ``Bought``; ``cluster`` empty without a model."""

    scores: Scores
    segment: TextArray
    cluster: TextArray
    cluster_version: str

    def rows(self, chosen: slice) -> Standing:
        return Standing(
            self.scores.rows(chosen),
            self.segment[chosen],
            self.cluster[chosen],
            self.cluster_version,
        )


def stand(bought: Bought, served: ServedClusters | None, *, as_of: date) -> Standing:
    """The scores, segment and cluster of everybody who ordered before a day."""
    days_since = (day_number(as_of) - bought.last_day).astype(np.float64)
    scores = score(days_since, bought.orders.astype(np.float64), bought.revenue.astype(np.float64))
    return Standing(
        scores=scores,
        segment=segments_of(scores),
        cluster=served.labels(bought.features) if served else np.full(len(bought), NOWHERE),
        cluster_version=served.version if served else "",
    )


@dataclass(frozen=True, slots=True)
class People:
    """Customers who are not erased, ascending, each of shape (n,)."""

    customers: IntArray
    demographic: TextArray


def load_people(customers: Range, *, on: date) -> People:
    """Those of a range, with age and country of who told their year of birth."""
    present = Customer.objects.filter(pk__range=customers, erased_at__isnull=True)
    rows = list(present.order_by("pk").values_list("pk", "birth_year", "country"))
    return People(
        np.array([row[0] for row in rows], np.int64),
        np.array([demographic_code(row[1], row[2], on=on) for row in rows], np.str_),
    )


def joined(parts: list[People]) -> People:
    return People(
        np.concatenate([part.customers for part in parts]),
        np.concatenate([part.demographic for part in parts]),
    )


def spread(values: TextArray, of: IntArray, people: IntArray) -> TextArray:
    """Values of some customers (``of``) over all of ``people``; empty of the others."""
    found = np.full(len(people), NOWHERE, dtype=values.dtype if len(values) else "<U1")
    place, known = places(of, people)
    found[place[known]] = values[known]
    return found


def places(of: IntArray, people: IntArray) -> tuple[IntArray, npt.NDArray[np.bool_]]:
    """The row of each customer among ``people`` (ascending), and whether they are there at all.

    The tables are read one after the other: somebody may have come or gone in between.
    """
    place = np.minimum(np.searchsorted(people, of), max(len(people) - 1, 0))
    if not len(people):
        return place, np.zeros(len(of), np.bool_)
    return place, people[place] == of


def combine(segment: TextArray, cluster: TextArray, demographic: TextArray) -> TextArray:
    """The finest group of each that still holds ``FEWEST`` people.

    Segment, behaviour, age and country together where enough share them all; of the others segment
    and behaviour; of whoever is left the segment alone.
    """
    found = segment.astype("<U60")
    open_rows = segment != NOWHERE
    for parts in ((segment, cluster, demographic), (segment, cluster)):
        fits = open_rows & np.logical_and.reduce([part != NOWHERE for part in parts])
        rows = np.flatnonzero(fits)
        codes = np.array([PARTS.join(each) for each in zip(*(p[rows] for p in parts), strict=True)])
        if not len(codes):
            continue
        _unique, group, counts = np.unique(codes, return_inverse=True, return_counts=True)
        large = counts[group] >= FEWEST
        found[rows[large]] = codes[large]
        open_rows[rows[large]] = False
    return found
