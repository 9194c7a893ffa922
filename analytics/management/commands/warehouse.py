"""``manage.py warehouse``: ask the archived log; the answer as a table of tab-separated values."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.warehouse.asking import ask
from analytics.warehouse.questions import QUESTIONS
from foundation import clock
from foundation.refusals import Refusal


class Command(BaseCommand):
    help = "Ask the archived log: " + " ".join(
        f"{one.name}: {one.asks}" for one in QUESTIONS.values()
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        today = clock.business_day()
        parser.add_argument("question", choices=sorted(QUESTIONS))
        parser.add_argument(
            "--first", type=date.fromisoformat, default=today - timedelta(days=365),
            help="First day in UTC; a year ago if not given.",
        )  # fmt: skip
        parser.add_argument(
            "--last", type=date.fromisoformat, default=today, help="Last day in UTC; today."
        )

    def handle(self, *, question: str, first: date, last: date, **options: Any) -> None:
        try:
            answer = ask(question, first, last)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("\t".join(answer.columns))
        for row in answer.rows:
            self.stdout.write("\t".join(map(str, row)))
