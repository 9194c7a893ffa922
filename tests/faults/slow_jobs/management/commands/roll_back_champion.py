"""``manage.py roll_back_champion``: what the button among the staff pages does."""

from typing import Any

from django.core.management.base import BaseCommand

from mlops.services import roll_back
from recommendations.training import NAME


class Command(BaseCommand):
    def handle(self, **options: Any) -> None:
        self.stdout.write(roll_back(name=NAME).version)
