"""Who may be spoken to: one customer and whole querysets are judged by the same demands."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Customer
from events.names import Consent
from foundation import clock
from marketing.contact.gate import reachable, verdict, verdicts
from marketing.kinds import Medium, Reason
from marketing.tests.factories import make_reader
from marketing.tests.push_rows import make_subscription
from notifications.digests import AddressDigest
from notifications.kinds import SuppressionReason
from notifications.models import OptOut
from notifications.opt_outs import decline, digest_of
from notifications.suppression import suppress

pytestmark = pytest.mark.django_db


def judged(customer, *, medium=Medium.EMAIL, is_personal=False):
    return verdict(customer, medium=medium, is_personal=is_personal, at=clock.now())


def test_who_agreed_may_be_written_to():
    assert judged(make_reader()) == Reason.NONE
    assert judged(make_reader(consent=Consent.MARKETING)) == Reason.NONE


@pytest.mark.parametrize("consent", [Consent.NECESSARY, Consent.PERSONALISATION])
def test_nobody_is_written_to_without_consent_to_marketing(consent):
    for medium in Medium:
        assert judged(make_reader(consent=consent), medium=medium) == Reason.NO_CONSENT


def test_what_is_personal_needs_both_consents():
    reader = make_reader(consent=Consent.MARKETING)

    assert judged(reader, is_personal=True) == Reason.NO_CONSENT
    assert judged(make_reader(consent=Consent.ALL), is_personal=True) == Reason.NONE


def test_consent_is_read_anew_and_not_from_the_row_in_hand():
    reader = make_reader()
    Customer.objects.filter(pk=reader.pk).update(consent=Consent.NECESSARY)

    assert reader.consent == Consent.ALL
    assert judged(reader) == Reason.NO_CONSENT


def test_who_is_erased_or_gone_is_never_written_to():
    erased, gone = make_reader(erased_at=timezone.now()), make_reader()
    Customer.objects.filter(pk=gone.pk).delete()

    answers = verdicts([erased.pk, gone.pk], medium=Medium.EMAIL, is_personal=False, at=clock.now())

    assert answers == {erased.pk: Reason.ERASED, gone.pk: Reason.ERASED}


def test_each_medium_asks_for_its_own_address():
    without_mail = make_reader()
    Customer.objects.filter(pk=without_mail.pk).update(email="")
    without_login = make_reader()
    Customer.objects.filter(pk=without_login.pk).update(user=None)

    assert judged(without_mail) == Reason.NO_ADDRESS
    assert judged(without_mail, medium=Medium.INBOX) == Reason.NONE
    assert judged(without_login) == Reason.NONE
    assert judged(without_login, medium=Medium.INBOX) == Reason.NO_ADDRESS


def test_an_address_that_unsubscribed_is_known_in_any_case():
    reader = make_reader(email="Ada@Example.com")
    OptOut.objects.create(digest=digest_of(" ada@example.COM "), kind="campaign")

    assert judged(reader) == Reason.UNSUBSCRIBED
    assert judged(reader, medium=Medium.INBOX) == Reason.NONE


def test_a_suppressed_address_gets_no_mail_and_hears_by_other_media():
    reader = make_reader()
    suppress(digest=digest_of(reader.email), reason=SuppressionReason.COMPLAINED)

    assert judged(reader) == Reason.SUPPRESSED
    assert judged(reader, medium=Medium.INBOX) == Reason.NONE


def test_a_push_needs_a_browser_that_may_be_notified():
    reader, without = make_reader(), make_reader()
    make_subscription(reader)

    assert judged(reader, medium=Medium.PUSH) == Reason.NONE
    assert judged(without, medium=Medium.PUSH) == Reason.NO_ADDRESS


def test_who_wants_no_review_requests_still_gets_campaigns():
    reader = make_reader()
    decline(digest=digest_of(reader.email), kind="review_request")

    assert judged(reader) == Reason.NONE


@pytest.mark.parametrize("email", ["ada@example.com", "  Ada@Example.COM ", "a+b@exämple.de", ""])
def test_the_database_reckons_the_digest_of_an_address_as_we_do(email):
    reader = make_reader()
    Customer.objects.filter(pk=reader.pk).update(email=email)

    digest = Customer.objects.annotate(digest=AddressDigest("email")).get(pk=reader.pk).digest

    assert digest == digest_of(email)


def test_the_database_reckons_with_the_key_of_now(settings):
    reader = make_reader()
    settings.SECRET_KEY = "another key"

    digest = Customer.objects.annotate(digest=AddressDigest("email")).get(pk=reader.pk).digest

    assert digest == digest_of(reader.email)


people = st.lists(
    st.fixed_dictionaries(
        {
            "consent": st.sampled_from(Consent),
            "has_mail": st.booleans(),
            "has_login": st.booleans(),
            "is_erased": st.booleans(),
            "has_declined": st.booleans(),
            "is_suppressed": st.booleans(),
            "has_browser": st.booleans(),
        }
    ),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=people, medium=st.sampled_from(Medium), is_personal=st.booleans())
def test_one_by_one_and_all_at_once_agree_and_keep_the_rules(drawn, medium, is_personal):
    Customer.objects.all().delete()
    asked = {_person(person).pk: person for person in drawn}

    one_by_one = {
        customer.pk
        for customer in Customer.objects.all()
        if not judged(customer, medium=medium, is_personal=is_personal)
    }
    at_once = reachable(Customer.objects.all(), medium=medium, is_personal=is_personal)

    assert set(at_once.values_list("pk", flat=True)) == one_by_one
    assert one_by_one == {
        pk for pk, person in asked.items() if _may(person, medium, is_personal=is_personal)
    }


def _person(person):
    customer = make_reader(consent=person["consent"])
    if person["has_declined"]:
        OptOut.objects.create(digest=digest_of(customer.email), kind="campaign")
    if person["is_suppressed"]:
        suppress(digest=digest_of(customer.email), reason=SuppressionReason.BOUNCED)
    if person["has_browser"]:
        make_subscription(customer, endpoint=f"https://push.example.com/{customer.pk}")
    changes = {"erased_at": timezone.now() if person["is_erased"] else None}
    if not person["has_mail"]:
        changes["email"] = ""
    if not person["has_login"]:
        changes["user"] = None
    Customer.objects.filter(pk=customer.pk).update(**changes)
    return customer


def _may(person, medium, *, is_personal):
    """The rules in words of their own."""
    agreed = person["consent"] & Consent.MARKETING and (
        not is_personal or person["consent"] & Consent.PERSONALISATION
    )
    if person["is_erased"] or not agreed:
        return False
    if medium == Medium.INBOX:
        return person["has_login"]
    if medium == Medium.PUSH:
        return person["has_browser"]
    barred = person["has_declined"] or person["is_suppressed"]
    return person["has_mail"] and not barred
