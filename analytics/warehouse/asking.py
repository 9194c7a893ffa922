"""Asking the archive of the log: which files, and by which engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from analytics.small_groups import FEWEST
from analytics.warehouse import engines
from analytics.warehouse.questions import QUESTIONS
from events import archive
from events.models import ArchivedDay
from foundation.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of values in the order of ``columns``, and how many days were asked."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    days: int


def ask(name: str, first: date, last: date) -> Answer:
    """Answer a question (``QUESTIONS``) from the days in UTC from ``first`` to ``last``.

    On the Dask cluster of ``DASK_SCHEDULER_ADDRESS`` where there is one, else in this process.
    Groups of fewer than ten are left out.

    Raises:
        Refusal: no such question, nothing archived in those days, a day's file is missing, or the
            cluster cannot be asked.
    """
    question = QUESTIONS.get(name)
    if question is None:
        raise Refusal(_("There is no such question."), field="name")
    files = _files(first, last)
    address = settings.DASK_SCHEDULER_ADDRESS
    if not address:
        table = engines.ask_in_process(question, files, fewest=FEWEST)
    else:
        try:
            table = engines.ask_cluster(question, files, fewest=FEWEST, address=address)
        except (ImportError, OSError) as error:
            raise Refusal(_("The cluster cannot be asked: %s") % error) from error
    rows = [tuple(row.values()) for row in table.to_pylist()]
    return Answer(tuple(table.column_names), rows, len(files))


def _files(first: date, last: date) -> list[Path]:
    days = ArchivedDay.objects.filter(day__gte=first, day__lte=last).order_by("day")
    files = [archive.file_of(day) for day in days.values_list("day", flat=True)]
    if not files:
        raise Refusal(_("Nothing of those days is archived yet; each night adds a day."))
    if missing := [path.name for path in files if not path.exists()]:
        raise Refusal(_("The file %s is missing from the archive.") % missing[0])
    return files
