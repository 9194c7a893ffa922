"""``manage.py judge_recommendations``: the demo's market judges a strategy in an experiment."""

import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from events.rollups import rebuild_daily_demand
from experiments.results import Report, percent, reach
from experiments.services import ExperimentRefused
from foundation import clock
from foundation.progress import Steps, progress_steps
from shop.demo.build import DEMO_CUSTOMERS, DemoPlan, DemoStore, NotEmpty, finish_store, open_store
from shop.demo.judge.false_alarms import FalseAlarms, count_false_alarms
from shop.demo.judge.trial import LEAST_EFFECT, TrialPlan, run_trial
from shop.storefront.listing import rebuild_listings

HISTORY_DAYS = 312
LOOKS = 28


class Command(BaseCommand):
    help = (
        "Build a demo store in an empty database, train on its history, and let the market's "
        "shoppers come for some weeks: half of them see one strategy, half the other. The "
        "experiment is then to be seen in the admin."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--control", default="popularity")
        parser.add_argument("--treatment", default="taste")
        parser.add_argument("--slot", default="pages")
        parser.add_argument("--days", type=int, default=84, help="of the experiment; 0: none")
        parser.add_argument("--history", type=int, default=HISTORY_DAYS, help="days before it")
        parser.add_argument("--customers", type=int, default=DEMO_CUSTOMERS)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument(
            "--effect",
            type=int,
            default=LEAST_EFFECT,
            help="in per cent: the least that the experiment is planned to find",
        )
        parser.add_argument(
            "--aa", action="store_true", help="also split one traffic into equal arms, many times"
        )
        parser.add_argument("--seeds", type=int, default=200, help="how many times")
        parser.add_argument("--quiet", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.process_time()
        with progress_steps(quiet=options["quiet"]) as steps:
            store = self._store(options, steps)
            if options["aa"]:
                with steps.step("Equal arms", options["seeds"]):
                    self._tell_alarms(
                        count_false_alarms(store=store, seeds=options["seeds"], days=LOOKS)
                    )
            if options["days"]:
                self._tell(self._judge(store, options, steps))
            self._finish(store, steps)
        self.stdout.write(f"CPU: {time.process_time() - began:.0f} s")

    def _store(self, options: dict[str, Any], steps: Steps) -> DemoStore:
        plan = DemoPlan(
            seed=options["seed"],
            days=options["history"],
            customers=options["customers"],
            last_day=clock.business_day() - timedelta(days=options["days"] + 1),
        )
        try:
            store = open_store(plan=plan, steps=steps)
        except NotEmpty as error:
            raise CommandError(str(error)) from error
        with steps.step("Daily demand", plan.days) as advance:
            rebuild_daily_demand(plan.start, plan.end, advance=advance)
        with clock.standing_at(store.past.moment(store.past.world.today, 0)):
            call_command("train", "recommendations", stdout=self.stdout)
        return store

    def _judge(self, store: DemoStore, options: dict[str, Any], steps: Steps) -> Report:
        plan = TrialPlan(
            slot=options["slot"],
            control=options["control"],
            treatment=options["treatment"],
            days=options["days"],
            least_effect=options["effect"],
        )
        with steps.step(f"{plan.days} days of the experiment", plan.days) as advance:
            try:
                return run_trial(store=store, plan=plan, advance=advance)
            except ExperimentRefused as error:
                raise CommandError(str(error)) from error

    def _finish(self, store: DemoStore, steps: Steps) -> None:
        finish_store(store=store, steps=steps)
        with steps.step("Shelves") as advance:
            rebuild_listings(advance=advance)

    def _tell(self, found: Report) -> None:
        experiment = found.experiment
        self.stdout.write(f"{experiment.name}: needs {experiment.needed_sample} visitors an arm")
        for line in found.lines:
            row = line.snapshot
            said = f" {percent(row.lift)} ({reach(row)})" if row.lift is not None else ""
            self.stdout.write(
                f"  {line.metric.label}, {line.arm.slug} ({line.arm.strategy}): "
                f"{row.adjusted_mean:.4f} of {row.subjects}{said}"
            )
        self.stdout.write(f"  sample ratio: p = {found.ratio.p_value:.3f}")
        for sentence in found.sentences:
            self.stdout.write(f"  {sentence.heading}: {sentence.text}")

    def _tell_alarms(self, found: FalseAlarms) -> None:
        self.stdout.write(
            f"Equal arms, {found.experiments} times, {found.looks} daily looks at "
            f"{found.visitors} visitors: false alarms {found.by_sequence} ({found.share:.1%}); "
            f"a plain test {found.by_plain_test} "
            f"({found.by_plain_test / found.experiments:.1%})"
        )
