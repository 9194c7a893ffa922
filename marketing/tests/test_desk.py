"""The campaign desk: a campaign is made, tested, started and looked after on plain pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from events.models import AuditEntry
from foundation import clock
from marketing.kinds import CampaignState, Medium, Trigger
from marketing.models import Campaign, CampaignDay, Step
from marketing.tests.factories import (
    make_audience,
    make_campaign,
    make_flow,
    make_offer,
    make_step,
    make_variant,
)

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def staff(client):
    user = User.objects.create_superuser("boss@example.com", "a good long password", name="Ada")
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def draft():
    """A flow that lacks nothing."""
    campaign = make_flow(Trigger.WELCOME, state=CampaignState.DRAFT, started_at=None)
    make_step(campaign)
    return campaign


def _url(page, *own):
    return reverse(f"admin:marketing_campaign_{page}", args=own)


def _post(staff, page, *own, **data):
    return staff.post(_url(page, *own), data, follow=True)


def _plan(**fields):
    return {
        "name": "Back to us", "slug": "back-to-us", "kind": "flow", "trigger": "win_back",
        "held_out": "12.5", "goal_days": "21", "reentry_days": "60", "stops_at_order": "on",
        "fixed_cost": "19.90", "message_cost": "0.02", **fields,
    }  # fmt: skip


def test_a_plan_is_typed_in_per_cent_and_major_units_and_leads_to_the_desk(staff):
    audience = make_audience(name="Champions")
    page = _post(staff, "add", **_plan(audience=audience.pk))
    campaign = Campaign.objects.get()
    assert (campaign.holdout, campaign.fixed_cost_minor, campaign.message_cost_minor) == (
        1250, 1990, 2,
    )  # fmt: skip
    assert (campaign.state, campaign.trigger) == ("draft", "win_back")
    assert page.redirect_chain[-1][0] == _url("desk", campaign.pk)
    assert "12.50%" in page.content.decode()
    assert "Champions" in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "named"),
    [({"trigger": ""}, "trigger"), ({"held_out": "0.5"}, "held_out"), ({"goal_days": "0"}, "goal")],
)
def test_a_plan_that_cannot_be_is_told_on_the_page(staff, fields, named):
    page = _post(staff, "add", **_plan(**fields))
    assert page.status_code == 200
    assert not Campaign.objects.exists()
    assert any(field.startswith(named) for field in page.context["adminform"].form.errors)


def test_a_mailing_has_no_trigger_whatever_was_typed(staff):
    _post(staff, "add", **_plan(kind="one_off"))
    assert Campaign.objects.get().trigger == ""


def test_the_settings_of_a_trigger_are_asked_for_and_kept(staff):
    campaign = make_flow(Trigger.WIN_BACK, state=CampaignState.DRAFT)
    page = staff.get(_url("change", campaign.pk)).content.decode()
    assert "Churn risk from, in per cent" in page
    plan = _plan(
        setting_risk_percent="70", setting_overdue_percent="200", name="Later", slug="later"
    )
    _post(staff, "change", campaign.pk, **plan)
    campaign.refresh_from_db()
    assert campaign.settings["risk_percent"] == 70
    assert campaign.settings["follows_strategies"] is False
    assert campaign.name == "Later"


def test_what_a_result_depends_on_is_fixed_once_it_runs(staff):
    campaign = make_flow(Trigger.WIN_BACK, holdout=1000)
    plan = _plan(held_out="20", goal_days="40", name="Renamed")
    _post(staff, "change", campaign.pk, **plan)
    campaign.refresh_from_db()
    assert (campaign.name, campaign.holdout, campaign.goal_days) == ("Renamed", 1000, 14)


def test_the_desk_shows_messages_in_order_with_their_waits_and_variants(staff, draft):
    step = make_step(draft, wait_hours=48)
    make_variant(step, slug="b", share=5000, subject={"en": "Second thoughts?"})
    page = staff.get(_url("desk", draft.pk)).content.decode()
    assert page.index("at once") < page.index("after 2 days")
    assert "Second thoughts?" in page
    assert "Test, once started" in page


def test_messages_are_added_moved_and_removed(staff, draft):
    first = draft.steps.get()
    page = _post(staff, "messages", draft.pk, do="add", medium=Medium.INBOX)
    second = draft.steps.get(position=2)
    assert page.redirect_chain[-1][0] == _url("message", draft.pk, second.pk)
    assert (second.medium, second.wait_hours) == (Medium.INBOX, 24)
    _post(staff, "messages", draft.pk, do=f"up:{second.pk}")
    assert list(draft.steps.order_by("position")) == [second, first]
    _post(staff, "messages", draft.pk, do=f"down:{second.pk}")
    assert list(draft.steps.order_by("position")) == [first, second]
    _post(staff, "messages", draft.pk, do=f"remove:{first.pk}")
    assert [(step.pk, step.position) for step in draft.steps.all()] == [(second.pk, 1)]


@pytest.mark.parametrize("deed", ["up:abc", "remove:0", "down:99999999999999999999", "remove"])
def test_a_message_that_is_not_there_is_not_found(staff, draft, deed):
    assert _post(staff, "messages", draft.pk, do=deed).status_code == 404
    assert draft.steps.count() == 1


def test_a_wait_is_typed_in_days_and_hours(staff, draft):
    step = draft.steps.get()
    _post(staff, "message", draft.pk, step.pk, do="save", medium="email", days="2", hours="3")
    step.refresh_from_db()
    assert step.wait_hours == 51
    page = _post(staff, "message", draft.pk, step.pk, do="save", medium="email", days="x", hours="")
    assert page.context["form"].errors.keys() == {"days", "hours"}
    step.refresh_from_db()
    assert step.wait_hours == 51


def test_a_second_variant_is_a_copy_with_half_the_readers(staff, draft):
    step = draft.steps.get()
    page = _post(staff, "message", draft.pk, step.pk, do="add_variant")
    first, second = step.variants.order_by("pk")
    assert page.redirect_chain[-1][0] == _url("variant", draft.pk, step.pk, second.pk)
    assert (second.subject, second.blocks) == (first.subject, first.blocks)
    assert (first.share, second.share) == (5000, 5000)
    told = {f"share_{first.pk}": "80", f"share_{second.pk}": "20", "judged_by": "clicked"}
    _post(staff, "message", draft.pk, step.pk, do="save", medium="email", days=0, hours=0, **told)
    step.refresh_from_db()
    assert [each.share for each in step.variants.order_by("pk")] == [8000, 2000]
    assert step.judged_by == "clicked"
    _post(staff, "message", draft.pk, step.pk, do=f"remove_variant:{second.pk}")
    assert [each.share for each in step.variants.all()] == [10_000]


def test_a_started_test_shows_its_results_and_one_variant_is_kept(staff, draft):
    step = draft.steps.get()
    _post(staff, "message", draft.pk, step.pk, do="add_variant")
    _post(staff, "run", draft.pk, do="start")
    page = staff.get(_url("message", draft.pk, step.pk)).content.decode()
    assert "Nothing has been measured yet." in page
    kept = step.variants.order_by("pk").last()
    _post(staff, "message", draft.pk, step.pk, do="keep", variant=kept.pk, conclusion="It asks.")
    step = Step.objects.get()
    assert step.experiment.winner.slug == kept.slug
    assert f"“{kept.slug}” was kept" in staff.get(_url("desk", draft.pk)).content.decode()


def test_what_is_missing_is_told_and_nothing_starts(staff):
    campaign = make_campaign(state=CampaignState.DRAFT, started_at=None)
    page = staff.get(_url("desk", campaign.pk)).content.decode()
    assert "It says nothing yet: add a first message." in page
    answer = _post(staff, "run", campaign.pk, do="start").content.decode()
    assert "It says nothing yet: add a first message." in answer
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT


def test_a_campaign_runs_pauses_goes_on_and_ends(staff, draft):
    states = []
    for deed in ("start", "pause", "resume", "end", "start", "nonsense"):
        _post(staff, "run", draft.pk, do=deed)
        draft.refresh_from_db()
        states.append(draft.state)
    assert states == ["running", "paused", "running", "ended", "ended", "ended"]
    who = AuditEntry.objects.filter(action__startswith="campaign.").values_list("actor", flat=True)
    assert list(who) == [User.objects.get().pk] * 4


def test_a_copy_is_a_draft_with_the_same_words(staff, draft):
    _post(staff, "run", draft.pk, do="start")
    page = _post(staff, "copy", draft.pk)
    copy = Campaign.objects.exclude(pk=draft.pk).get()
    assert copy.state == CampaignState.DRAFT
    assert copy.salt != draft.salt
    assert copy.steps.get().variants.get().subject == draft.steps.get().variants.get().subject
    assert page.redirect_chain[-1][0] == _url("desk", copy.pk)


def test_the_list_tells_what_was_sent(staff, draft):
    for days in range(3):
        day = clock.business_day() - timedelta(days=days)
        CampaignDay.objects.create(campaign=draft, day=day, sent=1500, enrolled=1600)
    page = staff.get(_url("changelist")).content.decode()
    assert "4500" in page
    assert "4800" in page
    assert _url("desk", draft.pk) in page


def test_looking_changes_nothing(staff, draft):
    step = draft.steps.get()
    for page in ("run", "copy", "messages"):
        assert staff.get(_url(page, draft.pk)).status_code == 302
    assert staff.get(_url("message", draft.pk, step.pk)).status_code == 200
    assert Campaign.objects.count() == 1
    assert draft.steps.count() == 1


def test_who_may_only_look_changes_nothing(client, draft):
    from accounts.roles import Role, assign_role

    user = User.objects.create_user("ana@example.com", "another good password")
    assign_role(user=user, role=Role.ANALYST, actor=None)
    client.force_login(user, backend=BACKEND)
    step = draft.steps.get()
    variant = step.variants.get()
    assert client.get(_url("desk", draft.pk)).status_code == 200
    for page, own in (
        ("run", ()), ("copy", ()), ("messages", ()), ("message", (step.pk,)),
        ("variant", (step.pk, variant.pk)),
    ):  # fmt: skip
        assert client.post(_url(page, draft.pk, *own), {"do": "start"}).status_code == 403


def test_an_offer_is_live_or_off(staff):
    make_offer(name="Ten off")
    make_offer(name="Gone", is_active=False)
    page = staff.get(reverse("admin:marketing_offer_changelist")).content.decode()
    states = re.findall(r">\s*(Live|Off)\s*<", page)
    assert sorted(states) == ["Live", "Off"]
