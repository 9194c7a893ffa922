"""What the AI earned in a period, part by part, with intervals, or why that is not yet known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import hypot

from analytics.returns.sources import UNTOLD, Earned, Evidence, Findings, Work, return_sources


@dataclass(frozen=True, slots=True)
class Return:
    """What one part of the AI earned, in minor units of the base currency.

    Without evidence ``earned_minor`` and the ends of its 95 % interval are None, ``counted`` is
    too, and ``why`` says so. Revenue and margin are two returns: they are never added up.
    """

    work: Work | None
    counted: Earned | None
    earned_minor: int | None
    low_minor: int | None
    high_minor: int | None
    why: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def what(self) -> str:
        """What staff call the part of the AI; empty for a sum of all."""
        return str(self.work.label) if self.work else ""

    @property
    def is_known(self) -> bool:
        return self.earned_minor is not None


def ai_returns(first: date, last: date) -> list[Return]:
    """Every part of the AI over business days, both included; a line for each thing it counts."""
    found: list[Return] = []
    for work in Work:
        source = return_sources.get(work)
        findings = source(first, last) if source else Findings()
        found += _returns(work, findings)
    return found


def total_of(returns: Sequence[Return]) -> list[Return]:
    """What is known of all parts together: at most one sum of revenue and one of margin."""
    evidence = [one for part in returns for one in part.evidence]
    return [_sum(None, counted, evidence, "") for counted in Earned if _of(counted, evidence)]


def _returns(work: Work, findings: Findings) -> list[Return]:
    beside = " ".join(findings.beside)
    sums = [
        _sum(work, counted, findings.evidence, beside)
        for counted in Earned
        if _of(counted, findings.evidence)
    ]
    if sums:
        return sums
    why = f"{UNTOLD[work]} {beside}".strip()
    return [Return(work, None, None, None, None, why)]


def _of(counted: Earned, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(one for one in evidence if one.counted == counted)


def _sum(work: Work | None, counted: Earned, evidence: Sequence[Evidence], why: str) -> Return:
    """Experiments draw their subjects apart, so that each errs by itself (root of squares)."""
    chosen = _of(counted, evidence)
    minor = sum(one.minor for one in chosen)
    below = above = 0.0
    for one in chosen:
        below = hypot(below, one.minor - one.low)
        above = hypot(above, one.high - one.minor)
    return Return(
        work=work,
        counted=counted,
        earned_minor=round(minor),
        low_minor=round(minor - below),
        high_minor=round(minor + above),
        why=why,
        evidence=chosen,
    )
