"""Assessments and their labels -> exam beside the rules -> models -> gate -> registered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from foundation import clock
from mlops.models import ModelVersion
from mlops.selectors import champion
from mlops.services import Candidate, refuse_data, register_version
from mlops.training import Report
from risk.algorithms.attempts import DOORS, SIGNALS_VERSION
from risk.algorithms.learned import FEWEST_CONFIRMED
from risk.algorithms.scorers import Scorers, fit_scorers, to_arrays
from risk.learning import serving
from risk.learning.dataset import Book, read_book
from risk.learning.drift import reference
from risk.learning.exam import Exam, examine
from risk.learning.judging import judge
from risk.learning.serving import NAME
from risk.rules.book import rules_of

NEVER_ENOUGH = float("inf")
LEAST_SHARE_OF_BEFORE = 0.5
MOST_FRAUD = 0.5
"""Of all attempts: rather a list that was read the wrong way than a shop that lives on thieves."""


def train_risk(report: Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Learn what is unusual, and from enough labels what is fraud; None where nothing can be."""
    report("reading assessments")
    now = clock.now()
    book = read_book(at=now)
    doubt = "" if trust_data else _doubt(book)
    if doubt:
        return refuse_data(name=NAME, reason=doubt, trained_on=_trained_on(book))
    report("exam")
    exam = examine(book, {door: rules_of(door) for door in DOORS})
    report("fit")
    scorers = fit_scorers(
        book.lessons, now=now.timestamp(), fewest_confirmed=_fewest_confirmed(exam)
    )
    if not scorers:
        return None
    version = register_version(
        candidate=Candidate(
            name=NAME,
            arrays=to_arrays(scorers),
            judgement=judge(exam),
            parameters=_parameters(scorers),
            trained_on=_trained_on(book) | {"drift": reference(book.lessons, scorers)},
        )
    )
    serving.forget()
    return version


def _fewest_confirmed(exam: Exam | None) -> float:
    """What was never examined, or did not help in the exam, does not serve."""
    return FEWEST_CONFIRMED if exam is not None and exam.learning_helps else NEVER_ENOUGH


def _doubt(book: Book) -> str:
    """Why a book should not be believed; empty where it may."""
    frauds = int((book.lessons.verdict == 1).sum())
    if frauds > FEWEST_CONFIRMED and frauds > MOST_FRAUD * len(book):
        return _("%(frauds)d of %(attempts)d attempts are called fraud.") % {
            "frauds": frauds,
            "attempts": len(book),
        }
    version = champion(NAME)
    before = int(version.trained_on.get("attempts", 0)) if version else 0
    is_same = version is not None and version.trained_on.get("signals") == SIGNALS_VERSION
    if is_same and len(book) < LEAST_SHARE_OF_BEFORE * before:
        return _("There are %(now)d attempts; the last training read %(before)d.") % {
            "now": len(book),
            "before": before,
        }
    return ""


def _parameters(scorers: Scorers) -> dict[str, Any]:
    return {
        "unusual": [str(door) for door, scorer in scorers.items() if scorer.forest is not None],
        "learned": any(scorer.learned is not None for scorer in scorers.values()),
    }


def _trained_on(book: Book) -> dict[str, Any]:
    lessons = book.lessons
    counts = np.bincount(lessons.door, minlength=len(DOORS)).tolist()
    window = {}
    if len(book):
        first, last = (datetime.fromtimestamp(at, UTC) for at in lessons.at[[0, -1]].tolist())
        window = {"from": first.isoformat(), "until": last.isoformat()}
    return window | {
        "attempts": len(book),
        "doors": {str(door): counts[place] for place, door in enumerate(DOORS)},
        "frauds": int((lessons.verdict == 1).sum()),
        "honest": int((lessons.verdict == -1).sum()),
        "signals": SIGNALS_VERSION,
    }
