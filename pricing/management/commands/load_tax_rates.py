"""Load the tax rates that a shop can start with."""

from typing import Any

from django.core.management.base import BaseCommand

from pricing.services import load_tax_rates


class Command(BaseCommand):
    help = "Add the tax rates of pricing/tax_table.py that are missing; nothing is overwritten."

    def handle(self, *args: Any, **options: Any) -> None:
        added = load_tax_rates()
        if options["verbosity"]:
            self.stdout.write(f"{added} tax rates added. Please check them against today's law.")
