"""The models' page: which version serves, how old and how good it is, how fast, how often not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation.rank_charts import Rank
from mlops.answers import Answered, answered
from mlops.metrics import flat
from mlops.models import DriftReport, ModelVersion, VersionState
from mlops.quality.lineage import latest_runs
from mlops.training import trainers
from shop.dashboards.drawings import ranks_figure
from shop.dashboards.frame import Asked, Cell, Dashboard, Figure, Page, Table, Tile, register
from shop.dashboards.telling import COUNT, SHARE, tile

STALE_AFTER = timedelta(days=14)
"""Every model is trained weekly at least: one that missed two weeks was refused or forgotten."""
MOST_METRICS, MOST_RUNS = 6, 20


@dataclass(frozen=True, slots=True)
class _Model:
    """One model of the shop: its champion and its last training, its drift and its answers."""

    name: str
    champion: ModelVersion | None
    newest: ModelVersion | None
    drifted: list[str]
    answered: Answered | None

    def is_stale(self, at: datetime) -> bool:
        return self.champion is not None and at - self.champion.trained_at > STALE_AFTER


def read(asked: Asked) -> Page:
    found = _models(asked)
    notes = () if any(one.newest for one in found) else (
        _("No model is trained yet: each begins as soon as there is enough to learn from."),
    )  # fmt: skip
    return Page(
        tiles=_tiles(asked, found),
        figures=(_latency(found),),
        lists=(_versions(asked, found), _accuracy(found), _runs()),
        notes=notes,
    )


def _models(asked: Asked) -> list[_Model]:
    """Those that somebody trains and those that ever were, by name."""
    champions = {row.name: row for row in ModelVersion.objects.filter(state=VersionState.CHAMPION)}
    newest: dict[str, ModelVersion] = {}
    for row in ModelVersion.objects.order_by("trained_at", "pk"):
        newest[row.name] = row
    counted = answered(asked.period.first, asked.period.last)
    drifted = _drifted(asked)
    names = sorted({*trainers.names(), *newest})
    return [
        _Model(
            name, champions.get(name), newest.get(name), drifted.get(name, []), counted.get(name)
        )
        for name in names
    ]


def _drifted(asked: Asked) -> dict[str, list[str]]:
    """Figures that shifted on any day of the period, by model."""
    rows = DriftReport.objects.filter(
        is_alarm=True, day__range=(asked.period.first, asked.period.last)
    )
    found: dict[str, list[str]] = {}
    for name, figure in rows.order_by("name", "figure").values_list("name", "figure").distinct():
        found.setdefault(name, []).append(figure)
    return found


def _tiles(asked: Asked, found: list[_Model]) -> tuple[Tile, ...]:
    served = [one for one in found if one.champion]
    counts = [one.answered for one in found if one.answered]
    answers = sum(one.answers for one in counts)
    fallbacks = sum(one.fallbacks for one in counts)
    before = answered(asked.compared.first, asked.compared.last).values() if asked.compared else []
    return (
        tile(_("Models that serve"), len(served), note=_of_all(len(found))),
        tile(
            _("Older than two weeks"), sum(one.is_stale(asked.at) for one in served),
            more_is_good=False,
        ),
        tile(_("Models that drifted"), sum(bool(one.drifted) for one in found)),
        tile(
            _("Answers"), answers,
            sum(one.answers for one in before) if asked.compared else None, more_is_good=None,
        ),
        tile(
            _("Plain answers in their place"),
            fallbacks / (answers + fallbacks) if answers + fallbacks else None,
            unit=SHARE, more_is_good=False,
        ),
    )  # fmt: skip


def _of_all(count: int) -> str:
    return ngettext("Of %(count)s model.", "Of %(count)s models.", count) % {"count": count}


def _latency(found: list[_Model]) -> Figure:
    """Within how many milliseconds nineteen of twenty answers came."""
    told = [(one.name, one.answered) for one in found if one.answered and one.answered.answers]
    ranks = [
        Rank(name, float(counts.within(0.95) or 0), _median(counts))
        for name, counts in told
        if counts.within(0.95) is not None
    ]
    columns = (
        _("Model"), _("95% within, ms"), _("Half within, ms"), _("Answers"), _("Fell back"),
        _("Share"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(name),
            COUNT.cell(counts.within(0.95)),
            COUNT.cell(counts.within(0.5)),
            COUNT.cell(counts.answers),
            COUNT.cell(counts.fallbacks),
            SHARE.cell(counts.fallback_share),
        )
        for name, counts in told
    )
    return ranks_figure(
        "latency", _("Milliseconds to an answer"), ranks, heading=_("Model"),
        table=Table(columns, rows),
        note=_(
            "Nineteen of twenty answers came within them. Models that write their answers at "
            "night are read like any other row and are not counted."
        ),
        missing=_("No model was asked in these days."),
    )  # fmt: skip


def _median(counts: Answered) -> str:
    half = counts.within(0.5)
    return "" if half is None else _("half within %(ms)s ms") % {"ms": COUNT.told(half)}


def _versions(asked: Asked, found: list[_Model]) -> Figure:
    columns = (
        _("Model"), _("Version that serves"), _("Trained"), _("Last training"), _("Drift"),
        _("State"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(one.name, url=_url(one.champion or one.newest)),
            Cell(one.champion.version if one.champion else None),
            _age(one.champion, asked.at),
            _age(one.newest, asked.at),
            Cell(", ".join(one.drifted) or _("steady")),
            Cell(_state(one, asked.at)),
        )
        for one in found
    )
    return Figure(
        "versions", _("What serves"), Table(columns, rows),
        url=reverse("admin:mlops_modelversion_changelist"),
        missing=_("No model is trained yet."),
    )  # fmt: skip


def _url(version: ModelVersion | None) -> str:
    return reverse("admin:mlops_modelversion_change", args=[version.pk]) if version else ""


def _age(version: ModelVersion | None, at: datetime) -> Cell:
    if version is None:
        return Cell(None)
    moment = version.trained_at
    return Cell(moment.date(), _("%(time)s ago") % {"time": timesince(moment, at)})


def _state(one: _Model, at: datetime) -> str:
    if one.champion is None:
        reason = one.newest.reason if one.newest else ""
        return reason or _("None serves: the plain way answers.")
    if one.newest and one.newest.state == VersionState.REFUSED:
        return _("The last training was refused: %(why)s") % {"why": one.newest.reason}
    return _("Old") if one.is_stale(at) else _("In order")


def _accuracy(found: Iterable[_Model]) -> Figure:
    """The figures of each champion that the baseline has, too."""
    columns = (
        _("Model"), _("Version"), _("Figure"), _("It reached"), _("The plain baseline"),
        _("Difference"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(one.name, url=_url(one.champion)),
            Cell(one.champion.version),
            Cell(path),
            _number(value),
            _number(plain),
            _number(value - plain),
        )
        for one in found
        if one.champion
        for path, value, plain in _compared(one.champion)
    )
    return Figure(
        "accuracy", _("How good it is"), Table(columns, rows),
        note=_("On cases that its training had not seen. All figures stand with the model."),
        missing=_("No model that serves has a baseline yet."),
    )  # fmt: skip


def _compared(version: ModelVersion) -> list[tuple[str, float, float]]:
    plain = {path: value for path, value in flat(version.baseline) if _is_number(value)}
    both = [
        (path, value, plain[path])
        for path, value in flat(version.metrics)
        if path in plain and _is_number(value)
    ]
    return both[:MOST_METRICS]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: float) -> Cell:
    return Cell(round(value, 4), f"{value:.4g}")


def _runs() -> Figure:
    """Which training read which window, the latest first."""
    columns = (_("Model"), _("Trained"), _("Outcome"), _("Read from"), _("Read until"), _("Read"))
    rows = tuple(
        (
            Cell(run.model),
            Cell(run.trained_at.date()),
            Cell(str(run.state.label)),
            Cell(run.first),
            Cell(run.until),
            Cell(", ".join(f"{COUNT.told(count)} {what}" for what, count in run.counts.items())),
        )
        for run in latest_runs(limit=MOST_RUNS)
    )
    return Figure(
        "runs", _("Which training read what"), Table(columns, rows),
        missing=_("No model is trained yet."),
    )  # fmt: skip


register(
    Dashboard(
        slug="models",
        title=gettext_lazy("Models"),
        icon="model_training",
        about=gettext_lazy("Which version serves, how good, how old and how fast it is."),
        read=read,
    )
)
