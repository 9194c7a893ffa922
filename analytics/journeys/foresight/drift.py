"""Watching what shoppers do: the steps of the last four weeks beside those of the training."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from analytics.journeys.foresight.serving import NAME
from analytics.journeys.foresight.training import step_shares, with_leaving
from analytics.journeys.sessions import load_sessions
from foundation import clock
from mlops.drift import note_drift, shares_at_training
from mlops.models import DriftReport
from mlops.selectors import champion

DAYS = 28


class Figure(TextChoices):
    """What is watched."""

    STEPS = "steps", _("What shoppers do")


def look_for_drift(*, at: datetime | None = None) -> list[DriftReport]:
    """One report a figure; an alarm has the model trained again."""
    version = champion(NAME)
    if version is None or not version.trained_on.get("drift"):
        return []
    last = clock.business_day(at) - timedelta(days=1)
    sessions = load_sessions(last - timedelta(days=DAYS), last)
    if not len(sessions):
        return []
    now = {str(Figure.STEPS): step_shares(with_leaving(sessions.steps))}
    return note_drift(version=version, before=shares_at_training(version, Figure), now=now, at=at)
