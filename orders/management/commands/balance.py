"""Balance the books: exit status 1 where two tables disagree."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from orders.books import balance


class Command(BaseCommand):
    help = "Compare stock, money, papers and messages with each other; exit 1 on any difference."

    def handle(self, *args: Any, **options: Any) -> None:
        begin = time.perf_counter()
        findings = balance()
        for finding in findings:
            self.stdout.write(str(finding))
        took = time.perf_counter() - begin
        self.stdout.write(f"{len(findings) or 'no'} differences ({took:.1f} s)")
        if findings:
            raise SystemExit(1)
