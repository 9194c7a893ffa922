"""How long a recommendation takes inside the shop: history, consent, stock mask and reasons.

    SHELFWISE_DATA_DIR=var/online-retail python benchmarks/serving.py

Asks the store that the environment names (the demo, or an imported one) for its own customers;
a store without a trained model is told to train first. The baseline is the plain list of what
sells most, read from the roll-ups for every question.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

import django

django.setup()

from django.db.models import Sum  # noqa: E402

from accounts.models import Customer  # noqa: E402
from benchmarks.reporting import Better, Row, command_line, report  # noqa: E402
from events.context import EventContext  # noqa: E402
from events.models import DailyDemand  # noqa: E402
from events.names import Consent  # noqa: E402
from recommendations import serving  # noqa: E402

Question = TypeVar("Question")
QUESTIONS = 1_000
TO_REACH_MS = 5.0


def main() -> None:
    arguments = command_line(__doc__ or "").parse_args()
    model = serving.current_model()
    if model is None:
        print("No model serves here: run manage.py train recommendations first.")
        return
    count = 100 if arguments.quick else QUESTIONS
    randomness = random.Random(7)
    people = [
        EventContext(customer=pseudonym, consent=Consent.PERSONALISATION)
        for pseudonym in Customer.objects.filter(orders__isnull=False)
        .distinct()
        .order_by("pk")
        .values_list("pseudonym", flat=True)[: count * 4]
    ]
    randomness.shuffle(people)
    products = [int(key) for key in randomness.choices(list(model.product_ids), k=count)]
    baskets = [randomness.sample(list(map(int, model.product_ids)), 3) for _ in range(count)]
    baseline = _p95_ms(lambda _: _best_sellers(), products)
    rows = [
        _row("for_you", _p95_ms(serving.for_you, people[:count]), baseline),
        _row("similar", _p95_ms(serving.similar, products), baseline),
        _row("together", _p95_ms(serving.together, products), baseline),
        _row("cart", _p95_ms(serving.for_cart, baskets), baseline),
    ]
    report(rows, json_path=arguments.json)


def _row(surface: str, value: float, baseline: float) -> Row:
    return Row(
        name=f"recommendations/serving/{surface}_p95_ms",
        value=value,
        unit="ms",
        baseline=baseline,
        to_reach=TO_REACH_MS,
        better=Better.LOWER,
    )


def _p95_ms(ask: Callable[[Question], object], questions: Sequence[Question]) -> float:
    for question in questions[:20]:  # warm: pages of the arrays, the mask, the connection
        ask(question)
    times = []
    for question in questions:
        begin = time.perf_counter()
        ask(question)
        times.append(time.perf_counter() - begin)
    return sorted(times)[int(len(times) * 0.95)] * 1000


def _best_sellers() -> list[int]:
    rows = (
        DailyDemand.objects.values("product_id").annotate(sold=Sum("units")).order_by("-sold")[:8]
    )
    return [row["product_id"] for row in rows]


if __name__ == "__main__":
    main()
