"""``manage.py train NAME``: train a model now and say what it reached."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.progress import progress_steps
from mlops.metrics import flat
from mlops.models import ModelVersion
from mlops.selectors import champion
from mlops.training import train, trainers


class Command(BaseCommand):
    help = "Train a model, judge it against its baseline and let it serve if it is better."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="What to train, such as recommendations.")
        parser.add_argument(
            "--if-missing", action="store_true", help="Do nothing where a champion serves already."
        )

        parser.add_argument(
            "--trust-data",
            action="store_true",
            help="Learn even from data that looks wrong: after an import, or a clean-up.",
        )

    def handle(self, *, name: str, if_missing: bool, trust_data: bool, **options: Any) -> None:
        if trainers.get(name) is None:
            raise CommandError(
                f"There is no model {name!r}. There are: {', '.join(trainers.names())}."
            )
        if if_missing and champion(name):
            self.stdout.write(f"{name}: a champion serves already.")
            return
        with progress_steps() as steps, steps.step(f"Training {name}") as advance:
            version = train(name, lambda text: advance(1), trust_data=trust_data)
        self._tell(name, version)

    def _tell(self, name: str, version: ModelVersion | None) -> None:
        if version is None:
            self.stdout.write(f"{name}: nothing to learn from yet.")
            return
        self.stdout.write(
            f"{name} {version.version}: {version.get_state_display()}. {version.reason}"
        )
        baseline = dict(flat(version.baseline))
        for metric, value in flat(version.metrics):
            beside = f"   baseline {baseline[metric]:.4f}" if metric in baseline else ""
            self.stdout.write(f"  {metric:<44} {value:.4f}{beside}")
