"""``manage.py open_forecast_shop VARIANTS KEY SECONDS``: sales, and a slow shard over all of it."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from catalog.models import Variant
from events import jobs
from forecasting.jobs import Run
from forecasting.tests.factories import TODAY, make_variant, sell, steady
from foundation import clock

AS_OF = TODAY - timedelta(days=90)
"""Long ago: the store sums its log anew for today and yesterday, and the log knows no sales."""


class Command(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("variants", type=int)
        parser.add_argument("key")
        parser.add_argument("seconds", type=float)

    def handle(self, *, variants: int, key: str, seconds: float, **options: Any) -> None:
        for number in range(variants - Variant.objects.count()):
            course = steady(140, level=1 + number % 9, seed=number)
            sell(make_variant(f"SKU-{number}"), course, until=AS_OF)
        numbers = Variant.objects.order_by("pk").values_list("pk", flat=True)
        first, last = numbers.first() or 0, numbers.last() or 0
        made_at = clock.day_bounds(AS_OF)[0]
        run = Run(name=key, as_of=AS_OF, made_at=made_at, version="", first=first, last=last)
        payload = {**run.to_json(), "from": first, "until": last, "seconds": seconds}
        jobs.enqueue("slow.forecast_shard", key=key, payload=payload)
