"""The catalogue of the feature store: what each feature means, whose it is, how many have it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.rank_charts import Rank
from mlops.models import CheckState
from mlops.quality.selectors import CataloguedFeature, catalogue, checked_day, source_label
from shop.dashboards.drawings import ranks_figure
from shop.dashboards.frame import Asked, Cell, Dashboard, Figure, Page, Table, Tile, register
from shop.dashboards.telling import COUNT, SHARE, tile

SEES_FEATURES = "mlops.view_feature"


def read(asked: Asked) -> Page:
    found = catalogue()
    notes: tuple[str, ...] = ()
    if checked_day() is None:
        notes = (_("Features are counted every morning: coverage and age come with the next."),)
    return Page(
        tiles=_tiles(found),
        figures=(_coverage(found),),
        lists=(_catalogue(found, asked),),
        notes=notes,
    )


def _tiles(found: Sequence[CataloguedFeature]) -> tuple[Tile, ...]:
    failed = sum(one.state == CheckState.FAILED for one in found)
    return (
        tile(_("Features"), len(found), more_is_good=None),
        tile(_("With values"), sum(bool(one.subjects) for one in found)),
        tile(_("Old or out of range"), failed, more_is_good=False),
    )


def _coverage(found: Sequence[CataloguedFeature]) -> Figure:
    known = [(one, one.coverage) for one in found if one.coverage is not None]
    ranks = [
        Rank(
            one.name, share,
            _("%(count)s have it") % {"count": COUNT.told(one.subjects or 0)},
        )
        for one, share in known
    ]  # fmt: skip
    columns = (_("Feature"), _("Coverage"), _("Have it"))
    rows = tuple(
        (Cell(one.name), SHARE.cell(share), COUNT.cell(one.subjects)) for one, share in known
    )
    return ranks_figure(
        "coverage", _("Coverage"), ranks, heading=_("Feature"), unit=SHARE,
        table=Table(columns, rows),
        note=_("Of all that could have it; what only some are meant to have is left out."),
        missing=_("Nothing was counted yet."),
    )  # fmt: skip


def _catalogue(found: Sequence[CataloguedFeature], asked: Asked) -> Figure:
    columns = (
        _("Feature"), _("Meaning"), _("Of"), _("Written by"), _("Made from"), _("Have it"),
        _("Age"), _("State"),
    )  # fmt: skip
    values = reverse("admin:mlops_feature_changelist")
    rows = tuple(
        (
            Cell(one.name, url=f"{values}?name={one.name}"),
            Cell(str(one.spec.meaning)),
            Cell(str(one.spec.subject.label)),
            Cell(one.spec.owner),
            Cell(", ".join(str(source_label(name)) for name in one.spec.reads)),
            COUNT.cell(one.subjects),
            _age(one, asked),
            Cell(str(one.state.label)),
        )
        for one in found
    )
    return Figure(
        "catalogue", _("All features"), Table(columns, rows),
        note=_(
            "As of the last look. Those of customers are of customers who agreed to "
            "personalisation alone. Nothing can be written under a name that is not here."
        ),
    )  # fmt: skip


def _age(one: CataloguedFeature, asked: Asked) -> Cell:
    if one.newest_at is None:
        return Cell(None)
    return Cell(one.newest_at.isoformat(), timesince(one.newest_at, asked.at))


register(
    Dashboard(
        slug="features",
        title=gettext_lazy("Features"),
        icon="data_object",
        about=gettext_lazy("What is known of customers and goods by name, and who keeps it."),
        read=read,
        permission=SEES_FEATURES,
        has_period=False,
    )
)
