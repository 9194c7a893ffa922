"""Telling of every customer who agreed what being spoken to would change, night by night."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.data_checks import customers_who_agreed
from accounts.models import Customer
from events import jobs
from foundation import clock
from marketing.models import UpliftScore
from marketing.uplift import serving
from marketing.uplift.dataset import load_people
from marketing.uplift.drift import look_for_drift
from marketing.uplift.reasons import reasons_of
from mlops.catalogue import FeatureSpec, Subject, features
from mlops.services import forget_features, write_features
from mlops.training import train_where_due

FEATURE = "customer.uplift"
AT_ONCE = 2_000
_WRITTEN = ("effect", "ordered", "place", "reasons", "version", "scored_at")


def register_feature() -> None:
    """Called when the app is ready."""
    features.register(
        FEATURE,
        FeatureSpec(
            meaning=_("Change in orders that being spoken to is expected to make."),
            subject=Subject.CUSTOMER,
            owner="marketing",
            reads=("orders", "events", serving.NAME),
            lowest=-1,
            highest=1,
            everybody=customers_who_agreed,
        ),
    )


def write_scores(*, at: datetime | None = None) -> int:
    """Score everybody anew with the model that serves; returns how many customers.

    Scores of who took their consent back, and all of them where no model serves, are taken out.
    """
    now = at or clock.now()
    served = serving.current_uplift()
    people = load_people(at=now) if served else None
    rows = (
        _scores(served, people.facts(), people.numbers.tolist(), now) if served and people else []
    )
    for start in range(0, len(rows), AT_ONCE):
        _keep(rows[start : start + AT_ONCE], now)
    UpliftScore.objects.filter(scored_at__lt=now).delete()
    forget_features(name=FEATURE, before=now)
    return len(rows)


def _scores(
    served: serving.Served, facts: Any, numbers: list[int], at: datetime
) -> list[UpliftScore]:
    if not numbers:
        return []
    model = served.model
    effects, ordered = model.effects(facts), model.ordered(facts)
    places = np.empty(len(effects))
    places[np.argsort(-effects, kind="stable")] = np.arange(len(effects)) / len(effects)
    reasons = reasons_of(facts, model.blend.reasons(facts))
    return [
        UpliftScore(
            customer_id=number, effect=effect, ordered=chance, place=place, reasons=why,
            version=served.version, scored_at=at,
        )
        for number, effect, chance, place, why in zip(
            numbers, effects.tolist(), ordered.tolist(), places.tolist(), reasons, strict=True
        )
    ]  # fmt: skip


@transaction.atomic
def _keep(rows: list[UpliftScore], at: datetime) -> None:
    """Whoever was erased since they were read is left out."""
    numbers = [row.customer_id for row in rows]
    there = dict(
        Customer.objects.filter(pk__in=numbers, erased_at=None)
        .select_for_update(no_key=True)
        .values_list("pk", "pseudonym")
    )
    kept = [row for row in rows if row.customer_id in there]
    UpliftScore.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["customer"], update_fields=_WRITTEN
    )
    write_features(
        name=FEATURE,
        values={f"customer:{there[row.customer_id]}": round(row.effect, 5) for row in kept},
        version=kept[0].version if kept else "",
        as_of=at,
    )


@jobs.handles("marketing.uplift")
def score_as_job(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Learns anew where a week has passed, then scores; doing it again writes the same."""
    version = train_where_due(serving.NAME, report)
    return {"version": version.version if version else None, "scored": write_scores()}


@jobs.handles("marketing.uplift.drift")
def look_daily(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Runs again without harm: a day's reports replace each other."""
    found = look_for_drift()
    return {"shifted": [f"{each.name} {each.figure}" for each in found if each.is_alarm]}
