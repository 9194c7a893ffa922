"""``manage.py assistant_lessons``: learn the shipped intents anew, after lessons were changed."""

from typing import Any

from django.core.management.base import BaseCommand

from assistant.understanding.lessons import shipped_lessons
from assistant.understanding.shipped import FILE, write_shipped_model


class Command(BaseCommand):
    help = "Learn what comes with the shop from assistant/lessons, and write it beside them."

    def handle(self, **options: Any) -> None:
        learned = write_shipped_model()
        self.stdout.write(
            f"{len(shipped_lessons())} lessons, {len(learned.intents.terms)} features, refused "
            f"under {learned.intents.threshold:.2f}; {FILE.stat().st_size / 1e6:.1f} MB."
        )
