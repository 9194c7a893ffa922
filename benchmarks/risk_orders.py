"""A shop with a past of attempts, that sells: where ``DATABASE_URL`` and the data folder say.

``python -m benchmarks.risk_orders ATTEMPTS ORDERS`` fills the past, learns from it, places as many
orders with the checkout's door acting and as many with it off, in turn, and prints one line of
JSON: milliseconds of each order and of each judgement in it, and of CPU.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import django
import numpy as np
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.checkout_buyers import SEEN, fill_carts  # noqa: E402
from catalog.models import Variant  # noqa: E402
from catalog.tests.factories import make_product  # noqa: E402
from foundation import clock  # noqa: E402
from foundation.ids import new_token  # noqa: E402
from mlops.selectors import champion  # noqa: E402
from mlops.training import train  # noqa: E402
from orders.building import CheckoutDetails  # noqa: E402
from orders.checkout.place import place_order  # noqa: E402
from orders.models import ShippingMethod  # noqa: E402
from orders.screening import Caller  # noqa: E402
from risk.algorithms.vocabulary import Door, Mark, Outcome, Result, Verdict  # noqa: E402
from risk.kinds import LabelSource, Mode  # noqa: E402
from risk.marks import address_text, mark_of  # noqa: E402
from risk.models import Assessment, DoorPolicy, Label  # noqa: E402
from risk.rules import book  # noqa: E402
from shop.doors import checkout as door  # noqa: E402

PEOPLE_A_HUNDRED = 10
"""People for a hundred attempts: each comes ten times in a year."""
NETWORK_PEOPLE = 40
"""Of these a network has so many that more of its attempts are found than are looked at."""
FRAUDS = 300
DAYS = 365
PRACTICE = 30
DOORS = (Door.CHECKOUT, Door.LOGIN, Door.LOGIN, Door.REVIEW, Door.RETURN)
SIGNALS = ("amount", "units", "account_days", "orders_before", "network_emails_1d")
IN_BATCHES = 5_000


def marks_of(person: int) -> dict[Mark, int]:
    """What one person always comes with: told as the shop's doors tell it."""
    details = details_of(person)
    where = address_text(street=details.line1, postcode=details.postcode, country=details.country)
    return {
        Mark.EMAIL: mark_of(Mark.EMAIL, details.email),
        Mark.ADDRESS: mark_of(Mark.ADDRESS, where),
        Mark.CARD: mark_of(Mark.CARD, f"card-{person}"),
        Mark.DEVICE: mark_of(Mark.DEVICE, f"browser-{person}"),
        Mark.NETWORK: mark_of(Mark.NETWORK, f"10.{person // NETWORK_PEOPLE // 256}."
                                            f"{person // NETWORK_PEOPLE % 256}.7"),
    }  # fmt: skip


def details_of(person: int) -> CheckoutDetails:
    return CheckoutDetails(
        email=f"buyer{person}@example.com", name="Ada", line1=f"{person} High Street",
        postcode="N1", city="London", country="GB",
    )  # fmt: skip


def build(attempts: int) -> None:
    """Tables, one product, and a year of attempts of which some were fraud."""
    call_command("migrate", verbosity=0)
    ShippingMethod.objects.create(code="standard", name="Standard", price_minor=490)
    make_product("Lamp", stock=1_000_000)
    people = attempts * PEOPLE_A_HUNDRED // 100
    keys = [marks_of(person) for person in range(people)]
    random, now = np.random.default_rng(11), clock.now()
    for start in range(0, attempts, IN_BATCHES):
        numbers = range(start, min(start + IN_BATCHES, attempts))
        rows = [_past(number, keys[number % people], random, now) for number in numbers]
        Assessment.objects.bulk_create(rows)
    _confirm()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _past(
    number: int, marks: dict[Mark, int], random: np.random.Generator, now: datetime
) -> Assessment:
    where = DOORS[number % len(DOORS)]
    return Assessment(
        door=where, subject=f"past-{number}", result=Result.PASSED,
        occurred_at=now - timedelta(days=DAYS * float(random.random())),
        amount_minor=int(random.lognormal(8.5, 0.6)) if where == Door.CHECKOUT else 0,
        currency=settings.SHOP_BASE_CURRENCY,
        signals=dict(zip(SIGNALS, random.lognormal(3, 1, len(SIGNALS)).tolist(), strict=True)),
        score=float(random.random() * 20), outcome=Outcome.ALLOW,
        **{f"{mark}_key": key for mark, key in marks.items()},
    )  # fmt: skip


def _confirm() -> None:
    """Labels enough that a learned model is asked too."""
    rows = list(Assessment.objects.filter(door=Door.CHECKOUT).order_by("pk")[: 2 * FRAUDS])
    for number, row in enumerate(rows):
        verdict = Verdict.FRAUD if number % 2 else Verdict.LEGITIMATE
        if verdict == Verdict.FRAUD:
            row.signals["amount"] *= 20
            row.save(update_fields=["signals"])
        Label.objects.create(
            door=row.door, subject=row.subject, assessment=row, verdict=verdict,
            source=LabelSource.CHARGEBACK, labelled_at=row.occurred_at + timedelta(days=1),
        )  # fmt: skip


def order(number: int) -> float:
    """One order of a person who was here before; its milliseconds."""
    cart = fill_carts(list(Variant.objects.all()), 1)[0]
    marks = marks_of(number)
    begun = time.perf_counter()
    place_order(
        cart=cart, details=details_of(number),
        shipping_method=ShippingMethod.objects.get(), provider="test",
        payment_choice="success", idempotency_key=new_token(), seen_total=SEEN,
        caller=Caller(device=marks[Mark.DEVICE], network=marks[Mark.NETWORK]),
    )  # fmt: skip
    return 1000 * (time.perf_counter() - begun)


@contextmanager
def _timed_judging(times: dict[str, list[float]]) -> Iterator[None]:
    """The door's own calls, each with a clock beside it."""
    originals = {name: getattr(door, name) for name in ("judge", "judge_again")}
    for name, original in originals.items():
        setattr(door, name, _timed(original, times[name], times[f"{name}_cpu"]))
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(door, name, original)


def _timed(work: Callable[..., Any], times: list[float], cpu: list[float]) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:
        begun, cpu_begun = time.perf_counter(), time.process_time()
        try:
            return work(*args, **kwargs)
        finally:
            times.append(1000 * (time.perf_counter() - begun))
            cpu.append(1000 * (time.process_time() - cpu_begun))

    return timed


def _set(mode: Mode) -> None:
    """Staff set the door; what a process remembers of it is read anew before the clock runs."""
    DoorPolicy.objects.update_or_create(door=Door.CHECKOUT, defaults={"mode": mode})
    book.forget()
    book.policy_of(Door.CHECKOUT)
    book.rules_of(Door.CHECKOUT)
    book.known_of({Mark.DEVICE: 1})


def main(attempts: int, orders: int) -> None:
    build(attempts)
    train("risk", lambda stage: None)
    served = champion("risk")
    times: dict[str, list[float]] = defaultdict(list)
    for number in range(PRACTICE):
        order(number)
    for number in range(PRACTICE, PRACTICE + orders):
        _set(Mode.ACT)
        with _timed_judging(times):
            times["order_judged"].append(order(2 * number))
        _set(Mode.OFF)
        times["order_plain"].append(order(2 * number + 1))
    judged = Assessment.objects.filter(signals__has_key="linked_attempts", failure="").count()
    answer = {**times, "models": served.version if served else "", "judged": judged}
    print(json.dumps(answer))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
