"""``manage.py build_demo``: a store with a range, thirteen months of history and logins."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.rollups import rebuild_daily_demand
from foundation.progress import Steps, progress_steps
from search import indexing
from shop.demo.build import DEMO_CUSTOMERS, DEMO_DAYS, DemoPlan, NotEmpty, build_demo, is_built
from shop.demo.campaign_history import judge_campaigns
from shop.storefront.listing import rebuild_listings


class Command(BaseCommand):
    help = "Build the demo store in an empty database; does nothing where it stands already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--days", type=int, default=DEMO_DAYS)
        parser.add_argument("--customers", type=int, default=DEMO_CUSTOMERS)
        parser.add_argument("--quiet", action="store_true")

    def handle(self, *, seed: int, days: int, customers: int, quiet: bool, **options: Any) -> None:
        if is_built():
            self.stdout.write("The demo store stands already.")
            return
        plan = DemoPlan(seed=seed, days=days, customers=customers)
        with progress_steps(quiet=quiet) as steps:
            try:
                build_demo(plan=plan, steps=steps)
            except NotEmpty as error:
                raise CommandError(str(error)) from error
            self._sum_up(plan, steps)

    def _sum_up(self, plan: DemoPlan, steps: Steps) -> None:
        with steps.step("Daily demand", plan.days) as advance:
            rebuild_daily_demand(plan.start, plan.end, advance=advance)
        with steps.step("What campaigns earned"):
            judge_campaigns(last=plan.end)
        with steps.step("Shelves", len(plan.merchandise)) as advance:
            rebuild_listings(advance=advance)
        with steps.step("Search index", len(plan.merchandise)) as advance:
            indexing.rebuild(advance=advance)
