"""An endpoint at ``url`` that hears of prices, and so many prices of one product after it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.models import Product, Variant
from events.webhooks.models import WebhookEndpoint
from events.webhooks.services import EndpointDetails, create_endpoint
from foundation.money import Money
from pricing.services import set_price


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url")
        parser.add_argument("prices", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        if not WebhookEndpoint.objects.exists():
            details = EndpointDetails("Receiver", options["url"], ("price.changed",))
            create_endpoint(details=details)
        product, _made = Product.objects.get_or_create(
            slug_en="mug", defaults={"name_en": "Mug", "slug_de": "becher", "name_de": "Becher"}
        )
        variant, _made = Variant.objects.get_or_create(product=product, sku="MUG")
        for minor in range(1, options["prices"] + 1):
            set_price(variant=variant, amount=Money(minor, "EUR"))
