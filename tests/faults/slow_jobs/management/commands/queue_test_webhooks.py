"""``manage.py queue_test_webhooks URL PRICES``: a receiver of prices, and so many new ones."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from events.webhooks.services import EndpointDetails, create_endpoint
from foundation.money import Money
from pricing.services import set_price
from pricing.tests.factories import make_variant


class Command(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url")
        parser.add_argument("prices", type=int)

    def handle(self, *, url: str, prices: int, **options: Any) -> None:
        variant = make_variant()
        create_endpoint(details=EndpointDetails("Receiver", url, ("price.changed",)))
        for minor in range(1, prices + 1):
            set_price(variant=variant, amount=Money(minor, "EUR"))
