"""``manage.py risk_rules``: the rules there are; with ``--house`` those of the house are added."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from risk.models import Rule
from risk.rules import book
from risk.rules.house_words import rule_name
from risk.rules.services import write_house_rules
from risk.wording import rule_sentence


class Command(BaseCommand):
    help = "List the rules of the doors; with --house add or renew those that come with the shop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--house",
            action="store_true",
            help="add the rules that come with the shop; what staff changed stays as it is",
        )

    def handle(self, *, house: bool, **options: Any) -> None:
        if house:
            self.stdout.write(f"{write_house_rules()} rules were added or renewed.")
        for rule in Rule.objects.prefetch_related("conditions"):
            state = "on " if rule.is_active else "off"
            words = rule_sentence(book.compiled(rule).conditions)
            self.stdout.write(
                f"{state} {rule.door:<8} {rule.outcome:<7} {rule.points:>3} points  "
                f"{rule_name(rule)}: {words}"
            )
