"""``manage.py customers``: write every customer's profile anew."""

from typing import Any

from django.core.management.base import BaseCommand

from analytics.customers.naming import segment_name
from analytics.customers.profiles import write_profiles
from analytics.customers.selectors import latest_groups
from analytics.models import Grouping
from analytics.small_groups import FEWEST


class Command(BaseCommand):
    help = "Do now what the nightly job does: segments, clusters, scores. Safe to repeat."

    def handle(self, **options: Any) -> None:
        written = write_profiles(report=lambda text: None)
        self.stdout.write(
            f"{written.profiles} profiles, {written.features} features, "
            f"{written.companies} companies; "
            f"clusters {written.cluster_version or 'not found yet'}."
        )
        for group in latest_groups(Grouping.RFM):
            told = f"{group.customers:>8}" if group.customers >= FEWEST else f"   < {FEWEST:>3}"
            self.stdout.write(f"  {segment_name(group.value):<20}{told}")
