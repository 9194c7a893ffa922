"""Staff write a rule, try it out on the past, list known ones and set policies."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, assign_role
from events.models import AuditEntry
from foundation import clock
from risk.algorithms.vocabulary import Door, Mark, Signal, Verdict
from risk.marks import address_text, mark_of
from risk.models import DoorPolicy, KnownMark, Rule
from risk.rules import book
from risk.tests.factories import make_assessment, make_known, make_label, make_rule

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ADD = "admin:risk_rule_add"
TYPED = {
    "name": "Dear and express",
    "why": "Thieves are in a hurry.",
    "door": "checkout",
    "outcome": "hold",
    "points": "20",
    "is_active": "on",
    "signal:0": "express",
    "value:0": "1",
    "signal:1": "amount",
    "is:1": ">=",
    "value:1": "500",
}


@pytest.fixture
def staff(client):
    boss = User.objects.create_superuser(
        "boss@example.com", "a good long password", name="Ada Boss"
    )
    client.force_login(boss, backend=BACKEND)
    return client


@pytest.fixture
def no_rules():
    Rule.objects.all().delete()
    book.forget()


@pytest.fixture
def dear():
    """A dear and express order of three days ago."""
    return make_assessment(
        signals={Signal.AMOUNT: 600, Signal.EXPRESS: 1, Signal.RETURN_RATE: 0.5},
        occurred_at=clock.now() - timedelta(days=3),
        parts={"rules": 0},
    )


def text_of(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_rule_shows_what_it_would_have_done_and_saves_nothing_by_it(staff, no_rules, dear):
    make_label(dear)
    shown = text_of(staff.post(reverse(ADD), {**TYPED, "do": "look"}))
    assert "it would have applied to 1 of 1 attempts (100%)" in shown
    assert "Of these, 1 would have been stopped by nothing else: 1 confirmed as fraud" in shown
    assert reverse("admin:risk_assessment_change", args=[dear.pk]) in shown
    assert 'value="Dear and express"' in shown
    assert not Rule.objects.exists()


def test_with_script_the_same_comes_as_a_fragment(staff, no_rules, dear):
    shown = text_of(
        staff.post(reverse(ADD), {**TYPED, "do": "look"}, headers={"HX-Request": "true"})
    )
    assert shown.startswith('<div id="rule"')
    assert "it would have applied to 1 of 1 attempts (100%)" in shown


def test_a_rule_is_saved_as_it_was_typed(staff, no_rules):
    response = staff.post(reverse(ADD), {**TYPED, "do": "save"})
    rule = Rule.objects.get()
    assert response["Location"] == reverse("admin:risk_rule_change", args=[rule.pk])
    assert [str(each) for each in rule.conditions.all()] == ["express = 1", "amount >= 500"]
    shown = text_of(staff.get(response["Location"]))
    assert 'value="500"' in shown


def test_what_no_database_keeps_is_left_out_of_words(staff, no_rules):
    staff.post(reverse(ADD), {**TYPED, "name": "De\x00ar", "why": "\x00", "do": "save"})
    kept = Rule.objects.get()
    assert (kept.name, kept.why) == ("Dear", "")
    asked = {"assessment": "\x00", "mark": "card"}
    text_of(staff.get(reverse("admin:risk_knownmark_add"), asked))


def test_an_edited_rule_stands_beside_itself(staff, no_rules, dear):
    rule = make_rule((Signal.AMOUNT, 700.0))
    address = reverse("admin:risk_rule_change", args=[rule.pk])
    shown = text_of(staff.post(address, {**TYPED, "do": "look"}))
    assert "Beside the rule as it stands: 1 more, 0 no longer." in shown
    assert [str(each) for each in rule.conditions.all()] == ["amount >= 700"]


def test_rows_come_and_go_without_script(staff, no_rules):
    added = text_of(staff.post(reverse(ADD), {**TYPED, "do": "add"}))
    assert 'name="signal:2"' in added
    removed = text_of(staff.post(reverse(ADD), {**TYPED, "do": "remove:0"}))
    assert 'name="signal:1"' not in removed
    assert 'value="500"' in removed
    for row in ("x", "9" * 5_000):
        kept = text_of(staff.post(reverse(ADD), {**TYPED, "do": f"remove:{row}"}))
        assert 'name="signal:1"' in kept


def test_a_share_is_typed_in_percent(staff, no_rules):
    typed = {**TYPED, "signal:1": "return_rate", "value:1": "62,5", "do": "save"}
    staff.post(reverse(ADD), typed)
    rule = Rule.objects.get()
    assert rule.conditions.last().value == 0.625
    page = text_of(staff.get(reverse("admin:risk_rule_change", args=[rule.pk])))
    assert 'value="62.5"' in page


def test_a_number_does_not_stay_with_another_signal(staff, no_rules):
    typed = {**TYPED, "was:1": "amount", "signal:1": "units", "do": ""}
    assert 'value="500"' not in text_of(staff.post(reverse(ADD), typed))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"value:1": "many"}, "Enter a number from 0."),
        ({"value:1": "-1"}, "Enter a number from 0."),
        ({"is:1": "~"}, "Choose how it is compared."),
        ({"points": "101"}, "Points are from 0 to 100."),
        ({"points": "³"}, "Points are from 0 to 100."),
        ({"door": "window"}, "Choose a door."),
        ({"outcome": "shout"}, "Choose what is to be done."),
        ({"name": " "}, "Give the rule a name."),
        ({"signal:0": "", "signal:1": "no_such"}, "Choose at least one condition."),
        ({"door": "review", "outcome": "refuse"}, "Nothing is refused by a rule at this door"),
    ],
)
def test_what_is_wrong_is_said_kindly(staff, no_rules, said, words):
    assert words in text_of(staff.post(reverse(ADD), {**TYPED, **said, "do": "save"}))
    assert not Rule.objects.exists()


def test_rules_are_switched_in_the_list(staff, no_rules):
    rule = make_rule()
    listed = reverse("admin:risk_rule_changelist")
    data = {"action": "switch_off", "_selected_action": [rule.pk]}
    assert "1 rule was switched off." in text_of(staff.post(listed, data, follow=True))
    rule.refresh_from_db()
    assert not rule.is_active
    staff.post(listed, {**data, "action": "switch_on"})
    rule.refresh_from_db()
    assert rule.is_active


def test_the_list_reads_rules_in_a_few_queries(staff, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        shown = text_of(staff.get(reverse("admin:risk_rule_changelist")))
    assert "Failed attempts from this browser within a day: 8 or more" in shown


def test_a_rule_of_the_house_has_no_delete_button_and_is_not_deleted(staff):
    house, own = Rule.objects.get(code="linked-fraud"), make_rule()
    address = reverse("admin:risk_rule_delete", args=[house.pk])
    assert address not in text_of(staff.get(reverse("admin:risk_rule_change", args=[house.pk])))
    assert staff.post(address, {"post": "yes"}).status_code == 403
    staff.post(reverse("admin:risk_rule_delete", args=[own.pk]), {"post": "yes"})
    assert not Rule.objects.filter(pk=own.pk).exists()


def test_whoever_may_not_change_rules_neither_looks_nor_saves(client):
    support = User.objects.create_user("help@example.com", "a good long password", is_staff=True)
    assign_role(user=support, role=Role.SUPPORT, actor=None)
    client.force_login(support, backend=BACKEND)
    for do in ("look", "save"):
        assert client.post(reverse(ADD), {**TYPED, "do": do}).status_code == 403


def test_a_typed_mark_is_kept_as_its_key_alone(staff):
    typed = {
        "mark": "email", "text": "Ann.Other@example.com", "verdict": "fraud", "shown": "The ring",
        "why": "", "attempt": "",
    }  # fmt: skip
    response = staff.post(reverse("admin:risk_knownmark_add"), typed)
    known = KnownMark.objects.get()
    assert response.status_code == 302
    assert known.key == mark_of(Mark.EMAIL, "ann.other@example.com")
    assert known.added_by.email == "boss@example.com"
    assert "other" not in str(AuditEntry.objects.values_list("changes", flat=True)).lower()
    again = text_of(staff.post(reverse("admin:risk_knownmark_add"), {**typed, "shown": "Again"}))
    assert "It is on the list already, as “The ring”." in again


def test_an_address_is_typed_in_one_line(staff):
    typed = {"mark": "address", "text": "High Street 5, 10115, de", "verdict": "legitimate",
             "shown": "The pick-up point", "why": "", "attempt": ""}  # fmt: skip
    staff.post(reverse("admin:risk_knownmark_add"), typed)
    asked = address_text(street="High Street 5", postcode="10115", country="DE")
    assert KnownMark.objects.get().key == mark_of(Mark.ADDRESS, asked)


@pytest.mark.parametrize(
    ("mark", "text"), [("network", "our office"), ("address", "High Street 5"), ("email", "ann")]
)
def test_what_cannot_be_read_is_not_listed(staff, mark, text):
    typed = {"mark": mark, "text": text, "verdict": "fraud", "shown": "X", "attempt": ""}
    shown = text_of(staff.post(reverse("admin:risk_knownmark_add"), typed))
    assert "That cannot be read as what you chose." in shown
    assert not KnownMark.objects.exists()


def test_a_mark_is_taken_over_from_an_attempt(staff):
    attempt = make_assessment(marks={Mark.CARD: 77})
    asked = {"assessment": attempt.public_id, "mark": "card"}
    shown = text_of(staff.get(reverse("admin:risk_knownmark_add"), asked))
    assert f'value="{attempt.public_id}"' in shown
    typed = {"mark": "card", "text": "", "verdict": "fraud", "shown": "That card",
             "attempt": attempt.public_id}  # fmt: skip
    staff.post(reverse("admin:risk_knownmark_add"), typed)
    assert KnownMark.objects.get().key == 77
    shown = text_of(staff.post(reverse("admin:risk_knownmark_add"), {**typed, "mark": "phone"}))
    assert "That attempt has no such mark, or it was forgotten by now." in shown


def test_a_listed_mark_is_said_otherwise_and_taken_off(staff):
    known = make_known()
    address = reverse("admin:risk_knownmark_change", args=[known.pk])
    staff.post(address, {"verdict": "fraud", "shown": "Not theirs", "why": "", "until_0": "",
                         "until_1": ""})  # fmt: skip
    known.refresh_from_db()
    assert (known.verdict, known.shown) == (Verdict.FRAUD, "Not theirs")
    staff.post(reverse("admin:risk_knownmark_delete", args=[known.pk]), {"post": "yes"})
    assert not KnownMark.objects.exists()


def policy_form(**said):
    return {
        "mode": "act", "step_up_from": "45", "hold_from": "65", "refuse_from": "101",
        "when_down": "open", "hold_above_minor": "250", "hold_hours": "24",
        "at_deadline": "release", "review_share": "0.02", "review_cost_minor": "2.50",
        "chargeback_fee_minor": "20", "lost_customer_share": "0.25", **said,
    }  # fmt: skip


def test_a_policy_tells_what_every_bound_would_have_meant(staff):
    for score, verdict in ((30, None), (50, Verdict.LEGITIMATE), (80, Verdict.FRAUD)):
        attempt = make_assessment(score=score, occurred_at=clock.now() - timedelta(days=1))
        if verdict:
            make_label(attempt, verdict)
    policy = DoorPolicy.objects.get(door=Door.CHECKOUT)
    shown = text_of(staff.get(reverse("admin:risk_doorpolicy_change", args=[policy.pk])))
    assert "Ask for proof, or something graver, from 45: 2 of 3 attempts (67%)" in shown
    assert "Hold for review, or something graver, from 65: 1 of 3 attempts (33%)" in shown
    assert "Refuse: never by the score." in shown


def test_a_policy_is_kept_in_minor_units_and_heeded_at_once(staff):
    policy = DoorPolicy.objects.get(door=Door.CHECKOUT)
    address = reverse("admin:risk_doorpolicy_change", args=[policy.pk])
    assert staff.post(address, policy_form(hold_from="70")).status_code == 302
    kept = book.policy_of(Door.CHECKOUT)
    assert (kept.hold_from, kept.hold_above_minor, kept.review_cost_minor) == (70, 25_000, 250)
    written = AuditEntry.objects.filter(model="risk.doorpolicy").values_list("changes", flat=True)
    assert {"before": 65, "after": 70} in [changes.get("hold_from") for changes in written]
    assert 'value="2.50"' in text_of(staff.get(address))


def test_bounds_out_of_order_are_told_at_their_field(staff):
    policy = DoorPolicy.objects.get(door=Door.LOGIN)
    address = reverse("admin:risk_doorpolicy_change", args=[policy.pk])
    shown = text_of(staff.post(address, policy_form(hold_from="40")))
    assert "What is held is graver than what is asked for proof" in shown
    policy.refresh_from_db()
    assert policy.hold_from == 65


def test_there_is_one_policy_a_door(staff):
    assert DoorPolicy.objects.count() == len(Door)
    assert staff.get(reverse("admin:risk_doorpolicy_add")).status_code == 403
