"""``manage.py markets``: read the reviews, find the trends, write the last month's digest."""

from typing import Any

from django.core.management.base import BaseCommand

from analytics.markets.jobs import look_at_markets
from analytics.markets.naming import names_of
from analytics.markets.selectors import found_trends


class Command(BaseCommand):
    help = "Do now what the nightly job does: reviews, trends, digest. Safe to repeat."

    def handle(self, **options: Any) -> None:
        told = look_at_markets(lambda text: None)
        self.stdout.write(
            f"{told['reviews']} reviews read; {told['trends']} trends; "
            f"digest of {told['digest'] or 'no month yet'}."
        )
        rows = list(found_trends()[:10])
        names = names_of(row.subject for row in rows)
        for row in rows:
            self.stdout.write(
                f"  {row.get_direction_display():<8} {names[row.subject]:<40} {row.count:>6} "
                f"for {row.expected:.1f}   q {row.q_value:.3f}"
            )
