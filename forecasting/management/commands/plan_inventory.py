"""``manage.py plan_inventory``: make the plan now, and say what to order."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from forecasting.replenishment.plan_table import COLUMNS, plan_rows
from forecasting.replenishment.selectors import reorder_queue
from forecasting.replenishment.services import make_plan, order_alone

SHOWN = 20


class Command(BaseCommand):
    help = "Plans what to order of each variant in each warehouse, from forecasts and stock."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--csv", action="store_true", help="write the whole plan as CSV instead of a summary"
        )
        parser.add_argument(
            "--order",
            action="store_true",
            help="then order what policies may order alone, as the nightly job does",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        summary = make_plan()
        ordered = order_alone() if options["order"] else []
        if options["csv"]:
            self._write_csv()
            return
        self.stdout.write(
            f"{summary.day}: {summary.lines} lines, {summary.to_order} to order, "
            f"{summary.to_send} to send, {summary.markdowns} to mark down"
        )
        for order in ordered:
            self.stdout.write(f"ordered alone: {order} from {order.supplier}")
        for line in reorder_queue()[:SHOWN]:
            runs_out = f", runs out {line.risk:.0%}" if line.risk else ""
            source = line.supplier.name if line.supplier else "no supplier"
            self.stdout.write(
                f"  {line.variant.sku:<24} {line.quantity:>6} from {source} to {line.warehouse}"
                f" ({line.get_advice_display()}{runs_out})"
            )

    def _write_csv(self) -> None:
        # Django's stdout ends each line by itself.
        writer = csv.writer(self.stdout, lineterminator="")
        writer.writerow(COLUMNS)
        writer.writerows(plan_rows())
