"""What ranking by more than text costs and gives: judged questions, and a market of known wishes.

    python benchmarks/search_ranking.py [--json FILE] [--quick] [data path]

On the judged questions the signals are drawn by chance: they know nothing of relevance, so whatever
NDCG is lost is the price of weighing them, at its worst; what it buys is how much better the first
three results sell. In the market, wishes are known, and clicks favour what stands first.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
import numpy as np  # noqa: E402
from django.conf import settings  # noqa: E402

if not settings.configured:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    django.setup()

from benchmarks.click_market import CONVERSION, POPULARITY, ClickMarket, play  # noqa: E402
from benchmarks.online_retail import DATA  # noqa: E402
from benchmarks.reporting import Better, Row, columns, command_line, report  # noqa: E402
from benchmarks.search_catalogues import demo, online_retail  # noqa: E402
from benchmarks.search_judging import Judgement, ndcg  # noqa: E402
from benchmarks.search_relevance import Court, court  # noqa: E402
from search.algorithms.learned_ranking import (  # noqa: E402
    JudgedList,
    describe,
    discounted_clicks,
    fit,
)
from search.algorithms.position_bias import click_rate, examination, wanted  # noqa: E402
from search.algorithms.ranking import (  # noqa: E402
    NAMES,
    TEXT_ALONE,
    WEIGHTS,
    FloatArray,
    Weights,
    blended,
)
from search.algorithms.relaxing import steps  # noqa: E402
from search.algorithms.understanding import understand  # noqa: E402
from search.query import Candidate, EngineQuery  # noqa: E402

SEEDS = 5
HEAD = 200
FIRST = 3


def scaled(factor: float) -> Weights:
    """The shop's weights, those of the signals times a factor."""
    told = {name: value * factor for name, value in asdict(WEIGHTS).items()}
    return Weights(**told | {"text": WEIGHTS.text})


WAYS = {
    "text alone": TEXT_ALONE,
    "half the weights": scaled(0.5),
    "the blend": WEIGHTS,
    "twice the weights": scaled(2.0),
}


def candidates(one: Court, judgement: Judgement) -> list[Candidate]:
    """The head of the list as the shop's search would rank it."""
    vocabulary = one.vocabularies[judgement.language]
    found: list[Candidate] = []
    for step in steps(understand(judgement.question, vocabulary, currency_exponent=2)):
        answer = one.engine.find(
            EngineQuery(
                judgement.language,
                one.catalogue.currency,
                step.groups,
                step.required,
                step.selection,
                limit=HEAD,
            )
        )
        found = list(answer.candidates)
        if answer.total >= step.enough:
            break
    return found


def figures(one: Court, asked: Sequence[tuple[Judgement, list[Candidate]]]) -> list[FloatArray]:
    """NDCG@10 and the popularity of the first three, float64 [ways, 2], for every seed."""
    found = []
    facts = one.catalogue.facts
    grades = {judgement: [judgement.grade(own) for own in facts] for judgement, _found in asked}
    for seed in range(SEEDS):
        # Most products sell little: popularity falls steeply.
        signals = np.random.default_rng(seed).random((len(facts), len(NAMES)))
        signals[:, POPULARITY] **= 3
        rows = [_of_way(weights, signals, asked, grades) for weights in WAYS.values()]
        found.append(np.array(rows))
    return found


def _of_way(
    weights: Weights,
    signals: FloatArray,
    asked: Sequence[tuple[Judgement, list[Candidate]]],
    grades: dict[Judgement, list[int]],
) -> tuple[float, float]:
    gains, sells = [], []
    for judgement, candidates in asked:
        places = np.array([one.product_id - 1 for one in candidates], np.int64)
        texts = [one.score for one in candidates]
        scores = blended(texts, signals[places], weights=weights)
        order = places[np.argsort(-scores, kind="stable")]
        every = grades[judgement]
        gains.append(ndcg([every[place] for place in order], every))
        sells.append(signals[order[:FIRST], POPULARITY].mean() if len(order) else 0.0)
    return float(np.mean(gains)), float(np.mean(sells))


def market_gains(market: ClickMarket, later: ClickMarket) -> dict[str, float]:
    """The true gain of new searches by each order, a share of the best there could be."""
    log = market.log
    shape = market.wishes.shape
    taught = {
        "trees on plain clicks": click_rate(log).reshape(shape),
        "trees, places taken out": wanted(log, examination(log)).reshape(shape),
        "trees on the true wishes": market.wishes,
    }
    scores: dict[str, Sequence[FloatArray]] = {
        "what the shop showed": list(later.signals[:, :, POPULARITY]),
        "text alone": list(later.texts),
        "conversion alone": list(later.signals[:, :, CONVERSION]),
        "the blend": [blended(*rows) for rows in zip(later.texts, later.signals, strict=True)],
    }
    for name, labels in taught.items():
        lists = [
            JudgedList(describe(text, rows), worth)
            for text, rows, worth in zip(market.texts, market.signals, labels, strict=True)
        ]
        trees = fit(lists)
        scores[name] = [
            trees.scores(describe(text, rows))
            for text, rows in zip(later.texts, later.signals, strict=True)
        ]
    return {
        name: float(
            np.mean([discounted_clicks(*pair) for pair in zip(each, later.wishes, strict=True)])
        )
        for name, each in scores.items()
    }


def cost_ms(rows: int = 200, times: int = 500) -> float:
    """CPU milliseconds of blending and ordering the head of a list."""
    random = np.random.default_rng(1)
    texts, signals = random.random(rows), random.random((rows, len(NAMES)))
    begin = time.process_time()
    for _time in range(times):
        np.argsort(-blended(texts, signals), kind="stable").tolist()
    return (time.process_time() - begin) / times * 1000


def judged(one: Court) -> list[Row]:
    asked = [(judgement, candidates(one, judgement)) for judgement in one.judgements]
    runs = np.array(figures(one, asked))
    mean, spread = runs.mean(axis=0), runs.std(axis=0)
    print(f"{one.catalogue.name}: {len(asked)} questions, {SEEDS} draws of signals")
    lines = [
        [name, f"{mean[at, 0]:.3f}", f"{spread[at, 0]:.3f}", f"{mean[at, 1]:.2f}"]
        for at, name in enumerate(WAYS)
    ]
    print(columns(["way", "NDCG@10", "± draws", "popularity of the first 3"], lines), end="\n\n")
    slug = f"search/ranking/{one.catalogue.name}"
    names = list(WAYS)
    text, blend = mean[names.index("text alone")], mean[names.index("the blend")]
    return [
        Row(f"{slug}/blend_ndcg@10", blend[0], baseline=text[0], to_reach=0.97 * text[0]),
        Row(f"{slug}/blend_popularity@3", blend[1], baseline=text[1]),
    ]


def main() -> None:
    arguments = command_line(__doc__.splitlines()[0] if __doc__ else "", data=DATA).parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        rows += judged(court(demo(), Path(folder)))
        if arguments.quick:
            print("--quick: the demo's questions alone\n")
        elif arguments.data.exists():
            rows += judged(court(online_retail(arguments.data), Path(folder)))
        else:
            print(f"no data at {arguments.data}: the demo's questions alone\n")
    gains = market_gains(play(seed=7), play(seed=8))
    print("a market of known wishes: gain of new searches, 1 is the best order")
    print(columns(["order", "gain"], [[name, f"{gain:.3f}"] for name, gain in gains.items()]))
    learned, blend = gains["trees, places taken out"], gains["the blend"]
    biased = gains["trees on plain clicks"]
    rows.append(Row("search/ranking/market/learned_gain", learned, baseline=blend))
    rows.append(Row("search/ranking/market/learned_against_plain_clicks", learned, baseline=biased))
    rows.append(Row("search/ranking/blend_200_cpu_ms", cost_ms(), "ms", better=Better.LOWER))
    report(rows, json_path=arguments.json)


if __name__ == "__main__":
    main()
