"""Whom mail changes: learners beside the response model, on a market whose truth is known.

    python benchmarks/uplift.py [--quick] [--json FILE]

A market's shop sends a newsletter a week to a random half of its customers and holds out the other
half. From the first part of the year three learners and their mean learn what a mail changes in
the orders of that day and the next, from what a shop sees (orders, visits, mails, opens, clicks).
The last part judges by the Qini area, in orders of a thousand customers, beside the response model
(who orders when written to), chance, and the market's own knowledge. In the second kind of market
mail brings nobody: no ranking may be better than another.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from analytics.algorithms.boosting import answer  # noqa: E402
from benchmarks.reporting import Row, columns, command_line, report  # noqa: E402
from benchmarks.uplift_market import NOBODY, SHARES, Year, play  # noqa: E402
from marketing.algorithms.qini import FloatArray  # noqa: E402
from marketing.algorithms.uplift import (  # noqa: E402
    Learner,
    areas,
    fit_response,
    fit_uplift,
    own_effects,
)

SEEDS, QUICK_SEEDS = (7, 8, 9), (7,)
CUSTOMERS, QUICK_CUSTOMERS = 12_000, 4_000
DAYS = 400
BLEND, RESPONSE = "mean of the three", "response model"
A_THOUSAND = 1_000.0
HEADER = ("market", "ranking", "Qini", "standard error", "beyond the response model", "± 95 %")


@dataclass(frozen=True, slots=True)
class Judged:
    """Parts of the Qini area by case, of all seeds together, by ranking; and the mean effect."""

    parts: dict[str, FloatArray]
    effect: float

    def qini(self, name: str) -> float:
        return A_THOUSAND * float(self.parts[name].mean())

    def error(self, name: str) -> float:
        return A_THOUSAND * _error(self.parts[name])

    def beyond(self, name: str) -> tuple[float, float]:
        """The difference to the response model, and half of its 95 % interval."""
        difference = self.parts[name] - self.parts[RESPONSE]
        return A_THOUSAND * float(difference.mean()), 1.96 * A_THOUSAND * _error(difference)


def main() -> int:
    told = command_line(__doc__ or "").parse_args()
    seeds = QUICK_SEEDS if told.quick else SEEDS
    customers = QUICK_CUSTOMERS if told.quick else CUSTOMERS
    began = time.process_time()
    differing = _judged([play(customers, DAYS, seed, SHARES) for seed in seeds])
    nobody = _judged([play(customers, DAYS, seed, NOBODY) for seed in seeds])
    lines = [
        (market, name, *_texts(judged, name))
        for market, judged in (("effects differ", differing), ("no effects", nobody))
        for name in judged.parts
    ]
    print(columns(HEADER, lines))
    for market, judged in (("effects differ", differing), ("no effects", nobody)):
        print(f"{market}: a mail changes {A_THOUSAND * judged.effect:.2f} orders of a thousand")
    print(f"{time.process_time() - began:.0f} CPU s, {len(seeds)} seeds\n")
    report(_rows(differing, nobody), json_path=told.json)
    return 0


def _judged(years: list[Year]) -> Judged:
    found = [_judged_year(year) for year in years]
    names = found[0].parts
    return Judged(
        {name: np.concatenate([one.parts[name] for one in found]) for name in names},
        float(np.mean([one.effect for one in found])),
    )


def _judged_year(year: Year) -> Judged:
    learned, exam = year.learned, year.exam
    effects = {
        str(learner): fit_uplift(learned, learner).effects(exam.facts) for learner in Learner
    }
    rankings = {
        **effects,
        BLEND: np.mean(list(effects.values()), axis=0),
        RESPONSE: answer(fit_response(learned), exam.facts),
        "chance": np.random.default_rng(year.seed).random(len(exam)),
        "the market's own knowledge": year.truth,
    }
    parts = dict(zip(rankings, areas(exam, list(rankings.values())), strict=True))
    return Judged(parts, float(own_effects(exam).mean()))


def _texts(judged: Judged, name: str) -> tuple[str, str, str, str]:
    beyond, half = judged.beyond(name)
    others = ("", "") if name == RESPONSE else (f"{beyond:+.2f}", f"{half:.2f}")
    return (f"{judged.qini(name):.2f}", f"{judged.error(name):.2f}", *others)


def _rows(differing: Judged, nobody: Judged) -> list[Row]:
    """Ours is the mean of the three, as the shop serves it; a row is ok where what is claimed
    holds beyond its noise."""
    beyond, half = nobody.beyond(BLEND)
    return [
        Row(
            "marketing/uplift/qini",
            differing.qini(BLEND),
            unit="orders of 1,000",
            baseline=differing.qini(RESPONSE),
            to_reach=differing.qini(RESPONSE) + differing.beyond(BLEND)[1],
            standard_error=differing.error(BLEND),
        ),
        Row(
            "marketing/uplift/qini_no_effect",
            beyond,
            unit="orders of 1,000 beyond the response model",
            to_reach=-half,
            at_most=half,
        ),
    ]


def _error(parts: FloatArray) -> float:
    return float(parts.std() / np.sqrt(len(parts)))


if __name__ == "__main__":
    raise SystemExit(main())
