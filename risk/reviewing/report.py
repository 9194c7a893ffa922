"""What the doors did over business days: whom they stopped, rightly and wrongly, and at what cost.

An attempt was *stopped* where the door refused it, or where it was held and refused then. Right and
wrong are told only of attempts with a verdict; the others are counted and called unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from foundation import clock
from risk.algorithms.vocabulary import Door, Outcome, Verdict
from risk.kinds import LabelSource
from risk.models import Assessment, DoorPolicy, Label
from risk.reviewing.labels import STANDING

FRAUD, HONEST = STANDING[Verdict.FRAUD], STANDING[Verdict.LEGITIMATE]
STOPS: Final = (Outcome.HOLD, Outcome.REFUSE)
MOST_MISSED: Final = 10


@dataclass(frozen=True, slots=True)
class Worth:
    """How many, and what they were worth in the base currency."""

    count: int = 0
    minor: int = 0


@dataclass(frozen=True, slots=True)
class Precision:
    """Of what was stopped or caught by a rule; a share only of what has a verdict."""

    fraud: int = 0
    honest: int = 0
    unknown: int = 0

    @property
    def share(self) -> float | None:
        """Fraud among those with a verdict; None where there is none."""
        known = self.fraud + self.honest
        return self.fraud / known if known else None

    @property
    def count(self) -> int:
        return self.fraud + self.honest + self.unknown


@dataclass(frozen=True, slots=True)
class Cost:
    """What wrong stops cost, and what right ones saved, in minor units of the base currency.

    ``held`` are honest attempts that were held and let through, ``refused`` those that never went
    through. Looks of reviewers cost what the door's policy says one costs; a refused honest
    customer is lost with the share that it says.
    """

    held: Worth = Worth()
    refused: Worth = Worth()
    usual_delay: timedelta | None = None
    longest_delay: timedelta | None = None
    looks_at_honest_minor: int = 0
    looks: int = 0
    looks_minor: int = 0
    lost_customers: float = 0.0
    stopped_fraud: Worth = Worth()
    spared_fees_minor: int = 0

    @property
    def wrong_minor(self) -> int:
        """Sales that were refused to honest people, and looks at honest ones."""
        return self.refused.minor + self.looks_at_honest_minor

    @property
    def saved_minor(self) -> int:
        return self.stopped_fraud.minor + self.spared_fees_minor

    @property
    def net_minor(self) -> int:
        """What is left of what was saved when sales refused and all looks are paid."""
        return self.saved_minor - self.refused.minor - self.looks_minor


@dataclass(frozen=True, slots=True)
class DoorLine:
    """Attempts of one door by outcome; ``failures`` had no score."""

    door: Door
    outcomes: Mapping[Outcome, int]
    failures: int = 0

    @property
    def count(self) -> int:
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class RiskReport:
    """``by_day`` counts of outcomes; ``rules`` by key; ``simulated`` verdicts are of the market.

    ``observed`` are attempts that would have been held or refused had their door acted.
    """

    days: Sequence[date]
    by_day: Mapping[date, Mapping[Outcome, int]]
    doors: Sequence[DoorLine]
    holds: Precision
    observed: Precision
    rules: Mapping[str, Precision]
    cost: Cost
    missed: Worth
    missed_lost_minor: int
    latest_missed: Sequence[Assessment] = field(default_factory=tuple)
    simulated: int = 0


def risk_report(*, first: date, last: date, door: Door | None = None) -> RiskReport:
    """The report over business days, both included, of one door or of all."""
    begin, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    attempts = Assessment.objects.filter(occurred_at__gte=begin, occurred_at__lt=end)
    if door is not None:
        attempts = attempts.filter(door=door)
    stopped = [_Stop(*row) for row in attempts.filter(outcome__in=STOPS).values_list(*_STOP)]
    missed = attempts.filter(verdict=FRAUD).exclude(_STOPPED)
    labels = Label.objects.filter(assessment__in=attempts)
    lost = labels.filter(assessment__in=missed).aggregate(lost=Sum("lost_minor", default=0))
    return RiskReport(
        days=tuple(first + timedelta(days=each) for each in range((last - first).days + 1)),
        by_day=_by_day(attempts),
        doors=_doors(attempts),
        holds=_precision(stop.verdict for stop in stopped),
        observed=_precision(attempts.filter(would_be__in=STOPS).values_list("verdict", flat=True)),
        rules=_rules(attempts),
        cost=_cost(stopped),
        missed=Worth(**missed.aggregate(count=Count("pk"), minor=Sum("amount_minor", default=0))),
        missed_lost_minor=lost["lost"],
        latest_missed=list(missed.order_by("-occurred_at")[:MOST_MISSED]),
        simulated=labels.filter(source=LabelSource.SIMULATED).count(),
    )


_STOPPED = Q(outcome=Outcome.REFUSE) | Q(case__outcome=Outcome.REFUSE)
_STOP = (
    "door", "outcome", "verdict", "amount_minor",
    "case__opened_at", "case__decided_at", "case__decided_by", "case__outcome",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Stop:
    """An attempt that was held or refused, with what became of it."""

    door: str
    outcome: str
    verdict: int
    minor: int
    opened_at: datetime | None
    decided_at: datetime | None
    decided_by: int | None
    decision: str | None

    @property
    def is_refused(self) -> bool:
        return Outcome.REFUSE in (self.outcome, self.decision)

    @property
    def delay(self) -> timedelta | None:
        if self.opened_at is None or self.decided_at is None:
            return None
        return self.decided_at - self.opened_at


def _by_day(attempts: QuerySet[Assessment]) -> dict[date, dict[Outcome, int]]:
    counted = (
        attempts.order_by()
        .annotate(day=TruncDate("occurred_at", tzinfo=clock.shop_zone()))
        .values_list("day", "outcome")
        .annotate(count=Count("pk"))
    )
    days: dict[date, dict[Outcome, int]] = {}
    for day, outcome, count in counted:
        days.setdefault(day, {})[Outcome(outcome)] = count
    return days


def _doors(attempts: QuerySet[Assessment]) -> list[DoorLine]:
    counted = attempts.order_by().values_list("door", "outcome").annotate(
        count=Count("pk"), failures=Count("pk", filter=~Q(failure=""))
    )  # fmt: skip
    outcomes: dict[str, dict[Outcome, int]] = {}
    failures: Counter[str] = Counter()
    for door, outcome, count, failed in counted:
        outcomes.setdefault(door, {})[Outcome(outcome)] = count
        failures[door] += failed
    return [
        DoorLine(door, outcomes[door], failures[door]) for door in Door if door in outcomes
    ]  # fmt: skip


def _precision(verdicts: Iterable[int]) -> Precision:
    counted = Counter(verdicts)
    return Precision(fraud=counted[FRAUD], honest=counted[HONEST], unknown=counted[0])


def _rules(attempts: QuerySet[Assessment]) -> dict[str, Precision]:
    """By the key of each rule that applied, whatever else spoke for or against."""
    verdicts: dict[str, list[int]] = {}
    for keys, verdict in attempts.exclude(rules=[]).values_list("rules", "verdict").iterator():
        for key in keys:
            verdicts.setdefault(key, []).append(verdict)
    return {key: _precision(each) for key, each in verdicts.items()}


def _cost(stopped: Sequence[_Stop]) -> Cost:
    policies = {door: DoorPolicy(door=door) for door in Door}
    policies |= {Door(policy.door): policy for policy in DoorPolicy.objects.all()}
    honest = [stop for stop in stopped if stop.verdict == HONEST]
    held = [stop for stop in honest if not stop.is_refused]
    refused = [stop for stop in honest if stop.is_refused]
    fraud = [stop for stop in stopped if stop.verdict == FRAUD and stop.is_refused]
    delays = [stop.delay for stop in held if stop.delay is not None]
    looked = [stop for stop in stopped if stop.decided_by is not None]

    def told(stops: Sequence[_Stop], figure: str) -> Any:
        return sum(getattr(policies[Door(stop.door)], figure) for stop in stops)

    return Cost(
        held=_sum(held),
        refused=_sum(refused),
        usual_delay=_median(delays),
        longest_delay=max(delays, default=None),
        looks_at_honest_minor=told(
            [stop for stop in looked if stop.verdict == HONEST], "review_cost_minor"
        ),
        looks=len(looked),
        looks_minor=told(looked, "review_cost_minor"),
        lost_customers=told(refused, "lost_customer_share"),
        stopped_fraud=_sum(fraud),
        spared_fees_minor=told(
            [stop for stop in fraud if stop.door == Door.CHECKOUT], "chargeback_fee_minor"
        ),
    )


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    if not spans:
        return None
    return timedelta(seconds=median(span.total_seconds() for span in spans))


def _sum(stops: Sequence[_Stop]) -> Worth:
    return Worth(len(stops), sum(stop.minor for stop in stops))
