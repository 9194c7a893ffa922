"""What staff do with campaigns: they are made, started, and frozen where a result hangs on it."""

from datetime import timedelta

import pytest

from events.models import AuditEntry
from experiments.algorithms.assignment import WHOLE
from experiments.models import ExperimentState
from foundation import clock
from marketing.campaigns import services
from marketing.campaigns.services import CampaignRefused
from marketing.kinds import CampaignKind, CampaignState, EnrolmentState, Medium, Reason, Trigger
from marketing.models import Campaign, Enrolment, Variant
from marketing.tests.factories import (
    BLOCKS,
    make_campaign,
    make_enrolment,
    make_flow,
    make_step,
)
from marketing.tests.senders import NotingSender, speaking_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_media_are_there():
    with speaking_by(NotingSender()):
        yield


@pytest.fixture
def draft():
    return services.save_campaign(
        campaign=Campaign(name="Spring", slug="spring", kind=CampaignKind.ONE_OFF)
    )


def _written(draft):
    step = services.add_step(campaign=draft, medium=Medium.EMAIL, wait_hours=0)
    variant = step.variants.get()
    variant.subject, variant.blocks = {"en": "Spring is here"}, BLOCKS
    services.save_variant(variant=variant)
    return step


def test_a_written_draft_starts_and_says_who_started_it(draft, django_user_model):
    _written(draft)
    boss = django_user_model.objects.create_user("boss@example.com", "a good long password")
    now = clock.now()
    services.start(campaign=draft, actor=boss, at=now)
    draft.refresh_from_db()
    assert (draft.state, draft.started_at) == (CampaignState.RUNNING, now)
    assert AuditEntry.objects.get(action="campaign.started").actor == boss.pk


def test_an_empty_draft_is_told_what_is_missing(draft):
    [problem] = services.problems(draft, at=clock.now())
    assert problem.field == "steps"
    step = services.add_step(campaign=draft, medium=Medium.EMAIL, wait_hours=0)
    found = {(one.field, one.step) for one in services.problems(draft, at=clock.now())}
    assert found == {("subject", 1), ("blocks", 1)}
    with pytest.raises(CampaignRefused):
        services.start(campaign=draft)
    assert step.position == 1


def test_a_medium_by_which_nothing_is_sent_cannot_be_started_with(draft):
    _written(draft)
    with speaking_by(NotingSender(), medium=Medium.PUSH), pytest.raises(CampaignRefused) as told:
        services.start(campaign=draft)
    assert told.value.field == "medium"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("holdout", 2_000), ("goal_days", 7), ("reentry_days", 3), ("stops_at_order", False),
        ("uses_best_hour", False), ("salt", "another"), ("starts_at", clock.now()),
        ("state", CampaignState.DRAFT), ("settings", {"hours": 9}),
    ],
)  # fmt: skip
def test_what_a_result_depends_on_is_frozen_by_the_start(draft, field, value):
    _written(draft)
    services.start(campaign=draft)
    draft.refresh_from_db()
    setattr(draft, field, value)
    with pytest.raises(CampaignRefused) as told:
        services.save_campaign(campaign=draft)
    assert told.value.field == field


def test_name_costs_and_end_may_change_while_it_runs(draft):
    _written(draft)
    services.start(campaign=draft)
    draft.refresh_from_db()
    draft.name, draft.fixed_cost_minor = "Spring again", 9_900
    draft.ends_at = clock.now() + timedelta(days=9)
    services.save_campaign(campaign=draft)
    assert Campaign.objects.get().name == "Spring again"


@pytest.mark.parametrize("holdout", [0, 99, WHOLE // 2 + 1])
def test_no_campaign_is_without_a_holdout_or_mostly_one(draft, holdout):
    draft.holdout = holdout
    with pytest.raises(CampaignRefused) as told:
        services.save_campaign(campaign=draft)
    assert told.value.field == "holdout"


def test_nobody_is_kept_out_for_longer_than_a_calendar_can_reckon(draft):
    draft.reentry_days = 10**9
    with pytest.raises(CampaignRefused) as told:
        services.save_campaign(campaign=draft)
    assert told.value.field == "reentry_days"


@pytest.mark.parametrize(
    "change",
    [
        lambda step: services.add_step(campaign=step.campaign, medium=Medium.EMAIL, wait_hours=1),
        lambda step: services.change_step(step=step),
        lambda step: services.move_step(step=step, up=False),
        lambda step: services.remove_step(step=step),
        lambda step: services.add_variant(step=step),
        lambda step: services.remove_variant(variant=step.variants.get()),
        lambda step: services.delete_campaign(campaign=step.campaign),
    ],
)
def test_steps_are_frozen_by_the_start(draft, change):
    step = _written(draft)
    services.start(campaign=draft)
    with pytest.raises(CampaignRefused, match="has started"):
        change(step)


def test_words_may_be_put_better_while_it_runs_but_never_emptied(draft):
    variant = _written(draft).variants.get()
    services.start(campaign=draft)
    variant.subject = {"en": "Spring is really here"}
    services.save_variant(variant=variant)
    variant.subject = {"en": ""}
    with pytest.raises(CampaignRefused):
        services.save_variant(variant=variant)
    assert Variant.objects.get().subject == {"en": "Spring is really here"}


def test_words_that_are_tested_cannot_change_while_it_runs(draft):
    step = _written(draft)
    services.add_variant(step=step)
    services.start(campaign=draft)
    step.refresh_from_db()
    assert step.experiment.state == ExperimentState.RUNNING
    variant = step.variants.first()
    variant.subject = {"en": "Better"}
    with pytest.raises(CampaignRefused):
        services.save_variant(variant=variant)


@pytest.mark.parametrize("subject", ["two\nlines", "two\r\nBcc: all@example.com"])
def test_a_subject_is_one_line(draft, subject):
    variant = _written(draft).variants.get()
    variant.subject = {"en": subject}
    with pytest.raises(CampaignRefused) as told:
        services.save_variant(variant=variant)
    assert told.value.field == "subject"


@pytest.mark.parametrize("line", ["two\nlines", "{salary}", "a\0b", "x" * 200])
def test_a_preview_line_is_as_sound_as_a_subject(draft, line):
    variant = _written(draft).variants.get()
    variant.preheader = {"en": line}
    with pytest.raises(CampaignRefused) as told:
        services.save_variant(variant=variant)
    assert told.value.field == "preheader"


def test_steps_keep_places_without_gaps(draft):
    first, second, third = (
        services.add_step(campaign=draft, medium=Medium.EMAIL, wait_hours=hours)
        for hours in (1, 2, 3)
    )
    services.move_step(step=third, up=True)
    services.move_step(step=first, up=True)
    services.remove_step(step=first)
    order = draft.steps.order_by("position").values_list("pk", "position")
    assert list(order) == [(third.pk, 1), (second.pk, 2)]


def test_shares_of_variants_always_make_the_whole(draft):
    step = _written(draft)
    added = [services.add_variant(step=step) for _number in range(2)]
    assert sum(step.variants.values_list("share", flat=True)) == WHOLE
    assert len({variant.slug for variant in step.variants.all()}) == 3
    services.remove_variant(variant=added[0])
    assert sorted(step.variants.values_list("share", flat=True)) == [5_000, 5_000]
    with pytest.raises(CampaignRefused):
        services.remove_variant(variant=step.variants.get(slug="control"))


def test_pausing_keeps_everybody_and_ending_lets_all_leave():
    flow = make_flow()
    make_step(flow)
    enrolment = make_enrolment(flow)
    services.pause(campaign=flow)
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.ACTIVE
    services.resume(campaign=flow)
    services.end(campaign=flow)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.reason) == (EnrolmentState.LEFT, Reason.ENDED)
    for again in (services.pause, services.resume, services.end, services.start):
        with pytest.raises(CampaignRefused):
            again(campaign=flow)


def test_only_a_draft_is_thrown_away(draft):
    running = make_campaign()
    with pytest.raises(CampaignRefused):
        services.delete_campaign(campaign=running)
    services.delete_campaign(campaign=draft)
    assert list(Campaign.objects.all()) == [running]


def test_a_copy_is_a_draft_that_holds_out_others():
    flow = make_flow(Trigger.ABANDONED_CART, holdout=700, settings={})
    make_step(flow, wait_hours=7)
    make_enrolment(flow)
    copies = [services.copy_campaign(campaign=flow) for _number in range(2)]
    for copy in copies:
        assert copy.state == CampaignState.DRAFT
        assert copy.salt != flow.salt
        assert (copy.holdout, copy.trigger) == (700, Trigger.ABANDONED_CART)
        [step] = copy.steps.all()
        assert step.wait_hours == 7
        assert step.variants.get().subject == flow.steps.get().variants.get().subject
    assert len({flow.name, *(copy.name for copy in copies)}) == 3
    assert not Enrolment.objects.filter(campaign__in=copies).exists()
