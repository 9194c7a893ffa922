"""Trends in shops of which the truth is known, and reviews whose writers say what they mean.

    python benchmarks/markets.py [--quick] [--json FILE]

Trends: sixty subjects of all sizes, weekly counts spread more widely than Poisson's, a season of
the shop and one of each subject; six of them sell half as much again in the last four weeks. The
rule beside it is the one of a spreadsheet: a change of a quarter against the four weeks before.

Reviews: those of the demo store's writers, who say one thing on purpose. Since they repeat
themselves, words are also judged that the model never read. The list of aspects was written
before these sentences were looked at.
"""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from analytics.algorithms.aspects import Aspect, aspects_of
from analytics.algorithms.sentiment import RatedText, fit, placements
from analytics.algorithms.trends import FloatArray, find_trends
from benchmarks.reporting import Better, Row, columns, command_line, report, timed
from catalog.illustrations import Kind
from shop.demo.reviews import write_review
from shop.demo.reviews.moods import Topic
from shop.demo.reviews.openings import OPENINGS

SUBJECTS, RISEN, FACTOR, WINDOW = 60, 6, 1.5, 4
ELSEWHERE = 3000.0
WEEKS = {"half a year": 30, "a year": 56, "two years": 110}
SPREAD, SEASON = 1.5, 0.4
BELIEVED = 0.1
RAW_CHANGE = 0.25
WORLDS, QUICK_WORLDS = 200, 40
REVIEWS = 1_500
STARS = (0.03, 0.02, 0.13, 0.33, 0.49)
"""Of one to five, as the demo store's shoppers give them."""
FOLDS = 5
GOODS = (
    (Kind.TEE, "shirts-and-tees"), (Kind.SNEAKER, "shoes"), (Kind.HEADPHONES, "headphones"),
    (Kind.LAMP, "lamps"), (Kind.MUG, "mugs-and-cups"), (Kind.CUSHION, "cushions-and-throws"),
)  # fmt: skip
ASPECTS = ("quality", "fit", "value", "delivery", "looks")
MEANT = {
    Topic.QUALITY: Aspect.QUALITY, Topic.FIT: Aspect.FIT, Topic.SIZE: Aspect.FIT,
    Topic.VALUE: Aspect.VALUE, Topic.DELIVERY: Aspect.DELIVERY, Topic.LOOKS: Aspect.LOOKS,
    Topic.TASTE: Aspect.USE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Believed:
    """Means over worlds: the false part of what is believed, and the found part of what rose."""

    false: float
    found: float


def main() -> int:
    told = command_line(__doc__ or "").parse_args()
    worlds = QUICK_WORLDS if told.quick else WORLDS
    rows = [*_trend_rows(worlds), *_review_rows(), *_aspect_rows()]
    report(rows, json_path=told.json)
    return 0


def _trend_rows(worlds: int) -> list[Row]:
    rows, lines = [], []
    for name, weeks in WEEKS.items():
        (tested, raw), seconds = timed(partial(_judged, weeks, worlds))
        lines.append(
            (name, f"{tested.false:.1%}", f"{tested.found:.1%}", f"{raw.false:.1%}",
             f"{raw.found:.1%}", f"{seconds:.1f}")
        )  # fmt: skip
        task = f"markets/trends-{weeks}-weeks"
        rows.append(
            Row(f"{task}/false", tested.false, baseline=raw.false, to_reach=BELIEVED,
                better=Better.LOWER)
        )  # fmt: skip
        rows.append(Row(f"{task}/found", tested.found, baseline=raw.found))
    header = ("history", "false", "found", "by a quarter: false", "found", "CPU s")
    print(columns(header, lines), "\n")
    return rows


def _judged(weeks: int, worlds: int) -> tuple[Believed, Believed]:
    random = np.random.default_rng(11)
    tested, raw = [], []
    for _world in range(worlds):
        counts, totals = _world_of(random, weeks)
        found = find_trends(counts, totals, window=WINDOW)
        if found is None:
            raise ValueError(f"{weeks} weeks are too few")
        tested.append(_shares((found.q <= BELIEVED) & (found.ratio > 1)))
        now, before = counts[:, -WINDOW:].sum(axis=1), counts[:, -2 * WINDOW : -WINDOW].sum(axis=1)
        raw.append(_shares(now > (1 + RAW_CHANGE) * before))
    return Believed(*np.mean(tested, axis=0)), Believed(*np.mean(raw, axis=0))


def _shares(believed: np.ndarray) -> tuple[float, float]:
    return believed[RISEN:].sum() / max(believed.sum(), 1), believed[:RISEN].mean()


def _world_of(random: np.random.Generator, weeks: int) -> tuple[FloatArray, FloatArray]:
    week = np.arange(weeks)
    shop = 1 + 0.3 * np.sin(2 * np.pi * week / 52 + 1)
    level = random.lognormal(np.log(15), 0.8, SUBJECTS)[:, None]
    phase, depth = random.random((2, SUBJECTS, 1))
    wave = np.exp(SEASON * depth * np.sin(2 * np.pi * (week / 52 + phase)))
    mean = level * shop * wave
    mean[:RISEN, -WINDOW:] *= FACTOR
    counts = random.negative_binomial(mean / (SPREAD - 1), 1 / SPREAD).astype(float)
    return counts, counts.sum(axis=0) + ELSEWHERE * shop


def _review_rows() -> list[Row]:
    reviews = _reviews()
    cut = int(0.75 * len(reviews))
    model, seconds = timed(lambda: fit(reviews[:cut]))
    late = reviews[cut:]
    content = np.array([review.rating >= 4 for review in late])
    scores = model.review_scores([review.parts for review in late])
    held_out = float(placements(scores, content).mean())
    unseen = _of_unseen_words(reviews)
    print(f"{len(reviews)} reviews, fit in {seconds:.2f} CPU s, {len(model.terms)} terms\n")
    return [
        Row("markets/sentiment/reviews_auc", held_out, baseline=0.5),
        Row("markets/sentiment/unseen_words_auc", unseen, baseline=0.5),
    ]


def _of_unseen_words(reviews: list[RatedText]) -> float:
    """Clauses of angry and of glowing reviews, none of which the model that judges ever read."""
    clauses = [(part, review.rating) for review in reviews for part in review.parts]
    fold = np.array([zlib.crc32(part.encode()) % FOLDS for part, _stars in clauses])
    scores = np.zeros(len(clauses))
    for each in range(FOLDS):
        model = fit([RatedText("", *clauses[row]) for row in np.flatnonzero(fold != each)])
        asked = np.flatnonzero(fold == each)
        scores[asked] = model.scores([clauses[row][0] for row in asked])
    stars = np.array([rating for _part, rating in clauses])
    plain = (stars <= 2) | (stars == 5)
    return float(placements(scores[plain], stars[plain] == 5).mean())


def _reviews() -> list[RatedText]:
    random = np.random.default_rng(3)
    found = []
    for rating in random.choice([1, 2, 3, 4, 5], size=REVIEWS, p=STARS).tolist():
        kind, shelf = GOODS[int(random.integers(len(GOODS)))]
        aspect = ASPECTS[int(random.integers(len(ASPECTS)))]
        title, text = write_review(kind=kind, shelf=shelf, rating=rating, aspect=aspect, rng=random)
        found.append(RatedText(title, text, rating))
    return found


def _aspect_rows() -> list[Row]:
    heard = [
        (meant, aspects_of(sentence))
        for topic, meant in MEANT.items()
        for sentences in OPENINGS[topic].values()
        for sentence in sentences
    ]
    found = sum(meant in aspects for meant, aspects in heard) / len(heard)
    missed = sum(bool(aspects) and meant not in aspects for meant, aspects in heard) / len(heard)
    return [
        Row("markets/aspects/found", found),
        Row("markets/aspects/only_others", missed, better=Better.LOWER),
    ]


if __name__ == "__main__":
    sys.exit(main())
