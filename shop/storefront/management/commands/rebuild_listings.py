"""``manage.py rebuild_listings``: write anew what list pages read."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.models import Product
from foundation.progress import progress_steps
from shop.storefront.listing import rebuild_listings


class Command(BaseCommand):
    help = "Write the listing of every product anew (the outbox keeps them up to date otherwise)."

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        total = Product.objects.count()
        with progress_steps(quiet=quiet) as steps, steps.step("Listings", total=total) as advance:
            listed = rebuild_listings(advance=advance)
        if options["verbosity"]:
            self.stdout.write(f"{listed} products are listed.")
