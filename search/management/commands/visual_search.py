"""``manage.py visual_search prepare|refresh|status``: the network and the index of pictures."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.progress import progress_steps
from search.visual.index import current_index
from search.visual.indexing import count_pictures, refresh_index
from search.visual.network import NoWeights, network, prepare_network


class Command(BaseCommand):
    help = "Prepare the network, bring the index of pictures up to date, or tell how both stand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=("prepare", "refresh", "status"))
        parser.add_argument("--quiet", action="store_true", help="no progress")

    def handle(self, *, action: str, quiet: bool, **options: Any) -> None:
        try:
            match action:
                case "prepare":
                    prepare_network()
                case "refresh":
                    self._refresh(quiet)
        except NoWeights as error:
            raise CommandError(str(error)) from error
        self._tell()

    def _refresh(self, quiet: bool) -> None:
        with (
            progress_steps(quiet=quiet) as steps,
            steps.step("Pictures", count_pictures()) as advance,
        ):
            refresh_index(advance=advance)

    def _tell(self) -> None:
        state = "ready" if network() is not None else "not there: visual_search prepare"
        self.stdout.write(f"network: {state}")
        index = current_index()
        if index is None:
            self.stdout.write("index: none; pages do without (visual_search refresh)")
            return
        size = f"{len(index.pictures):,} pictures of {len(set(index.products.tolist())):,} products"
        self.stdout.write(f"index: {size}, {len(index.left_out):,} left out")
        self.stdout.write(f"written: {index.written_at}, {index.version}")
