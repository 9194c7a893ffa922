"""What is known of a price test before it is started, as it is stored with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from pricing.models import PriceTest
from pricing.price_tests.goods import Unfit
from pricing.price_tests.readings import Measure, Worth

FEWEST_SCHEDULES = 40
"""Among fewer, the two that are most extreme are more than five of a hundred."""


@dataclass(frozen=True, slots=True)
class PlannedCluster:
    """``usual``: what it sells on a counted day before the test, by measure."""

    name: str
    products: int
    usual: dict[str, float]


@dataclass(frozen=True, slots=True)
class LeftOut:
    product_id: int
    name: str
    why: str

    @property
    def words(self) -> str:
        return Unfit(self.why).words


@dataclass(frozen=True, slots=True)
class Plan:
    """What staff see of a test before it runs, and what its result is read with.

    Attributes:
        measure: what it is judged by: margin, or revenue where a cost is unknown.
        worth: by variant: cost (None unknown) and share of a price that is no tax.
        schedules: how many there are to draw from.
        smallest: the effect that would be found four times of five, as a share of usual sales;
            None where the past is too short to tell.
        expected, expected_low, expected_high: what the test price is thought to do (80 %); None
            where no elasticities were learned.
        sd_now, sd_after: how surely elasticities are known on average, before and after.
    """

    measure: str
    clusters: list[PlannedCluster] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    worth: dict[str, list[Any]] = field(default_factory=dict)
    schedules: int = 0
    smallest: float | None = None
    expected: float | None = None
    expected_low: float | None = None
    expected_high: float | None = None
    sd_now: float | None = None
    sd_after: float | None = None

    @classmethod
    def of(cls, test: PriceTest) -> Plan | None:
        """The plan as it is stored; None before there is any."""
        if not test.plan:
            return None
        told = dict(test.plan)
        told["clusters"] = [PlannedCluster(**one) for one in told["clusters"]]
        told["left_out"] = [LeftOut(**one) for one in told["left_out"]]
        return cls(**told)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def measures(self) -> list[Measure]:
        """What its clusters' usual sales are known in; what it is judged by first."""
        known = [one for one in Measure if all(one.value in c.usual for c in self.clusters)]
        return sorted(known, key=lambda one: one.value != self.measure)

    @property
    def problems(self) -> list[str]:
        """Why the test cannot be started as it stands."""
        if not self.clusters:
            return [_("No product takes part: choose a category or products that sell.")]
        if self.schedules < FEWEST_SCHEDULES:
            return [
                _(
                    "It could not tell anything: with so few clusters and pairs of periods, chance "
                    "alone does the same too often. Add clusters or pairs."
                )
            ]
        return []

    def worth_of(self, variant_ids: list[int]) -> list[Worth]:
        return [Worth(pk, *self.worth[str(pk)]) for pk in variant_ids]
