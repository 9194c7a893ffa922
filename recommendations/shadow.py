"""The shadow's answers to yesterday's requests, asked afterwards: no request waits for it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np

from events.models import Event
from events.names import EventName
from foundation import clock
from mlops.artifacts import read_arrays
from mlops.models import ModelVersion, ShadowReport
from mlops.selectors import served_at, shadow
from mlops.shadow import note_shadow
from recommendations.algorithms.interactions import SECONDS_A_DAY, IntArray
from recommendations.algorithms.personal import History
from recommendations.algorithms.scoring import Filters, Scorer
from recommendations.algorithms.segments import segment_of
from recommendations.backtest.answerers import EarlierVersion
from recommendations.dataset import TrainingSet, load_training_set

MOST_REQUESTS = 400
LENGTH = 10
DAY_IN_SECONDS = SECONDS_A_DAY


@dataclass(frozen=True, slots=True)
class Request:
    """A page that showed recommendations: whose (user index now) and when (epoch seconds)."""

    user: int
    moment: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A version's lists to the requests, and its median time in milliseconds."""

    lists: Sequence[IntArray]
    milliseconds: float


def shadow_yesterday(name: str, *, at: datetime | None = None) -> ShadowReport | None:
    """Put a sample of yesterday's requests to the shadow and to what served then.

    Both must have been trained before that day: what they learned from it would flatter them.
    None where there is no shadow, nothing served, or nothing was shown to somebody known.
    """
    moment = at or clock.now()
    day = clock.business_day(moment) - timedelta(days=1)
    begin, _end = clock.day_bounds(day)
    candidate, serving = shadow(name), served_at(name, begin)
    if candidate is None or serving is None or not _trained_before(candidate, begin):
        return None
    data = load_training_set(until=moment)
    requests = _requests(data, day)
    if not requests:
        return None
    ours, theirs = (_ask(version, data, requests) for version in (candidate, serving))
    taken = [_taken(data, request) for request in requests]
    return note_shadow(
        version=candidate,
        champion=serving,
        day=day,
        lists=ours.lists,
        champion_lists=theirs.lists,
        taken=taken,
        answered_ms=ours.milliseconds,
    )


def _trained_before(version: ModelVersion, moment: datetime) -> bool:
    return int(version.trained_on.get("until", 0)) <= moment.timestamp()


def _requests(data: TrainingSet, day: date) -> list[Request]:
    """The day's requests of people who agreed to be known, at most so many, spread evenly."""
    begin, end = clock.day_bounds(day)
    rows = (
        Event.objects.filter(
            name=EventName.IMPRESSION, occurred_at__gte=begin, occurred_at__lt=end, position=1
        )
        .order_by("occurred_at", "id")
        .values_list("customer", "visitor", "occurred_at")
    )
    user_of = {person: index for index, person in enumerate(data.people)}
    found = dict.fromkeys(
        Request(user, at.timestamp())
        for customer, visitor, at in rows
        if (user := _user(user_of, customer, visitor)) is not None
    )
    requests = list(found)
    if len(requests) <= MOST_REQUESTS:
        return requests
    chosen = np.linspace(0, len(requests) - 1, MOST_REQUESTS).astype(int)
    return [requests[place] for place in chosen]


def _user(user_of: dict[str, int], customer: UUID | None, visitor: UUID | None) -> int | None:
    for person in (customer, visitor):
        if person is not None and (user := user_of.get(person.hex)) is not None:
            return user
    return None


def _ask(version: ModelVersion, data: TrainingSet, requests: Sequence[Request]) -> Asked:
    """A version's lists, from what each person had done until then.

    Raises:
        ArtifactDamaged: its files are not what was trained.
        KeyError: it is of another make.
    """
    arrays = read_arrays(folder=version.artifact, checksums=version.checksums)
    earlier = EarlierVersion.from_arrays(arrays, product_ids=data.product_ids, people=data.people)
    scorer, lists, seconds = Scorer(earlier.models), [], []
    for request in requests:
        history, bought, orders = _known(data, request, earlier)
        begun = time.perf_counter()
        found = scorer.for_user(
            history,
            n=LENGTH,
            user=earlier.user_of(request.user),
            segment=segment_of(orders),
            filters=Filters(None, bought),
        )
        seconds.append(time.perf_counter() - begun)
        lists.append(earlier.back(np.array([entry.item for entry in found], np.int32)))
    return Asked(lists, float(np.median(seconds)) * 1000)


def _known(
    data: TrainingSet, request: Request, earlier: EarlierVersion
) -> tuple[History, IntArray, int]:
    """What somebody had done until a request and had bought, in a version's items; their orders."""
    events = data.interactions
    mine = events.select((events.users == request.user) & (events.times < request.moment))
    its = earlier.to_its[mine.items]
    history = History(its, mine.ages(int(request.moment)), mine.weights).where(its >= 0)
    bought = mine.purchases()
    return history, earlier.items(bought.items), len(np.unique(bought.baskets))


def _taken(data: TrainingSet, request: Request) -> IntArray:
    """What the person bought within a day of a request."""
    events = data.interactions.purchases()
    after = (events.times >= request.moment) & (events.times < request.moment + DAY_IN_SECONDS)
    return np.unique(events.items[(events.users == request.user) & after])
