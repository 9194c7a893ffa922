"""The login door: strange logins prove themselves by a code, and honest people hardly notice."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from accounts.tokens import create_token, live_tokens
from foundation import clock
from notifications.kinds import MailKind
from notifications.models import Mail
from risk.algorithms.vocabulary import Door, Outcome, Result, Signal, Verdict
from risk.kinds import FraudKind, LabelSource, Mode, WhenDown
from risk.models import Assessment, Case, Label, Proof
from risk.scoring import serving
from shop.doors.tests.scenes import (
    another,
    browser,
    is_in,
    last_code,
    log_in,
    no_rules,
    not_me_path,
    only_rule,
    set_policy,
)
from shop.storefront.tests.people import PASSWORD, make_customer

pytestmark = pytest.mark.django_db
PROVE = "/account/prove/"


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False
    cache.clear()


@pytest.fixture
def ada(db):
    """A customer whose login has one known browser."""
    only_rule(Door.LOGIN, Outcome.STEP_UP, Signal.NEW_DEVICE, 1)
    return make_customer()


@pytest.fixture
def home(ada):
    """Ada's browser, in which she is logged in."""
    client = browser()
    assert log_in(client)["Location"] == "/account/"
    return client


def logins():
    return Assessment.objects.filter(door=Door.LOGIN).order_by("pk")


def test_a_first_login_is_let_in_and_remembered(ada, home):
    [first] = logins()
    assert (first.outcome, first.result) == (Outcome.ALLOW, Result.PASSED)
    assert first.customer_id_then == ada.pk
    assert None not in (first.customer_key, first.email_key, first.device_key, first.network_key)
    assert not Mail.objects.filter(kind__in=[MailKind.LOGIN_CODE, MailKind.NEW_LOGIN]).exists()


def test_the_same_browser_is_let_in_again(home):
    home.post("/accounts/logout/")
    assert log_in(home)["Location"] == "/account/"
    assert not Proof.objects.exists()


def test_another_browser_is_asked_for_a_code_and_let_in_with_it(home):
    stranger = browser()
    assert log_in(stranger)["Location"] == PROVE
    assert not is_in(stranger)
    page = stranger.get(PROVE).content.decode()
    assert "a••@example.com" in page
    assert "ada@example.com" not in page
    assert stranger.post(PROVE, {"code": last_code()})["Location"] == "/account/"
    assert is_in(stranger)
    assert logins().last().result == Result.PASSED
    assert Mail.objects.filter(kind=MailKind.NEW_LOGIN, to="ada@example.com").count() == 1


def test_a_browser_that_proved_itself_is_known_from_then_on(home):
    new = browser()
    log_in(new)
    new.post(PROVE, {"code": last_code()})
    new.post("/accounts/logout/")
    assert log_in(new)["Location"] == "/account/"


def test_who_hides_their_cookies_is_asked_each_time(home):
    stranger = browser()
    for _time in range(2):
        stranger.cookies.clear()
        stranger.post("/accounts/login/", {"login": "ada@example.com", "password": PASSWORD})
        assert not is_in(stranger)
    assert logins().filter(outcome=Outcome.STEP_UP).count() == 2


def test_a_wrong_code_is_told_at_its_field_and_lets_nobody_in(home):
    stranger = browser()
    log_in(stranger)
    page = stranger.post(PROVE, {"code": another(last_code())}).content.decode()
    assert "You can try 4 more times" in page
    assert "This field is required" in stranger.post(PROVE, {"code": ""}).content.decode()
    assert not is_in(stranger)
    assert logins().last().result == Result.OPEN


def test_a_code_opens_only_the_browser_whose_password_was_right(home):
    log_in(browser())
    nobody = browser()
    for path in (PROVE, f"{PROVE}again/"):
        assert nobody.post(path, {"code": last_code()})["Location"] == "/accounts/login/"
    assert not is_in(nobody)


def test_another_code_can_be_sent_after_a_minute_and_not_before(home):
    stranger = browser()
    log_in(stranger)
    page = stranger.post(f"{PROVE}again/", follow=True).content.decode()
    assert "A code was just sent" in page
    Proof.objects.update(sent_at=clock.now() - timedelta(minutes=2))
    page = stranger.post(f"{PROVE}again/", follow=True).content.decode()
    assert "A new code is on its way" in page
    assert Proof.objects.count() == 2
    assert stranger.post(PROVE, {"code": last_code()}).status_code == 302


def test_a_second_window_uses_the_code_that_was_sent_already(home):
    first, second = browser(), browser()
    log_in(first)
    assert log_in(second)["Location"] == PROVE
    assert Proof.objects.count() == 1
    assert second.post(PROVE, {"code": last_code()})["Location"] == "/account/"


def test_where_the_login_was_to_lead_is_not_forgotten(home):
    stranger = browser()
    stranger.get("/accounts/login/")
    stranger.post(
        "/accounts/login/",
        {"login": "ada@example.com", "password": PASSWORD, "next": "/account/addresses/"},
    )
    answer = stranger.post(PROVE, {"code": last_code()})
    assert answer["Location"] == "/account/addresses/"


def test_who_has_a_second_factor_is_never_asked_for_a_code(ada, home):
    TOTP.activate(ada.user, generate_totp_secret())
    answer = log_in(browser())
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not Proof.objects.exists()


def test_staff_are_asked_as_everybody_is(ada):
    User.objects.create_user("sam@example.com", PASSWORD, is_staff=True)
    assert log_in(browser(), "sam@example.com")["Location"] == "/account/"
    assert log_in(browser(), "sam@example.com")["Location"] == PROVE
    assert logins().filter(customer_id_then=None).count() == 2


def test_a_new_account_is_not_asked_for_a_code(ada):
    only_rule(Door.LOGIN, Outcome.STEP_UP, Signal.NIGHT, 0)
    client = browser()
    client.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD})
    assert client.get("/account/").status_code == 200
    assert not logins().exists()


def test_a_login_cannot_be_held_so_it_is_proven_instead(home):
    only_rule(Door.LOGIN, Outcome.HOLD, Signal.NEW_DEVICE, 1)
    stranger = browser()
    assert log_in(stranger)["Location"] == PROVE
    assert stranger.post(PROVE, {"code": last_code()})["Location"] == "/account/"
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("backend", "is_production", "is_said"),
    [("filebased", False, True), ("filebased", True, False), ("smtp", False, False)],
)
def test_a_shop_on_trial_says_where_the_code_lies(home, settings, backend, is_production, is_said):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    settings.PRODUCTION = is_production
    stranger = browser()
    log_in(stranger)
    assert ("it writes them into files" in stranger.get(PROVE).content.decode()) == is_said


def test_what_is_refused_is_led_to_a_new_password_in_kind_words(home):
    only_rule(Door.LOGIN, Outcome.REFUSE, Signal.NEW_DEVICE, 1)
    stranger = browser()
    answer = log_in(stranger)
    assert answer["Location"] == reverse("account_reset_password")
    assert "please choose a new password" in stranger.get(answer["Location"]).content.decode()
    assert not is_in(stranger)


def test_an_observing_door_stops_nobody(home):
    set_policy(Door.LOGIN, mode=Mode.OBSERVE)
    assert log_in(browser())["Location"] == "/account/"
    assert logins().last().would_be == Outcome.STEP_UP


def test_a_door_that_is_off_asks_nothing_and_keeps_nothing(home):
    set_policy(Door.LOGIN, mode=Mode.OFF)
    before = logins().count()
    assert log_in(browser())["Location"] == "/account/"
    assert logins().count() == before


@pytest.mark.parametrize("when_down", list(WhenDown))
def test_nobody_is_shut_out_because_the_scorer_is_down(home, monkeypatch, when_down):
    def broken(*_args, **_kwargs):
        raise RuntimeError("the scorer is down")

    set_policy(Door.LOGIN, when_down=when_down)
    monkeypatch.setattr(serving, "read_history", broken)
    stranger = browser()
    answer = log_in(stranger)
    if when_down == WhenDown.OPEN:
        assert answer["Location"] == "/account/"
        return
    assert answer["Location"] == PROVE
    assert stranger.post(PROVE, {"code": last_code()})["Location"] == "/account/"


def test_wrong_passwords_are_remembered_of_whoever_was_meant(ada):
    client = browser()
    log_in(client, password="wrong")
    log_in(client, email="nobody@example.com", password="wrong")
    known, unknown = logins()
    assert {known.result, unknown.result} == {Result.FAILED}
    assert known.customer_id_then == ada.pk
    assert unknown.customer_key is None
    assert known.device_key == unknown.device_key is not None
    assert not Case.objects.exists()


def test_after_wrong_passwords_the_right_one_is_looked_at(ada):
    only_rule(Door.LOGIN, Outcome.STEP_UP, Signal.LOGIN_FAILURES_1D, 3)
    for count in range(3):
        assert log_in(browser(), password=f"wrong{count}").status_code == 200
    assert log_in(browser())["Location"] == PROVE


# --- it was not me ------------------------------------------------------------------------------
@pytest.fixture
def thief(home):
    """Somebody else who got in, code and all, and Ada's link to say so."""
    client = browser()
    log_in(client)
    client.post(PROVE, {"code": last_code()})
    return client


def test_the_link_shows_a_button_and_the_button_ends_all_logins(ada, home, thief):
    create_token(user=ada.user, name="theirs", scopes=["catalogue:read"])
    reader = browser()
    assert "It was not me" in reader.get(not_me_path()).content.decode()
    assert is_in(thief)
    assert "all logins of your account have ended" in reader.post(not_me_path()).content.decode()
    assert not is_in(thief)
    assert not is_in(home)
    assert not live_tokens(clock.now()).exists()
    assert log_in(browser()).status_code == 200
    told = Label.objects.get()
    assert (told.door, told.subject) == (
        Door.LOGIN,
        logins().filter(result="passed").last().subject,
    )
    assert (told.verdict, told.kind, told.source) == (
        Verdict.FRAUD, FraudKind.TAKEOVER, LabelSource.CUSTOMER,
    )  # fmt: skip
    assert Mail.objects.filter(kind=MailKind.PASSWORD_RESET, to="ada@example.com").count() == 1


def test_the_link_acts_once(ada, thief):
    path = not_me_path()
    browser().post(path)
    user = User.objects.get(pk=ada.user_id)
    user.set_password(PASSWORD)
    user.save()
    again = browser().post(path)
    assert again.status_code == 200
    assert User.objects.get(pk=ada.user_id).has_usable_password()
    assert Mail.objects.filter(kind=MailKind.PASSWORD_RESET).count() == 1


def put_their_address(ada):
    EmailAddress.objects.filter(user=ada.user).delete()
    EmailAddress.objects.create(user=ada.user, email="x@example.net", verified=True, primary=True)
    User.objects.filter(pk=ada.user_id).update(email="x@example.net")


def test_what_the_stranger_changed_does_not_keep_the_owner_out(ada, thief):
    put_their_address(ada)
    TOTP.activate(ada.user, generate_totp_secret())
    path = not_me_path()
    browser().post(path)
    user = User.objects.get(pk=ada.user_id)
    assert user.email == "ada@example.com"
    assert list(EmailAddress.objects.filter(user=user).values_list("email", flat=True)) == [
        "ada@example.com"
    ]
    assert not user.authenticator_set.exists()


def link_to_their_own_address(ada):
    """As the stranger gets it, who logs in once more after that."""
    put_their_address(ada)
    no_rules()
    log_in(browser(), email="x@example.net")
    return not_me_path()


def test_a_stranger_does_not_take_back_by_a_link_of_their_own_what_the_owner_got(ada, thief):
    owners = not_me_path()
    strangers = link_to_their_own_address(ada)
    assert strangers != owners
    browser().post(owners)
    browser().post(strangers)
    assert User.objects.get(pk=ada.user_id).email == "ada@example.com"
    assert not Mail.objects.filter(kind=MailKind.PASSWORD_RESET, to="x@example.net").exists()


def test_a_stranger_who_was_quicker_does_not_keep_the_owners_link_from_working(ada, thief):
    owners = not_me_path()
    browser().post(link_to_their_own_address(ada))
    assert User.objects.get(pk=ada.user_id).email == "x@example.net"
    browser().post(owners)
    assert User.objects.get(pk=ada.user_id).email == "ada@example.com"


def test_who_took_the_owners_address_for_another_account_is_not_let_in_again(ada, thief):
    path = not_me_path()
    put_their_address(ada)
    User.objects.create_user("ada@example.com", "another password")
    browser().post(path)
    form = {"email": "x@example.net"}
    browser().post(reverse("account_reset_password"), form)
    assert not Mail.objects.filter(kind=MailKind.PASSWORD_RESET, to="x@example.net").exists()
    assert not User.objects.get(pk=ada.user_id).is_active


@pytest.mark.parametrize("token", ["x", "a:b:c", "\x00"])
def test_a_link_that_is_not_ours_is_nowhere(db, token):
    assert browser().get(reverse("storefront:not-me", args=[token])).status_code == 404


def test_a_link_grows_old(thief, monkeypatch):
    path, now = not_me_path(), time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 31 * 86_400)
    assert browser().get(path).status_code == 404


def test_a_login_with_the_same_marks_as_a_disowned_one_is_linked_to_it(ada, thief):
    browser().post(not_me_path())
    assert Assessment.objects.get(subject=Label.objects.get().subject).labels.exists()
