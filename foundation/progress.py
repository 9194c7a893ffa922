"""Progress of long commands: bars with times for people, lines for logs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

Advance = Callable[[int], None]
# By name, not by file: whoever catches what is said hears it, and it outlives their catching.
console = Console(stderr=True, highlight=False)


class Steps:
    """The steps of one long command, each a bar."""

    def __init__(self, progress: Progress, *, quiet: bool = False) -> None:
        self._progress = progress
        self._lines = not quiet and not console.is_terminal

    @contextmanager
    def step(self, title: str, total: int | None = None) -> Iterator[Advance]:
        """One step; the value is called with the number of units done since the last call."""
        task = self._progress.add_task(title, total=total)
        yield lambda done: self._progress.advance(task, done)
        finished = self._progress.tasks[task].completed if total is None else total
        self._progress.update(task, total=max(finished, 1), completed=max(finished, 1))
        if self._lines:
            elapsed = self._progress.tasks[task].elapsed or 0.0
            console.print(f"  {title}: {elapsed:.1f} s")


@contextmanager
def progress_steps(*, quiet: bool = False) -> Iterator[Steps]:
    """Bars on a terminal, one line a step elsewhere, nothing when ``quiet``."""
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description:<34}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=quiet or not console.is_terminal,
    )
    with progress:
        yield Steps(progress, quiet=quiet)
