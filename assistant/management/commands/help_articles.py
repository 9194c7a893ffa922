"""manage.py help_articles: writes the articles that come with the shop."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assistant.knowledge.house import house_articles, write_house_articles


class Command(BaseCommand):
    help = (
        "Writes those articles of the house (delivery, returns, payment ...) that the shop has"
        " not; what is there, in whatever words, stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--drafts", action="store_true", help="do not publish them: staff read them first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        made = write_house_articles(is_published=not options["drafts"])
        self.stdout.write(f"{len(made)} of {len(house_articles())} articles were written.")
