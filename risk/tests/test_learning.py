"""From assessments and labels to the models that serve, and what is watched of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

import numpy as np
import pytest
from django.db.models import F

from events.models import Job
from foundation import clock
from mlops.models import DriftReport, ModelVersion, VersionState
from mlops.training import train
from risk.algorithms.attempts import SIGNALS, SIGNALS_VERSION
from risk.algorithms.vocabulary import Door, Outcome, Result, Signal, Verdict
from risk.kinds import FraudKind, LabelSource
from risk.learning import serving
from risk.learning.dataset import NEVER, read_book
from risk.learning.drift import Figure, look_for_drift
from risk.learning.jobs import learn_first, learn_nightly
from risk.learning.pictures import weeks_panel
from risk.learning.weeks import weeks_in_use
from risk.models import Assessment, Label
from risk.reviewing.services import label
from risk.tests.factories import make_assessment, make_label

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=clock.now().tzinfo)
DAYS = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_surroundings(settings, tmp_path, monkeypatch):
    settings.ARTIFACTS_DIR = tmp_path
    ticks = count()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(milliseconds=next(ticks)))
    serving.forget()
    yield
    serving.forget()


def _quiet(_text: str) -> None:
    pass


def _signals(draw: np.random.Generator, *, is_thief: bool) -> dict[str, float]:
    times = 3 if is_thief else 1
    return {
        str(Signal.AMOUNT_TO_SHOP): round(float(draw.lognormal(0, 0.5)) * times, 3),
        str(Signal.ORDERS_BEFORE): 0.0 if is_thief else float(draw.poisson(1)),
        str(Signal.DEVICE_FAILURES_1D): float(draw.poisson(2 if is_thief else 0.1)),
        str(Signal.DEVICE_CARDS_7D): 1.0 + float(draw.poisson(1.5 if is_thief else 0.03)),
    }


def _attempts(
    honest: int, thieves: int = 0, *, seed: int = 0, days: int = 200, score: float = 5.0
) -> None:
    """Attempts at the checkout up to now, thieves in between; each of them was charged back
    twenty days after it."""
    draw = np.random.default_rng(seed)
    count = honest + thieves
    is_thief = np.zeros(count, np.bool_)
    is_thief[np.linspace(0, count - 1, thieves).astype(int)] = True
    rows = [
        Assessment(
            door=Door.CHECKOUT,
            subject=f"order-{seed}-{number}",
            occurred_at=NOW - days * DAYS * (1 - number / count),
            amount_minor=5_000,
            currency="EUR",
            score=score,
            outcome=Outcome.ALLOW,
            result=Result.PASSED,
            signals=_signals(draw, is_thief=bool(thief)),
            signals_version=SIGNALS_VERSION,
            verdict=1 if thief else 0,
        )
        for number, thief in enumerate(is_thief)
    ]
    rows = Assessment.objects.bulk_create(rows)
    Label.objects.bulk_create(
        Label(
            door=row.door,
            subject=row.subject,
            assessment=row,
            verdict=Verdict.FRAUD,
            kind=FraudKind.STOLEN_CARD,
            source=LabelSource.CHARGEBACK,
            labelled_at=min(row.occurred_at + 20 * DAYS, NOW),
        )
        for row, thief in zip(rows, is_thief, strict=True)
        if thief
    )


class TestDataset:
    def test_holds_signals_in_their_places_and_the_unknown_as_no_number(self) -> None:
        make_assessment(signals={Signal.AMOUNT: 12.5}, occurred_at=NOW - DAYS)
        book = read_book()
        row = book.lessons.signals[0]
        assert row[SIGNALS.index(Signal.AMOUNT)] == 12.5
        assert np.isnan(row).sum() == len(SIGNALS) - 1

    def test_what_a_reviewer_said_is_in_the_next_book_and_not_known_before_it_was_said(
        self,
    ) -> None:
        attempt = make_assessment(occurred_at=NOW - 3 * DAYS)
        label(
            door=Door.CHECKOUT, subject=attempt.subject, verdict=Verdict.FRAUD,
            source=LabelSource.REVIEWER, kind=FraudKind.STOLEN_CARD, at=NOW - DAYS,
        )  # fmt: skip
        book = read_book()
        assert book.lessons.verdict.tolist() == [1]
        assert book.as_of((NOW - 2 * DAYS).timestamp()).verdict.tolist() == [0]
        assert book.as_of(NOW.timestamp()).verdict.tolist() == [1]

    def test_the_last_word_counts(self) -> None:
        attempt = make_assessment(occurred_at=NOW - 9 * DAYS)
        for source, verdict, ago in [
            (LabelSource.REVIEWER, Verdict.LEGITIMATE, 2),
            (LabelSource.CHARGEBACK, Verdict.FRAUD, 4),
        ]:
            make_label(attempt, source=source, verdict=verdict, labelled_at=NOW - ago * DAYS)
        assert read_book().lessons.verdict.tolist() == [-1]

    def test_what_was_noted_and_never_judged_is_left_out(self) -> None:
        make_assessment(score=None, occurred_at=NOW - DAYS)
        make_assessment(signals_version=SIGNALS_VERSION + 1, occurred_at=NOW - DAYS)
        make_assessment(occurred_at=NOW + DAYS)
        assert len(read_book()) == 0

    def test_is_in_the_order_of_time_and_knows_what_went_through(self) -> None:
        make_assessment(occurred_at=NOW - DAYS, result=Result.FAILED, score=50.0)
        make_assessment(occurred_at=NOW - 2 * DAYS, result=Result.PASSED, score=20.0)
        book = read_book()
        assert book.served.tolist() == [20.0, 50.0]
        assert book.lessons.passed.tolist() == [True, False]
        assert book.known_at.tolist() == [NEVER, NEVER]

    def test_without_attempts_it_is_empty(self) -> None:
        assert len(read_book()) == 0


class TestTraining:
    def test_without_attempts_nothing_is_learned(self) -> None:
        assert train("risk", _quiet) is None

    def test_one_attempt_with_one_label_teaches_nothing(self) -> None:
        make_label(make_assessment(occurred_at=NOW - DAYS))
        assert train("risk", _quiet) is None

    def test_from_a_hundred_attempts_on_what_is_unusual_is_known(self) -> None:
        _attempts(100)
        version = train("risk", _quiet)
        assert version is not None
        assert version.state == VersionState.CHAMPION
        scorer = serving.champion(Door.CHECKOUT)
        assert scorer is not None
        assert scorer.version == version.version
        thief = read_book().lessons.signals[0].copy()
        thief[SIGNALS.index(Signal.DEVICE_FAILURES_1D)] = 9
        assert scorer.anomaly(thief) > 0.9
        assert scorer.fraud(thief) is None
        assert serving.champion(Door.RETURN) is None

    def test_from_two_hundred_labels_on_fraud_is_told_where_the_exam_says_so(self) -> None:
        _attempts(3_000, 230)
        version = train("risk", _quiet)
        assert version is not None
        assert version.state == VersionState.CHAMPION
        assert version.parameters["learned"] is True
        reached = version.metrics["checkout"]
        assert reached["average precision"] > version.baseline["checkout"]["average precision"]
        assert {contest["metric"] for contest in version.gate} == {
            "average precision", "recall at 2 % review",
        }  # fmt: skip
        scorer = serving.champion(Door.CHECKOUT)
        assert scorer is not None
        book = read_book().lessons
        fraud = scorer.frauds(book.signals)
        assert fraud is not None
        assert fraud[book.verdict == 1].mean() > 10 * fraud[book.verdict == 0].mean()

    def test_labels_of_attempts_that_are_all_alike_teach_nothing(self) -> None:
        _attempts(800, 210)
        Assessment.objects.update(signals={str(Signal.AMOUNT_TO_SHOP): 1.0})
        assert train("risk", _quiet) is None
        assert serving.champion(Door.CHECKOUT) is None

    def test_a_champion_that_ranked_better_when_it_mattered_stays(self) -> None:
        """What was served knew every thief; the challenger learns from signals that tell less."""
        _attempts(2_000, 230)
        train("risk", _quiet)
        before = serving.champion(Door.CHECKOUT)
        Assessment.objects.filter(verdict=1).update(score=99.0)
        Assessment.objects.update(signals={str(Signal.AMOUNT_TO_SHOP): 1.0})
        odd = Assessment.objects.annotate(odd=F("pk") % 2).filter(odd=1)
        odd.update(signals={str(Signal.AMOUNT_TO_SHOP): 2.0})
        version = train("risk", _quiet)
        assert version is not None
        assert version.state == VersionState.REFUSED
        assert "served ranked better" in version.reason
        serving.forget()
        after = serving.champion(Door.CHECKOUT)
        assert before is not None
        assert after is not None
        assert after.version == before.version

    def test_a_list_of_frauds_that_was_read_the_wrong_way_is_refused(self) -> None:
        _attempts(150, 210)
        version = train("risk", _quiet)
        assert version is not None
        assert version.state == VersionState.REFUSED
        assert "210 of 360" in version.reason
        trusted = train("risk", _quiet, trust_data=True)
        assert trusted is not None
        assert trusted.checksums

    def test_attempts_that_were_lost_are_noticed(self) -> None:
        _attempts(400)
        train("risk", _quiet)
        Assessment.objects.filter(occurred_at__lt=NOW - 80 * DAYS).delete()
        version = train("risk", _quiet)
        assert version is not None
        assert version.state == VersionState.REFUSED
        assert "read 400" in version.reason


class TestServing:
    def test_without_a_model_nothing_serves(self) -> None:
        assert serving.champion(Door.CHECKOUT) is None

    def test_a_damaged_model_does_not_serve_and_harms_nothing(self, settings) -> None:
        _attempts(120)
        version = train("risk", _quiet)
        assert version is not None
        folder = settings.ARTIFACTS_DIR / version.artifact
        next(folder.glob("*nodes*")).write_bytes(b"not an array")
        serving.forget()
        assert serving.champion(Door.CHECKOUT) is None

    def test_is_remembered_so_that_an_attempt_asks_no_database(
        self, django_assert_num_queries
    ) -> None:
        _attempts(120)
        train("risk", _quiet)
        serving.champion(Door.CHECKOUT)
        with django_assert_num_queries(0):
            serving.champion(Door.CHECKOUT)
            serving.champion(Door.LOGIN)

    def test_rolled_back_by_staff_the_version_before_serves(self) -> None:
        from mlops.services import roll_back

        _attempts(150)
        first = train("risk", _quiet)
        second = train("risk", _quiet)
        assert first is not None
        assert second is not None
        roll_back(name="risk")
        serving.forget()
        scorer = serving.champion(Door.CHECKOUT)
        assert scorer is not None
        assert scorer.version == first.version


class TestJobs:
    def test_the_first_training_waits_for_a_hundred_attempts_and_is_done_once(self) -> None:
        _attempts(99)
        assert learn_first({}, _quiet) == {"version": None}
        make_assessment(
            occurred_at=NOW - DAYS, signals={Signal.AMOUNT_TO_SHOP: 3.0}, signals_version=1
        )
        assert learn_first({}, _quiet) != {"version": None}
        assert learn_first({}, _quiet) == {"version": None}

    def test_the_night_learns_anew_once_a_day(self, monkeypatch) -> None:
        _attempts(120)
        assert learn_nightly({}, _quiet) != {"version": None}
        assert learn_nightly({}, _quiet) == {"version": None}
        monkeypatch.setattr(clock, "now", lambda: NOW + DAYS)
        assert learn_nightly({}, _quiet) != {"version": None}

    def test_a_model_that_cannot_be_read_is_learned_anew_within_the_hour(self) -> None:
        _attempts(120)
        train("risk", _quiet)
        ModelVersion.objects.update(checksums={})
        assert learn_first({}, _quiet) != {"version": None}


class TestDrift:
    def test_without_a_model_nothing_is_watched(self) -> None:
        assert look_for_drift() == []

    def test_the_same_kind_of_week_is_no_drift(self) -> None:
        _attempts(3_000, days=200)
        train("risk", _quiet)
        reports = look_for_drift()
        assert {report.figure for report in reports} == set(Figure.values)
        assert not any(report.is_alarm for report in reports)

    def test_a_week_of_declined_cards_alarms_and_has_the_model_learn_anew(self) -> None:
        _attempts(1_000)
        train("risk", _quiet)
        for _number in range(120):
            make_assessment(
                occurred_at=NOW - DAYS,
                signals={Signal.DEVICE_FAILURES_1D: 6.0, Signal.AMOUNT_TO_SHOP: 0.05},
            )
        alarms = {report.figure for report in look_for_drift() if report.is_alarm}
        assert Figure.FAILURES.value in alarms
        assert DriftReport.objects.filter(name="risk", is_alarm=True).exists()
        assert Job.objects.filter(name="mlops.train", key__startswith="train:risk:drift@").exists()


class TestWeeks:
    def test_recall_and_precision_of_a_week_by_the_scores_that_were_given(self) -> None:
        week = NOW - 10 * DAYS
        for _number in range(96):
            make_assessment(occurred_at=week, score=5.0)
        for score, verdict in [(90.0, 1), (80.0, -1), (7.0, 1), (6.0, 0)]:
            make_assessment(occurred_at=week, score=score, verdict=verdict)
        by_week = weeks_in_use()
        assert len(by_week) == 12
        one = by_week[-2]
        assert (one.attempts, one.frauds) == (100, 2)
        assert one.recall == 0.5
        assert one.precision == 0.5
        assert by_week[-1].recall is None
        assert by_week[-1].precision is None

    def test_what_failed_and_was_never_looked_into_is_left_out(self) -> None:
        make_assessment(occurred_at=NOW - DAYS, result=Result.FAILED)
        make_assessment(occurred_at=NOW - DAYS, result=Result.FAILED, verdict=1)
        assert weeks_in_use()[-1].attempts == 1

    def test_each_door_is_looked_at_by_itself(self) -> None:
        week = NOW - 3 * DAYS
        for _number in range(50):
            make_assessment(occurred_at=week, score=60.0)
        make_assessment(occurred_at=week, score=20.0, verdict=1, door=Door.REVIEW)
        assert weeks_in_use()[-1].recall == 1.0

    def test_the_panel_of_a_version_draws_them_beside_a_table(self) -> None:
        version = ModelVersion(name="risk")
        assert weeks_panel(version) is None
        make_assessment(occurred_at=NOW - DAYS, verdict=1)
        drawn = weeks_panel(version)
        assert drawn is not None
        assert "<svg" in drawn
        assert "<table" in drawn

    def test_the_page_of_a_version_shows_the_panel(self, admin_client) -> None:
        _attempts(120)
        make_assessment(occurred_at=NOW - DAYS, verdict=1)
        version = train("risk", _quiet)
        assert version is not None
        page = admin_client.get(f"/admin/mlops/modelversion/{version.pk}/change/")
        assert "Recall and precision by week" in page.content.decode()
