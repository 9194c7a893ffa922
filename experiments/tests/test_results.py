"""What an experiment's page says in words, for every state that its figures can be in."""

import re
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from experiments.metrics import Metric
from experiments.models import Experiment, ResultSnapshot
from experiments.plots import Reach, course_plot, interval_plot
from experiments.results import Finding, finding, report
from experiments.services import stop
from experiments.tests.factories import BEGIN, arm_named, days, make_draft, make_running

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SUBMITTED = {"_form_submitted": "on"}


def _measured(experiment, arm, *, subjects=1000, reach=None, metric=Metric.CONVERSION, day=1):
    lower, estimate, upper = reach or (None, None, None)
    return ResultSnapshot.objects.create(
        experiment=experiment, arm=arm_named(experiment, arm), metric=metric,
        day=(BEGIN + days(day)).date(), measured_at=BEGIN + days(day), subjects=subjects,
        mean=0.03, adjusted_mean=0.03, difference=estimate, difference_lower=lower,
        difference_upper=upper, lift=estimate, lift_lower=lower, lift_upper=upper,
    )  # fmt: skip


def _said(experiment, *, after=20):
    found = report(experiment, at=BEGIN + days(after))
    return " ".join(said.text for said in found.sentences), found


@pytest.mark.parametrize(
    ("metric", "reach", "expected"),
    [
        (Metric.CONVERSION, (0.1, 0.2, 0.3), Finding.BETTER),
        (Metric.CONVERSION, (-0.3, -0.2, -0.1), Finding.WORSE),
        (Metric.CONVERSION, (-0.1, 0.1, 0.3), Finding.UNCLEAR),
        (Metric.CONVERSION, None, Finding.UNCLEAR),
        (Metric.RETURNS, (0.1, 0.2, 0.3), Finding.WORSE),
        (Metric.RETURNS, (-0.3, -0.2, -0.1), Finding.BETTER),
    ],
)
def test_an_interval_clear_of_zero_is_a_finding(metric, reach, expected):
    row = _measured(make_running(), "treatment", metric=metric, reach=reach)
    assert finding(metric, row) is expected


def test_a_draft_says_what_it_will_need():
    assert "53,208 visitors in each arm to find a change of +10.0%" in _said(make_draft())[0]
    assert "what is expected" in _said(make_draft("other", base_mean=None))[0]


def test_before_anything_was_measured():
    text, found = _said(make_running())
    assert "Nothing has been measured yet" in text
    assert not found.can_conclude


def test_undecided_says_how_far_it_is():
    experiment = make_running()
    _measured(experiment, "control", subjects=1001)
    _measured(experiment, "treatment", reach=(-0.1, 0.05, 0.2))
    text, found = _said(experiment)
    assert "Nothing can be concluded of “treatment” yet" in text
    assert "−10.0% to +20.0%" in text
    assert "Seen by 1,000 visitors of the 53,208" in text
    assert not found.can_conclude


def test_a_clear_interval_waits_for_whole_weeks_and_then_concludes():
    experiment = make_running()
    _measured(experiment, "control")
    _measured(experiment, "treatment", reach=(0.02, 0.1, 0.18))
    text, found = _said(experiment, after=6)
    assert "Wait until whole weeks are in: 6 of 14 days" in text
    assert not found.can_conclude
    text, found = _said(experiment, after=14)
    assert "“treatment” is better" in text
    assert found.can_conclude


def test_a_loss_is_called_one():
    experiment = make_running()
    _measured(experiment, "control")
    _measured(experiment, "treatment", reach=(-0.18, -0.1, -0.02))
    text, found = _said(experiment)
    assert "“treatment” is worse" in text
    assert found.can_conclude


def test_the_planned_sample_without_a_difference_is_an_answer_too():
    experiment = make_running()
    for arm, reach in (("control", None), ("treatment", (-0.02, 0.0, 0.02))):
        _measured(experiment, arm, subjects=53_208, reach=reach)
    text, found = _said(experiment)
    assert "cannot be told from control" in text
    assert found.can_conclude


def test_a_broken_sample_ratio_silences_everything_else():
    experiment = make_running()
    _measured(experiment, "control", subjects=1300)
    _measured(experiment, "treatment", subjects=1000, reach=(0.02, 0.1, 0.18))
    text, found = _said(experiment)
    assert "none of the figures can be believed" in text
    assert "better" not in text
    assert found.ratio.is_broken
    assert not found.can_conclude


def test_a_broken_guard_rail_is_told_first():
    experiment = make_running()
    _measured(experiment, "control")
    _measured(experiment, "treatment", reach=(0.02, 0.1, 0.18))
    _measured(experiment, "treatment", metric=Metric.RETURNS, reach=(0.05, 0.1, 0.15))
    sentences = _said(experiment)[1].sentences
    assert _said(experiment)[1].verdict == "harm"
    assert "does harm. Orders with a return, of all orders: +5.0% to +15.0%" in sentences[0].text
    assert "better" in sentences[1].text


def test_the_latest_day_speaks_and_the_course_keeps_all():
    experiment = make_running()
    _measured(experiment, "control")
    for day, reach in ((1, (-0.5, 0.1, 0.7)), (2, (0.02, 0.1, 0.18))):
        _measured(experiment, "treatment", reach=reach, day=day)
    text, found = _said(experiment)
    assert "better" in text
    assert [row.lift_lower for row in found.course[arm_named(experiment, "treatment").pk]] == [
        -0.5, 0.02,
    ]  # fmt: skip


NASTY = '<script>alert("1")</script>'


def _parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def test_plots_are_whole_and_stay_inside_their_frame():
    reaches = [
        Reach(NASTY, None, None, None),
        Reach("2 Jun", -9.0, 0.4, 12.0),
        *(Reach(f"{day} Jun", 0.1 - 0.5 / day, 0.1, 0.1 + 0.5 / day) for day in range(3, 20)),
    ]
    for plot in (course_plot(reaches, title=NASTY), interval_plot(reaches, title=NASTY)):
        assert NASTY not in plot
        titles = [title.text for title in _parsed(plot).iter("title")]
        assert "2 Jun: +40.0% (−900.0% … +1,200.0%)" in [t.replace("1200", "1,200") for t in titles]
        assert len(titles) == len(reaches) - 1
    heights = re.findall(r"[\d.]+,([\d.]+)", course_plot(reaches, title="t"))
    assert heights
    assert all(12 <= float(height) <= 230 for height in heights)


def test_plots_of_nothing_are_drawn_too():
    nothing = [Reach("1 Jun", None, None, None)]
    assert _parsed(course_plot(nothing, title="t")).tag == "svg"
    assert _parsed(interval_plot([], title="t")).tag == "svg"


# --- the staff page -----------------------------------------------------------------------


@pytest.fixture
def staff(client):
    user = get_user_model().objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(user, backend=BACKEND)
    return client


def _page(experiment, name="change"):
    return reverse(f"admin:experiments_experiment_{name}", args=[experiment.pk])


PLAN = {
    "name": "Blue button", "slug": "blue-button", "hypothesis": "Blue is seen.",
    "unit": "visitor", "traffic": "10000", "primary_metric": "conversion",
    "guard_rails": ["returns"], "base_mean": "0.03", "base_deviation": "",
    "minimum_effect_basis_points": "1000", "minimum_days": "14",
}  # fmt: skip


def test_staff_plan_an_experiment_and_give_it_arms(staff):
    staff.post(reverse("admin:experiments_experiment_add"), PLAN)
    made = Experiment.objects.get(slug="blue-button")
    assert made.needed_sample == 53_208
    assert dict(made.arms.values_list("slug", "share")) == {"control": 5000, "treatment": 5000}

    control, treatment = made.arms.order_by("pk")
    rows = {
        "arms-TOTAL_FORMS": "3", "arms-INITIAL_FORMS": "2",
        "arms-0-id": control.pk, "arms-0-experiment": made.pk,
        "arms-0-slug": "control", "arms-0-share": "4000",
        "arms-1-id": treatment.pk, "arms-1-experiment": made.pk,
        "arms-1-slug": "treatment", "arms-1-share": "5000", "arms-1-DELETE": "on",
        "arms-2-experiment": made.pk, "arms-2-slug": "green", "arms-2-share": "6000",
    }  # fmt: skip
    answer = staff.post(_page(made), PLAN | rows)
    assert answer.status_code == 302, answer.context["errors"]
    assert dict(made.arms.values_list("slug", "share")) == {"control": 4000, "green": 6000}


def test_a_plan_that_cannot_be_is_told_on_its_page(staff):
    page = staff.post(reverse("admin:experiments_experiment_add"), PLAN | {"base_mean": "0.99"})
    assert page.status_code == 200
    assert "a rate lies between 0 and 1" in page.content.decode()
    assert not Experiment.objects.exists()


def test_staff_start_stop_and_conclude(staff):
    draft = make_draft()
    staff.post(_page(draft, "begin"), SUBMITTED)
    draft.refresh_from_db()
    assert draft.state == "running"
    staff.post(_page(draft, "end"), SUBMITTED)
    winner = arm_named(draft, "treatment").pk
    told = SUBMITTED | {"winner": winner, "conclusion": "More ordered."}
    staff.post(_page(draft, "write_down"), told)
    draft.refresh_from_db()
    assert (draft.state, draft.winner_id) == ("concluded", winner)
    assert "More ordered." in staff.get(_page(draft)).content.decode()


def test_why_it_does_not_start_is_said_in_the_dialog(staff):
    draft = make_draft(base_mean=None)
    answer = staff.post(_page(draft, "begin"), SUBMITTED)
    assert "needed sample is not known" in answer.content.decode()


def test_what_runs_cannot_be_changed_or_deleted(staff):
    running = make_running()
    staff.post(_page(running), PLAN)
    assert staff.post(_page(running, "delete"), {"post": "yes"}).status_code == 403
    running.refresh_from_db()
    assert (running.slug, running.state) == ("big-button", "running")


def test_the_page_draws_what_was_measured(staff):
    experiment = make_running(guard_rails=["returns", "revenue"])
    for metric in experiment.metrics:
        _measured(experiment, "control", metric=metric)
        for day in (1, 2):
            _measured(experiment, "treatment", metric=metric, reach=(-0.1, 0.1, 0.3), day=day)
    page = staff.get(_page(experiment)).content.decode()
    assert page.count('class="plot"') == 2
    assert "−10.0% to +30.0%" in page
    assert "as planned" in page
    stop(experiment=experiment, actor=None, at=BEGIN + days(3))
    assert staff.get(_page(experiment)).status_code == 200


def test_what_only_the_gap_shows_is_told_by_the_gap():
    experiment = make_running()
    _measured(experiment, "control")
    row = _measured(experiment, "treatment", metric=Metric.RETURNS, reach=(0.0015, 0.0128, 0.0242))
    row.lift, row.lift_lower, row.lift_upper = 0.384, -0.016, 0.785
    row.save()
    text, found = _said(experiment)
    assert found.verdict == "harm"
    assert "0.0015 to 0.0242" in text
    assert "−1.6%" not in text
