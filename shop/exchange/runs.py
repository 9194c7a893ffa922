"""A file from its arrival to its end: brought, checked, applied whole or not at all."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events import audit, jobs
from foundation import clock
from foundation.refusals import Refusal
from inventory.models import Warehouse
from inventory.services import default_warehouse
from shop.exchange.findings import Findings, Unreadable
from shop.exchange.models import ImportFile, ImportRun, RunState, Source, Table
from shop.exchange.reading import Advance
from shop.exchange.sheets import LARGEST, read_sheet
from shop.exchange.tables import Carrying, Importer, Plan, Step, Terms, Verdict, importer_of

CHECK_JOB, APPLY_JOB = "exchange.check", "exchange.apply"
SWEEP_JOB = "exchange.sweep"
PREVIEWED = 20
KEPT = timedelta(days=7)
LOCK = "exchange"
SEEN_WITH = {Table.CUSTOMERS: "accounts.view_customer", Table.ORDERS: "accounts.view_customer"}
"""What somebody needs to read of a file: comparing it with the shop tells who is a customer."""
_OPEN = (RunState.CHECKED, RunState.BROKEN, RunState.FAILED)


@dataclass(slots=True)
class Reading:
    """A file as values, before anybody asked the database."""

    importer: Importer[Any, Any]
    draft: Any
    rows: int
    findings: Findings = field(default_factory=Findings)


def no_step(_name: str) -> None:
    """Nobody hears how far it is."""


@transaction.atomic
def bring_file(
    *,
    table: Table,
    source: Source,
    file_name: str,
    content: bytes,
    by: User | None,
    currency: str = "",
    warehouse: Warehouse | None = None,
    queue: bool = True,
    at: datetime | None = None,
) -> ImportRun:
    """Keep a file and have it checked soon (``queue``); nothing of the shop changes.

    Raises:
        Refusal: no such table in these columns, an empty file, one that is too large, or one that
            tells of people whom ``by`` may not see.
    """
    _require(by, {SEEN_WITH[table]} if table in SEEN_WITH else set())
    if importer_of(table, source) is None:
        raise Refusal(_("This table cannot be brought in these columns."), field="source")
    if not content:
        raise Refusal(_("This file is empty."), field="file")
    if len(content) > LARGEST:
        raise Refusal(
            _("It is larger than %(most)d MB: bring it in parts.") % {"most": LARGEST >> 20},
            field="file",
        )
    run = ImportRun.objects.create(
        table=table,
        source=source,
        file_name=file_name.replace("\x00", "")[-120:] or "file",
        currency=(currency or settings.SHOP_BASE_CURRENCY).upper(),
        warehouse=warehouse,
        by=by,
        created_at=at or clock.now(),
    )
    ImportFile.objects.create(run=run, content=zlib.compress(content), size=len(content))
    audit.write(actor=by, action="import.brought", target=run, changes={"table": table}, at=at)
    if queue:
        _queue(CHECK_JOB, run)
    return run


@transaction.atomic
def check_again(*, run: ImportRun) -> None:
    """Have a file compared with the shop once more, as it is now.

    Raises:
        Refusal: it is being worked on, or was applied.
    """
    locked = _locked(run, _OPEN)
    locked.state, locked.progress = RunState.UPLOADED, ""
    locked.save(update_fields=["state", "progress"])
    _queue(CHECK_JOB, locked)


@transaction.atomic
def request_apply(*, run: ImportRun, by: User | None) -> None:
    """Have a file that was checked carried out by the worker; ``by`` answers for it.

    Raises:
        Refusal: it is not ready, or whoever asks may not do all that it does.
    """
    locked = _locked(run, (RunState.CHECKED,))
    _require(by, set(locked.preview.get("needs", ())))
    locked.state, locked.by, locked.progress = RunState.APPLYING, by, ""
    locked.save(update_fields=["state", "by", "progress"])
    _queue(APPLY_JOB, locked)


def may_read(user: User | AnonymousUser, run: ImportRun) -> bool:
    """Whether somebody may see what is in the rows of a file, and what was found in them."""
    needed = SEEN_WITH.get(Table(run.table))
    return needed is None or user.has_perm(needed)


def _locked(run: ImportRun, states: tuple[RunState, ...]) -> ImportRun:
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state not in states:
        raise Refusal(_("It is not at that: look at its state."))
    return locked


def _queue(job: str, run: ImportRun) -> None:
    jobs.enqueue(job, key=f"{job}:{run.pk}@{clock.now():%Y%m%d%H%M%S%f}", payload={"run": run.pk})


def _require(by: User | None, needed: set[str]) -> None:
    """Raises Refusal where somebody may not do all of it; the command line may."""
    missing = [] if by is None else sorted(name for name in needed if not by.has_perm(name))
    if missing:
        raise Refusal(
            _("You may not do all that this file does: %(missing)s.")
            % {"missing": ", ".join(missing)}
        )


# --- checking ---------------------------------------------------------------------------------


def read_run(run: ImportRun, *, advance: Advance | None = None) -> Reading:
    """The file of a run as values.

    Raises:
        Unreadable: it is no table, or lacks the column by which rows are known.
    """
    importer = importer_of(run.table, run.source)
    kept = ImportFile.objects.filter(run=run).first()
    if importer is None or kept is None:
        raise Unreadable(_("The file is not kept any more: bring it again."))
    sheet = read_sheet(zlib.decompress(bytes(kept.content)))
    findings = Findings()
    for note in sheet.notes:
        findings.note(note)
    place = run.warehouse or default_warehouse()
    terms = Terms(currency=run.currency, warehouse=place.code)
    draft = importer.read(sheet, terms, findings, advance)
    return Reading(importer, draft, len(sheet.rows), findings)


def check_run(
    *, run: ImportRun, advance: Advance | None = None, at: datetime | None = None
) -> None:
    """Compare a file with the shop and note what would become of it; nothing else is written."""
    now = at or clock.now()
    try:
        reading = read_run(run, advance=advance)
        plan = reading.importer.plan(reading.draft, reading.findings, now)
    except Unreadable as problem:
        unread = Findings()
        unread.say(1, "", problem)
        _note(run, unread, rows=0, plan=None, at=now)
        return
    _note(run, reading.findings, rows=reading.rows, plan=plan, at=now)


def _note(
    run: ImportRun, findings: Findings, *, rows: int, plan: Plan | None, at: datetime
) -> None:
    judged = list(plan.judged()) if plan else []
    counts = Counter(row.verdict for row in judged)
    run.rows, run.problem_count = rows, findings.count
    run.new, run.changed, run.same = (
        counts[verdict] for verdict in (Verdict.NEW, Verdict.CHANGED, Verdict.SAME)
    )
    run.problems = [[p.line, p.column, p.words] for p in findings.in_order()]
    run.notes = [*findings.notes, *(plan.remarks() if plan else ())]
    run.preview = {
        "needs": sorted(plan.needs()) if plan else [],
        "rows": [
            [row.line, row.name, row.verdict.value, list(row.changes)]
            for row in islice(judged, PREVIEWED)
        ],
    }
    run.state = RunState.BROKEN if findings.count else RunState.CHECKED
    run.checked_at, run.progress = at, ""
    run.save(
        update_fields=[
            "rows", "problem_count", "new", "changed", "same", "problems", "notes", "preview",
            "state", "checked_at", "progress",
        ]
    )  # fmt: skip


# --- applying ---------------------------------------------------------------------------------


def apply_run(
    *,
    run: ImportRun,
    advance: Advance | None = None,
    step: Step = no_step,
    at: datetime | None = None,
) -> ImportRun:
    """Carry out a file in one transaction, compared once more with the shop as it is now.

    A run that is done stays as it is: a worker that was killed and its successor apply it once.
    What cannot be is noted in the run, and nothing is written.
    """
    try:
        reading = read_run(run, advance=advance)
        with transaction.atomic():
            _one_at_a_time()
            locked = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
            if locked.state != RunState.DONE:
                _carry_out(locked, reading, step, at or clock.now())
            return locked
    except (Refusal, Unreadable) as problem:
        return _fail(run, str(problem))
    except (IntegrityError, DataError) as error:
        words = _("Something of it came into the shop meanwhile: check it again. (%(error)s)")
        return _fail(run, words % {"error": str(error).partition("\n")[0][:120]})


def _carry_out(run: ImportRun, reading: Reading, step: Step, at: datetime) -> None:
    step("comparing")
    plan = reading.importer.plan(reading.draft, reading.findings, at)
    _note(run, reading.findings, rows=reading.rows, plan=plan, at=at)
    if reading.findings.count:
        return
    _require(run.by, plan.needs())
    note = _("Import: %(file)s") % {"file": run.file_name}
    carrying = Carrying(reference=f"import-{run.pk}", note=note[:200], step=step, at=at)
    reading.importer.write(plan, carrying)
    run.state, run.applied_at = RunState.DONE, at
    if run.table == Table.CUSTOMERS:
        run.preview = {}  # it names people, and has been looked at
    run.save(update_fields=["state", "applied_at", "preview"])
    ImportFile.objects.filter(run=run).delete()
    audit.write(
        actor=run.by,
        action="import.applied",
        target=run,
        changes={"table": run.table, "new": run.new, "changed": run.changed},
        at=at,
    )


def _one_at_a_time() -> None:
    """A second import waits, then sees what the first one wrote; on SQLite it does so anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])


@transaction.atomic
def _fail(run: ImportRun, words: str) -> ImportRun:
    """Note why nothing was written; what another worker did meanwhile is done all the same."""
    locked = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if locked.state != RunState.DONE:
        locked.state, locked.progress = RunState.FAILED, words[:120]
        locked.notes = [words]
        locked.save(update_fields=["state", "progress", "notes"])
    return locked


@transaction.atomic
def sweep_files(*, at: datetime | None = None) -> int:
    """Forget files that nobody applied within a week, and what was shown of them."""
    old = ImportRun.objects.filter(
        created_at__lt=(at or clock.now()) - KEPT, kept_file__isnull=False
    )
    keys = list(old.values_list("pk", flat=True))
    ImportRun.objects.filter(pk__in=keys).update(preview={}, problems=[])
    return ImportFile.objects.filter(run_id__in=keys).delete()[0]


# --- in the worker ----------------------------------------------------------------------------


def _abandon(payload: dict[str, Any]) -> None:
    """A worker died at a file, or failed, as often as is tried: nobody waits for it any more."""
    words = _(
        "The work at it was stopped each time it was begun: check the file again, or in parts."
    )
    run = ImportRun.objects.filter(
        pk=payload["run"], state__in=(RunState.UPLOADED, RunState.APPLYING)
    ).first()
    if run is not None:
        _fail(run, words)


@jobs.handles(CHECK_JOB, given_up=_abandon)
def _check(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    run = ImportRun.objects.filter(pk=payload["run"], state=RunState.UPLOADED).first()
    if run is not None:
        check_run(run=run, advance=_telling(run, report))
    return {}


@jobs.handles(APPLY_JOB, given_up=_abandon)
def _apply(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    run = ImportRun.objects.filter(pk=payload["run"], state=RunState.APPLYING).first()
    if run is None:
        return {}
    done = apply_run(run=run, advance=_telling(run, report))
    return {"state": done.state, "new": done.new, "changed": done.changed}


@jobs.handles(SWEEP_JOB)
def _sweep(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    return {"forgotten": sweep_files()}


def _telling(run: ImportRun, report: jobs.Report) -> Advance:
    """Notes how many rows were read, at the run and its job."""
    read = 0

    def advance(rows: int) -> None:
        nonlocal read
        read += rows
        words = _("%(rows)s rows were read") % {"rows": f"{read:,}"}
        report(words)
        ImportRun.objects.filter(pk=run.pk).update(progress=words[:120])

    return advance
