"""Orders -> closed windows -> the latest told by the earlier ones -> gate -> registered."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analytics.algorithms.churn import fit_churn
from analytics.algorithms.closed_windows import Window
from analytics.algorithms.customer_facts import AHEAD
from analytics.algorithms.customer_value import Spend, fit_spend
from analytics.algorithms.next_order import fit_next_order
from analytics.customers.artifacts import ChurnModel, ValueModel, churn_arrays, value_arrays
from analytics.customers.drift import churn_reference, value_reference
from analytics.customers.judging import is_fair, judge_churn, judge_value, recency_chances
from analytics.customers.lessons import Lessons, books_before, read_lessons, windows_of
from analytics.customers.serving import CHURN, VALUE, churn_of, value_of
from mlops.models import ModelVersion
from mlops.selectors import champion
from mlops.services import Candidate, Judgement, refuse_data, register_version
from mlops.training import Report

YEAR = 365
FEWEST_OF_EACH = 30
"""Customers who ordered and who did not, each, among those that judge."""


def train_churn(report: Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Learn who stays away; None where the shop is too young or too small to tell and judge."""
    return _train(CHURN, report, _fit_churn, trust_data=trust_data)


def train_value(report: Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Learn what customers will spend; None where the shop is too young or too small."""
    return _train(VALUE, report, _fit_value, trust_data=trust_data)


def _train(
    name: str,
    report: Report,
    fit: Callable[[Lessons, ModelVersion | None, Report], Candidate],
    *,
    trust_data: bool,
) -> ModelVersion | None:
    report("reading orders")
    lessons = read_lessons()
    if lessons is None or not _can_judge(lessons):
        return None
    serving = champion(name)
    found = [] if trust_data else lessons.books.faults(books_before(serving))
    if found:
        return refuse_data(name=name, reason=" ".join(found), trained_on=lessons.trained_on())
    return register_version(candidate=fit(lessons, serving, report))


def _can_judge(lessons: Lessons) -> bool:
    if not lessons.are_enough:
        return False
    return all(_tells_apart(each) for each in (lessons.exam, *lessons.before_exam[:1]))


def _tells_apart(window: Window) -> bool:
    away = window.outcome.stayed_away
    return bool(min(away.sum(), (1 - away).sum()) >= FEWEST_OF_EACH)


def _fit_churn(lessons: Lessons, serving: ModelVersion | None, report: Report) -> Candidate:
    report("backtest")
    judgement = _churn_judgement(lessons, serving)
    report("fit")
    model = ChurnModel(lessons.habits, fit_churn(lessons.windows), fit_next_order(lessons.windows))
    return Candidate(
        name=CHURN,
        arrays=churn_arrays(model),
        judgement=judgement,
        parameters={"windows": len(lessons.windows), "days": AHEAD},
        trained_on=lessons.trained_on() | {"drift": churn_reference(lessons.now, model)},
    )


def _churn_judgement(lessons: Lessons, serving: ModelVersion | None) -> Judgement:
    exam, learned = lessons.exam, lessons.before_exam
    told = fit_churn(learned).risks(exam.facts.values)
    before = churn_of(serving) if is_fair(serving, exam) else None
    return judge_churn(
        told,
        recency_chances(learned, exam.facts.values),
        exam,
        before.model.churn.risks(exam.facts.values) if before else None,
    )


def _fit_value(lessons: Lessons, serving: ModelVersion | None, report: Report) -> Candidate:
    report("backtest")
    judgement = _value_judgement(lessons, serving)
    report("fit")
    spends = [fit_spend(lessons.windows)]
    if (year := _year(lessons)) is not None:
        spends.append(year)
    model = ValueModel(lessons.habits, tuple(spends))
    return Candidate(
        name=VALUE,
        arrays=value_arrays(model),
        judgement=judgement,
        parameters={"windows": len(lessons.windows), "days": [spend.days for spend in spends]},
        trained_on=lessons.trained_on() | {"drift": value_reference(lessons.now, model)},
    )


def _value_judgement(lessons: Lessons, serving: ModelVersion | None) -> Judgement:
    exam = lessons.exam
    spend = fit_spend(lessons.before_exam)
    told = spend.money(exam.facts.values)
    low, high = spend.spread.ends(told)
    spent = exam.outcome.revenue
    before = value_of(serving) if is_fair(serving, exam) else None
    return judge_value(
        told,
        float(np.mean((spent >= low) & (spent <= high))),
        exam,
        before.model.spends[0].money(exam.facts.values) if before else None,
    )


def _year(lessons: Lessons) -> Spend | None:
    """A year ahead by itself, where years are over that began with enough customers."""
    windows = windows_of(lessons.purchases, lessons.behaviour, YEAR)
    if not windows or not all(_tells_apart(each) for each in windows[:1]):
        return None
    try:
        return fit_spend(windows)
    except ValueError:
        return None
