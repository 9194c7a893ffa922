"""A store of so many products with a synthetic model, and how fast it answers.

``python -m benchmarks.serving_store PRODUCTS QUICK``, in an empty ``SHELFWISE_DATA_DIR``; the last
line printed is JSON. ``benchmarks/serving.py`` runs it.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

import django

django.setup()

import numpy as np  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db.models import Sum  # noqa: E402

from catalog.history import NewProduct, NewVariant, ProductText, record_history  # noqa: E402
from catalog.models import Category, Product  # noqa: E402
from events.context import EventContext  # noqa: E402
from events.models import DailyDemand  # noqa: E402
from events.names import Consent, EventName  # noqa: E402
from events.services import Fact, record_many  # noqa: E402
from foundation import clock  # noqa: E402
from mlops.services import Candidate, Judgement, register_version  # noqa: E402
from recommendations import serving  # noqa: E402
from recommendations.algorithms.interactions import FloatArray  # noqa: E402
from recommendations.algorithms.lightfm_hybrid import FactorModel  # noqa: E402
from recommendations.algorithms.models import Member, TrainedModels  # noqa: E402
from recommendations.algorithms.neighbours import NeighbourTable  # noqa: E402
from recommendations.algorithms.pipeline import PipelineConfig  # noqa: E402
from recommendations.training import NAME  # noqa: E402

Question = TypeVar("Question")
CATEGORIES = 60
PEOPLE = 200
EVENTS_EACH = 60
IN_THE_SESSION = 4
QUESTIONS = 400
WORKERS = 3
DAY_UNITS = 2_000


def build(size: int) -> list[EventContext]:
    """Tables, products, people with their events, and the model."""
    call_command("migrate", verbosity=0)
    shelves = [
        Category.objects.add_root(
            instance=Category(name_en=f"Shelf {number}", slug_en=f"shelf-{number}")
        ).pk
        for number in range(CATEGORIES)
    ]
    now = clock.now() - timedelta(days=90)
    for first in range(0, size, 10_000):
        numbers = range(first, min(first + 10_000, size))
        record_history(products=[_product(number, shelves, now) for number in numbers])
    ids = np.array(Product.objects.order_by("pk").values_list("pk", flat=True), np.int64)
    people = [EventContext(visitor=uuid4(), consent=Consent.PERSONALISATION) for _ in range(PEOPLE)]
    chance = random.Random(7)
    for person in people:
        record_many(_events(ids, chance), context=person)
    _sell(ids)
    _register(ids, people)
    return people


def _product(number: int, shelves: Sequence[int], born: object) -> NewProduct:
    return NewProduct(
        texts={"en": ProductText(name=f"Thing {number}", slug=f"thing-{number}")},
        category_id=shelves[number % len(shelves)],
        created_at=born,  # type: ignore[arg-type]
        published_at=born,  # type: ignore[arg-type]
        variants=(NewVariant(sku=f"T{number}"),),
    )


def _events(ids: np.ndarray[tuple[int], np.dtype[np.int64]], chance: random.Random) -> list[Fact]:
    """Purchases and looks of half a year, and a session that goes on."""
    now = clock.now()
    names = (EventName.PRODUCT_VIEWED, EventName.CART_ITEM_ADDED, EventName.PRODUCT_PURCHASED)
    past = [
        Fact(
            name,
            product_id=int(chance.choice(ids)),
            order_ref=f"o{chance.random()}" if name == EventName.PRODUCT_PURCHASED else "",
            at=now - timedelta(days=chance.uniform(1, 180)),
        )
        for name in chance.choices(names, weights=(7, 2, 1), k=EVENTS_EACH)
    ]
    return past + [
        Fact(EventName.PRODUCT_VIEWED, product_id=int(chance.choice(ids)), at=now)
        for _ in range(IN_THE_SESSION)
    ]


def _sell(ids: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    today = clock.business_day()
    DailyDemand.objects.bulk_create(
        DailyDemand(variant_id=key, product_id=key, day=today, units=number % 50, orders=1)
        for number, key in enumerate(ids[:DAY_UNITS].tolist())
    )


def _register(
    ids: np.ndarray[tuple[int], np.dtype[np.int64]], people: Sequence[EventContext]
) -> None:
    config, size = PipelineConfig(), len(ids)
    randomness = np.random.default_rng(7)
    is_dense = size <= config.largest_dense_catalogue
    widths = {
        Member.ITEM_KNN: config.knn_neighbours,
        Member.RP3: config.neighbours,
        Member.CONTENT: config.neighbours,
        Member.EASE_USERS: config.ease_neighbours if is_dense else config.neighbours,
        Member.EASE_BASKETS: config.ease_neighbours if is_dense else config.knn_neighbours,
        Member.TRANSITIONS: config.neighbours,
    }
    tables = {
        member: NeighbourTable(
            randomness.integers(0, size, (size, width), np.int32),
            _falling(randomness, size, width),
        )
        for member, width in widths.items()
    }
    factors = FactorModel(
        randomness.standard_normal((len(people), 64), np.float32),
        randomness.standard_normal((size, 64), np.float32),
        randomness.standard_normal(size, np.float32),
    )
    popularity = randomness.gamma(0.3, 10, size).astype(np.float32)
    trained = TrainedModels(popularity, tables, factors, config.blends)
    known = b"".join(person.visitor.bytes for person in people if person.visitor)
    arrays = trained.to_arrays() | {
        "product_ids": ids,
        "people": np.frombuffer(known, np.uint8).reshape(-1, 16),
        "trained_until": np.array([0], np.int64),
    }
    judgement = Judgement({}, {}, accepted=True, reason="Synthetic.")
    register_version(candidate=Candidate(name=NAME, arrays=arrays, judgement=judgement))


def _falling(randomness: np.random.Generator, size: int, width: int) -> FloatArray:
    scores = randomness.random((size, width), np.float32)
    scores.sort(axis=1)
    return scores[:, ::-1]


def measure(people: Sequence[EventContext], *, count: int) -> dict[str, float]:
    """p95 of every question in milliseconds, CPU and wall."""
    model = serving.current_model()
    if model is None:
        raise SystemExit("the synthetic model does not serve")
    chance = random.Random(11)
    ids = model.product_ids.tolist()
    someone = chance.choices(people, k=count)
    pairs = [(chance.choice(ids), person) for person in someone]
    baskets = [(chance.sample(ids, 3), person) for person in someone]
    figures: dict[str, float] = {}
    questions: list[tuple[str, Callable[..., object], Sequence[object]]] = [
        ("best_sellers", lambda _person: _best_sellers(), someone),
        ("for_you", serving.for_you, someone),
        ("because_viewed", serving.because_viewed, someone),
        ("neighbours", serving.neighbours, someone),
        ("similar", lambda pair: serving.similar(pair[0], context=pair[1]), pairs),
        ("together", lambda pair: serving.together(pair[0], context=pair[1]), pairs),
        ("cart", lambda pair: serving.for_cart(pair[0], context=pair[1]), baskets),
        ("trending", lambda person: serving.trending(context=person), someone),
    ]
    for name, ask, asked in questions:
        cpu, wall = _p95(ask, asked)
        figures[f"{name}_p95_cpu_ms"], figures[f"{name}_p95_wall_ms"] = cpu, wall
    return figures


def _best_sellers() -> list[int]:
    sold = DailyDemand.objects.values("product_id").annotate(sold=Sum("units"))
    return [row["product_id"] for row in sold.order_by("-sold")[:8]]


def _p95(ask: Callable[[Question], object], questions: Sequence[Question]) -> tuple[float, float]:
    for question in questions[:20]:  # warm: pages of the arrays, the mask, the connection
        ask(question)
    times = []
    for question in questions:
        cpu, wall = time.thread_time(), time.perf_counter()
        ask(question)
        times.append((time.thread_time() - cpu, time.perf_counter() - wall))
    cpus, walls = (sorted(column) for column in zip(*times, strict=True))
    place = int(len(times) * 0.95)
    return cpus[place] * 1000, walls[place] * 1000


def memory() -> dict[str, float]:
    """What the mapped tables cost each of some workers that all use them, in MB."""
    command = [sys.executable, "-m", "benchmarks.serving_store", "worker"]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(WORKERS)
    ]
    for worker in workers:
        if worker.stdout is not None:
            worker.stdout.readline()  # it has read every page of the tables
    shares = [_mapped_kb(worker.pid) for worker in workers]
    for worker in workers:
        worker.communicate(timeout=30)
    resident, proportional = (max(column) / 1024 for column in zip(*shares, strict=True))
    return {"mapped_rss_mb": resident, f"mapped_pss_of_{WORKERS}_workers_mb": proportional}


def _mapped_kb(pid: int) -> tuple[int, int]:
    """Resident and proportional size of the mapped arrays of a process, in kilobytes."""
    resident = proportional = 0
    is_array = False
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            is_array = line.endswith(".npy")
        elif is_array and line.startswith("Rss:"):
            resident += int(line.split()[1])
        elif is_array and line.startswith("Pss:"):
            proportional += int(line.split()[1])
    return resident, proportional


def work() -> None:
    """A worker of the shop: it serves from all tables until its input ends."""
    model = serving.current_model()
    if model is not None:
        for table in model.trained.tables.values():
            np.asarray(table.indices).sum()
            np.asarray(table.scores).sum()
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    if sys.argv[1] == "worker":
        work()
    else:
        shoppers = build(int(sys.argv[1]))
        found = measure(shoppers, count=100 if sys.argv[2] == "1" else QUESTIONS)
        print(json.dumps(found | memory()))
