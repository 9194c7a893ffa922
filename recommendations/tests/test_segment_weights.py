"""Weights by segment: newcomers follow the crowd, devoted shoppers their own taste."""

from dataclasses import replace

import numpy as np
import pytest

from recommendations.algorithms.evaluation import Task, cases_of, split_at
from recommendations.algorithms.interactions import NO_BASKET, Interactions, ItemFeatures
from recommendations.algorithms.models import Blend, Member, Surface, TrainedModels
from recommendations.algorithms.personal import History
from recommendations.algorithms.pipeline import PipelineConfig, fit
from recommendations.algorithms.scoring import Scorer
from recommendations.algorithms.segments import Segment
from recommendations.backtest.answerers import Desk
from recommendations.backtest.crowd_weight import Step, at_step, ladder, place_of
from recommendations.backtest.segment_weights import Choice, choice_of, learned
from recommendations.dataset import TrainingSet
from recommendations.judging import judge
from recommendations.tests.interaction_factories import day, log_of

CONFIG = PipelineConfig(lightfm=None, als=None, ranker=None)
CROWD, TASTE = Member.POPULARITY, Member.EASE_USERS
BLEND = Blend({TASTE: 1.0, CROWD: 1.0})
GROUPS, A_GROUP, HITS = 4, 10, 4


def shop_of_two_kinds(*, newcomers: int = 160, devoted: int = 160) -> Interactions:
    """Forty items of four tastes, and four hits on top.

    Everybody looks around in one taste. In the last weeks newcomers, who only ever looked, buy a
    hit; the devoted, who have bought ten times from their taste, buy more of it.
    """
    random = np.random.default_rng(5)
    events, looks = [], []
    basket = 0

    def some(group: int, size: int) -> list[int]:
        return (group * A_GROUP + random.choice(A_GROUP, size, replace=False)).tolist()

    def hit() -> int:
        return GROUPS * A_GROUP + int(random.integers(HITS))

    for person in range(newcomers + devoted):
        group = person // 2 % GROUPS
        if person < newcomers:
            looks += [(person, item, random.uniform(0, 60)) for item in some(group, 4)]
            events.append((person, hit(), random.uniform(60, 80), basket))
            basket += 1
            continue
        owned = some(group, 8)
        for item in owned[:5] * 2:
            events.append((person, item, random.uniform(0, 60), basket))
            basket += 1
        events += [(person, item, random.uniform(60, 80), basket) for item in owned[5:]]
        basket += 1
    # What everybody takes, from people of no interest here.
    for other in range(300):
        events.append((newcomers + devoted + other, hit(), random.uniform(45, 60), basket))
        basket += 1
    log = log_of([*events, *((*look, NO_BASKET) for look in looks)])
    weights = np.where(log.baskets == NO_BASKET, 0.2, 1).astype(np.float32)
    return replace(log, weights=weights)


def weigh(weights: Blend) -> float:
    """How much of all weight is the crowd's."""
    return weights.weights.get(CROWD, 0.0) / sum(weights.weights.values())


@pytest.fixture(scope="module")
def choices() -> list[Choice]:
    split = split_at(shop_of_two_kinds(), day(60))
    models = fit(split.train, ItemFeatures(), CONFIG, now=split.moment)
    desk = Desk(split)
    found = [
        choice_of(
            models, BLEND, case, desk.history(case), desk.hidden(case, Task.NEW_ITEMS),
            desk.segment(case),
        )
        for case in cases_of(split, Task.NEW_ITEMS)
    ]  # fmt: skip
    return [one for one in found if one is not None]


def test_newcomers_follow_the_crowd_and_the_devoted_their_taste(choices):
    blends = learned(choices, BLEND)
    assert weigh(blends[Segment.NEW]) > 0.6
    assert weigh(blends[Segment.POWER]) < 0.3
    assert weigh(blends[Segment.POWER]) < weigh(blends[Segment.REGULAR]) < weigh(
        blends[Segment.NEW]
    )  # fmt: skip


def test_a_segment_of_few_cases_stays_near_the_others(choices):
    new = [one for one in choices if one.segment is Segment.NEW]
    others = [one for one in choices if one.segment is not Segment.NEW]

    def own_way(few: int) -> float:
        blends = learned([*others, *new[:few]], BLEND)
        # Nobody here is regular: theirs are everybody's weights.
        return weigh(blends[Segment.NEW]) - weigh(blends[Segment.REGULAR])

    assert own_way(0) == 0
    assert 0 < own_way(2) < 0.5 * own_way(len(new))
    strong = learned(choices, BLEND, prior_cases=1e6)
    np.testing.assert_allclose([weigh(blend) for blend in strong.values()], weigh(BLEND), atol=0.01)


def test_nothing_is_learned_from_nothing():
    assert learned([], BLEND) == dict.fromkeys(Segment, BLEND)


def test_the_likelier_weights_are_found_where_they_are_known():
    random = np.random.default_rng(3)
    truth = np.array([2.0, 0.5])
    known = []
    for _ in range(600):
        scores = random.normal(size=(30, 2)).astype(np.float32)
        chances = np.exp(scores @ truth)
        taken = np.zeros(30, np.bool_)
        taken[random.choice(30, p=chances / chances.sum())] = True
        known.append(Choice(Segment.REGULAR, scores, taken))
    weights = learned(known, BLEND, prior_cases=1)[Segment.REGULAR].weights
    assert weights[CROWD] / weights[TASTE] == pytest.approx(0.25, abs=0.06)


def test_the_answer_is_the_segments_and_survives_the_disk(tmp_path):
    log = shop_of_two_kinds()
    models = fit(log, ItemFeatures(), CONFIG, now=day(60))
    own = {Segment.NEW: Blend({CROWD: 1.0}), Segment.POWER: Blend({TASTE: 1.0})}
    models = replace(models, segment_blends={Surface.FOR_USER: own})
    for name, array in models.to_arrays().items():
        np.save(tmp_path / f"{name}.npy", array, allow_pickle=False)
    reborn = TrainedModels.from_arrays(
        {file.stem: np.load(file, mmap_mode="r") for file in tmp_path.glob("*.npy")}
    )
    assert reborn.segment_blends[Surface.FOR_USER].keys() == own.keys()
    scorer, history = Scorer(reborn), History.of([0, 1, 2])
    first = {segment: scorer.for_user(history, n=1, segment=segment)[0].item for segment in Segment}
    assert first[Segment.NEW] >= GROUPS * A_GROUP
    assert first[Segment.POWER] < A_GROUP
    everybody = scorer.for_user(history, n=1)[0].item
    assert first[Segment.OCCASIONAL] == first[Segment.REGULAR] == everybody


def test_a_version_with_such_weights_stands_on_that_step():
    models = fit(shop_of_two_kinds(), ItemFeatures(), CONFIG, now=day(60))
    steps = ladder(models, Surface.FOR_USER)
    step = Step(models.blends[Surface.FOR_USER], by_segment=dict.fromkeys(Segment, BLEND))
    earlier = at_step(models, Surface.FOR_USER, step)
    assert place_of(earlier, Surface.FOR_USER, [step, *steps]) == 0
    assert place_of(models, Surface.FOR_USER, [step, *steps]) == 1
    assert not at_step(earlier, Surface.FOR_USER, steps[0]).segment_blends


def test_the_backtest_of_a_small_shop_learns_them_and_says_so():
    log = shop_of_two_kinds()
    data = TrainingSet(log, ItemFeatures(), np.arange(log.n_items), [])
    result = judge(data, CONFIG, champion=None, report=lambda step: None)
    blends = result.config.segment_blends[Surface.FOR_USER]
    assert weigh(blends[Segment.NEW]) > weigh(blends[Segment.POWER])
    told = result.metrics["for you: weights"]
    assert told["power"][str(TASTE)] == blends[Segment.POWER].weights[TASTE]
    settled = result.settled(fit(log, ItemFeatures(), CONFIG))
    assert settled.segment_blends[Surface.FOR_USER] == blends
