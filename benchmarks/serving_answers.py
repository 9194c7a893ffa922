"""How fast the shop of ``serving_store`` answers, and the memory of some processes that do.

``python -m benchmarks.serving_answers QUESTIONS``, where ``SHELFWISE_DATA_DIR`` is that shop's; the
last line printed is JSON. ``benchmarks/serving.py`` runs it.
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
from pathlib import Path
from typing import TypeVar
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

import django

django.setup()

from django.db.models import Sum  # noqa: E402

from events.context import EventContext  # noqa: E402
from events.models import DailyDemand  # noqa: E402
from events.names import Consent, EventName  # noqa: E402
from events.services import Fact, record_many  # noqa: E402
from foundation import clock  # noqa: E402
from recommendations import serving  # noqa: E402
from recommendations.rules.facts import write_facts  # noqa: E402

Question = TypeVar("Question")
PEOPLE = 400
IN_THE_SESSION = 4
WARM = 50
WORKERS = 3
IN_A_CART = 3


def begin_sessions(chance: random.Random) -> list[EventContext]:
    """Some people of the log, each of whom looks at a few products now."""
    model = serving.current_model()
    if model is None:
        raise SystemExit("no model serves")
    ids = model.product_ids.tolist()
    people = _people_of_the_log(PEOPLE)
    for person in people:
        looks = [
            Fact(EventName.PRODUCT_VIEWED, product_id=chance.choice(ids), at=clock.now())
            for _look in range(IN_THE_SESSION)
        ]
        record_many(looks, context=person)
    return people


def _people_of_the_log(count: int) -> list[EventContext]:
    """So many of its people, whoever they are: numbered as ``serving_store`` numbers them."""
    visitors = [UUID(int=number + 1) for number in range(count)]
    return [EventContext(visitor=one, consent=Consent.PERSONALISATION) for one in visitors]


def measure(*, count: int) -> dict[str, float]:
    """p95 of every question in milliseconds, CPU and wall."""
    chance = random.Random(11)
    people = begin_sessions(chance)
    model = serving.current_model()
    ids = model.product_ids.tolist() if model else []
    someone = chance.choices(people, k=count)
    pairs = [(chance.choice(ids), person) for person in someone]
    carts = [(chance.sample(ids, IN_A_CART), person) for person in someone]
    shelves = model.categories().tolist() if model else []
    lists = [([chance.choice(shelves)], person) for person in someone]
    questions: list[tuple[str, Callable[..., object], Sequence[object]]] = [
        ("best_sellers", lambda _person: _best_sellers(), someone),
        ("for_you", serving.for_you, someone),
        ("because_viewed", serving.because_viewed, someone),
        ("buy_again", serving.buy_again, someone),
        ("new_for_you", serving.new_for_you, someone),
        ("neighbours", serving.neighbours, someone),
        ("in_category", lambda pair: serving.in_category(pair[1], pair[0]), lists),
        ("email_picks", serving.email_picks, someone),
        ("similar", lambda pair: serving.similar(pair[0], context=pair[1]), pairs),
        ("together", lambda pair: serving.together(pair[0], context=pair[1]), pairs),
        ("upsell", lambda pair: serving.upsell(pair[0], context=pair[1]), pairs),
        ("cart", lambda pair: serving.for_cart(pair[0], context=pair[1]), carts),
        ("trending", lambda person: serving.trending(context=person), someone),
    ]
    figures: dict[str, float] = {}
    for name, ask, asked in questions:
        cpu, wall = _p95(ask, asked)
        figures[f"{name}_p95_cpu_ms"], figures[f"{name}_p95_wall_ms"] = cpu, wall
    return figures


def _best_sellers() -> list[int]:
    sold = DailyDemand.objects.values("product_id").annotate(sold=Sum("units"))
    return [row["product_id"] for row in sold.order_by("-sold")[:8]]


def _p95(ask: Callable[[Question], object], questions: Sequence[Question]) -> tuple[float, float]:
    for question in questions[:WARM]:  # pages of the arrays, the mask, the connection
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
    """What the model's arrays cost each of some processes that all use them, in MB.

    Resident is what each sees, proportional its share of it, private what it has for itself.
    """
    command = [sys.executable, "-m", "benchmarks.serving_answers", "worker"]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _worker in range(WORKERS)
    ]
    for worker in workers:
        if worker.stdout is not None:
            worker.stdout.readline()  # it has read every page of the arrays
    arrays = [_kilobytes(worker.pid, only_arrays=True) for worker in workers]
    whole = [_kilobytes(worker.pid, only_arrays=False) for worker in workers]
    for worker in workers:
        worker.communicate(timeout=30)
    return {
        "arrays_resident_mb": max(sizes["Rss"] for sizes in arrays) / 1024,
        f"arrays_share_of_{WORKERS}_workers_mb": max(sizes["Pss"] for sizes in arrays) / 1024,
        "arrays_private_mb": max(map(_private, arrays)) / 1024,
        "worker_resident_mb": max(sizes["Rss"] for sizes in whole) / 1024,
        "worker_private_mb": max(map(_private, whole)) / 1024,
    }


def _private(sizes: dict[str, int]) -> int:
    return sizes["Private_Clean"] + sizes["Private_Dirty"]


def _kilobytes(pid: int, *, only_arrays: bool) -> dict[str, int]:
    """The sizes in Linux's ``smaps`` of a process, summed over its mappings (of ``.npy`` files)."""
    sizes = {"Rss": 0, "Pss": 0, "Private_Clean": 0, "Private_Dirty": 0}
    is_counted = False
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        name, _colon, size = line.partition(":")
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            is_counted = line.endswith(".npy") or not only_arrays
        elif is_counted and name in sizes:
            sizes[name] += int(size.split()[0])
    return sizes


def work() -> None:
    """A worker of the shop: it answers from all arrays until its input ends."""
    model = serving.current_model()
    if model is not None:
        for array in model.trained.to_arrays().values():
            array.tobytes()
        for person in _people_of_the_log(WARM):
            serving.for_you(person)
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    if sys.argv[1] == "worker":
        work()
    else:
        begun = time.process_time()
        write_facts()  # as the worker does every ten minutes
        facts_cpu = time.process_time() - begun
        found = measure(count=int(sys.argv[1])) | {"facts_cpu_s": facts_cpu}
        print(json.dumps(found | memory()))
