"""The page of a customer: all of them for who may see it, nothing of what they did not agree to."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import CustomerNote, User
from accounts.notes import write_note
from accounts.privacy import erase_customer
from accounts.roles import Role, ensure_roles
from accounts.services import link_visitor
from analytics.models import CustomerProfile, RfmSegment
from analytics.tests.buyers import bought, did, make_buyer
from catalog.tests.factories import make_category
from events.context import EventContext
from events.models import AuditEntry
from events.names import Consent, Device, EventName
from events.services import Fact, record
from foundation import clock
from marketing.kinds import EnrolmentState, MessageState, Reason
from marketing.tests.factories import make_enrolment, make_flow, make_message, make_step
from notifications.contexts import Message
from notifications.kinds import MailKind
from notifications.models import Mail
from notifications.services import send_mail
from notifications.tests.factories import queue_mail
from pricing.tests.factories import make_coupon, make_promotion
from shop.customer_page.happenings import Kind, timeline

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _staff(role):
    ensure_roles()
    user = User.objects.create_user(f"{role}@shop.example", "x" * 12, name="Sam", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def support(client):
    client.force_login(_staff(Role.SUPPORT), backend=BACKEND)
    return client


def _page(client, customer, **asked):
    answer = client.get(reverse("admin:customer_page", args=[customer.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def make_profile(customer, **fields):
    told = {
        "as_of": date(2026, 11, 20),
        "written_at": clock.now(),
        "orders": 3,
        "units": 5,
        "revenue_minor": 12_345,
        "segment": RfmSegment.AT_RISK,
        "churn_risk": 0.71,
        "churn_reasons": [
            {"reason": "rhythm", "effect": 0.8, "days": 120, "usual": 40},
            {"reason": "mail", "effect": -0.4, "opened": 3},
        ],
        "value_365_minor": 50_00,
        "value_365_low_minor": 20_00,
        "value_365_high_minor": 90_00,
        "churn_version": "20261120T0101",
        **fields,
    }
    return CustomerProfile.objects.create(customer=customer, **told)


def test_everything_is_told_of_who_agreed(support):
    ada = make_buyer(consent=Consent.ALL, country="DE")
    order = bought(ada, days_ago=3)
    shelf = make_category("Lamps")
    make_profile(
        ada,
        likely_categories=[{"category": shelf.pk, "chance": 0.4}],
        preferences={"category": [[shelf.pk, 0.62]], "hour": 19, "channel": "mail"},
    )
    for query in ("blue lamp", "desk"):
        did(ada, EventName.SEARCH_PERFORMED, days_ago=2, payload={"words": query})
    text = _page(support, ada)
    for expected in (
        ada.email, "Germany", order.number, "At risk", "71%", "50.00", "20.00", "90.00",
        "Last order 120 days ago; usually every 40 days.", "raises the risk", "lowers it", "Lamps",
        "Ask what went wrong", "around 19", "“blue lamp”", "20261120T0101",
    ):  # fmt: skip
        assert expected in text, expected


def test_without_consent_orders_stand_and_it_is_said_why_nothing_else_does(support):
    ada = make_buyer(consent=Consent.NECESSARY)
    order = bought(ada, days_ago=3)
    did(ada, EventName.SEARCH_PERFORMED, days_ago=2, payload={"words": "secret lamp"})
    text = _page(support, ada)
    assert order.number in text
    assert "did not agree to personalisation" in text
    assert "secret lamp" not in text
    assert "written every night" in text


def test_the_timeline_is_read_page_by_page_and_by_kind(support):
    ada = make_buyer()
    orders = [bought(ada, days_ago=day) for day in range(1, 31)]
    write_note(customer=ada, text="Prefers to be rung.", author=None)
    first = _page(support, ada)
    assert "Prefers to be rung." in first
    assert f"Order {orders[0].number} placed" in first
    assert f"Order {orders[-1].number} placed" not in first
    before = (clock.now() - timedelta(days=28, hours=12)).isoformat()
    older = _page(support, ada, before=before)
    assert f"Order {orders[-1].number} placed" in older
    assert f"Order {orders[0].number} placed" not in older
    only = _page(support, ada, kind="note")
    assert "Prefers to be rung." in only
    assert f"Order {orders[0].number} placed" not in only
    for nonsense in ("yesterday", "2026-13-40T00:00:00Z", "2026-01-01T00:00:00"):
        assert "Prefers to be rung." in _page(support, ada, before=nonsense)


def test_no_page_of_the_timeline_tells_a_thing_twice_or_never(support):
    ada = make_buyer()
    numbers = [bought(ada, days_ago=day).number for day in range(1, 61)]
    told, url = [], reverse("admin:customer_page", args=[ada.pk])
    while url:
        answer = support.get(url)
        told += [entry.text for entry in answer.context["timeline"].entries]
        older = answer.context["timeline"].older
        page = reverse("admin:customer_page", args=[ada.pk])
        url = f"{page}?before={older.isoformat().replace('+', '%2B')}" if older else ""
    assert told == [f"Order {number} placed" for number in numbers]


def test_a_mail_stands_once_and_what_happened_in_one_moment_on_one_page():
    ada, now = make_buyer(), clock.now()
    for text in ("One", "Two"):
        write_note(customer=ada, text=text, author=None, at=now - timedelta(minutes=2))
    mail = send_mail(
        kind=MailKind.MESSAGE, to=ada.email, language="en", key="once", customer_id=ada.pk,
        context=Message("Ada", "Hello", "Text", "", "").as_json(), at=now - timedelta(minutes=5),
    )  # fmt: skip
    Mail.objects.filter(pk=mail.pk).update(sent_at=now - timedelta(minutes=1))

    first = timeline(ada, before=now, kinds=list(Kind), limit=1)
    second = timeline(ada, before=first.older, kinds=list(Kind), limit=1)

    assert [entry.kind for entry in first.entries] == [Kind.MAIL]
    assert sorted(entry.detail for entry in second.entries) == ["One", "Two"]
    assert second.older is None


def test_campaigns_tell_what_was_said_and_why_not(support):
    ada, now = make_buyer(consent=Consent.ALL), clock.now()
    flow = make_flow(name="Win-back of spring")
    step = make_step(flow)
    left = make_enrolment(
        flow, ada, state=EnrolmentState.LEFT, reason=Reason.ORDERED, due_at=None,
        entered_at=now - timedelta(days=5), ended_at=now - timedelta(days=3),
    )  # fmt: skip
    mail = queue_mail(to=ada.email, customer_id=ada.pk)
    Mail.objects.filter(pk=mail.pk).update(kind=MailKind.CAMPAIGN)
    make_message(left, step, mail_id=mail.pk, opened_at=now, sent_at=now)
    make_message(
        left, make_step(flow), state=MessageState.SKIPPED, reason=Reason.CAPPED, sent_at=None
    )
    make_enrolment(make_flow(name="Cart"), ada, is_held_out=True, entered_at=now - timedelta(1))

    told = [
        (entry.text, entry.detail)
        for entry in timeline(ada, before=clock.now(), kinds=list(Kind)).entries
        if entry.kind in (Kind.CAMPAIGN, Kind.MAIL)
    ]

    assert set(told) == {
        ("Entered Win-back of spring", ""),
        ("Left Win-back of spring", "Ordered meanwhile"),
        ("Win-back of spring, message 1", "Sent (E-mail), opened"),
        ("Win-back of spring, message 2", "Not sent: Spoken to often enough"),
        ("Held out of Cart", "Nothing is said to them: they show what it earns."),
    }
    assert len(told) == 5, "a campaign's mail is told once"
    assert "Held out of Cart" in _page(support, ada)
    ada.consent = Consent.MARKETING
    quiet = timeline(ada, before=clock.now(), kinds=[Kind.CAMPAIGN]).entries
    assert not any("opened" in entry.detail for entry in quiet), "they took that consent back"
    mails = timeline(ada, before=clock.now(), kinds=[Kind.MAIL]).entries
    assert [entry.kind for entry in mails] == [Kind.MAIL], "who sees mail alone sees it there"


def test_visits_of_a_day_are_told_whole_and_searches_are_named(support):
    ada = make_buyer()
    session = uuid4()
    context = EventContext(
        visitor=uuid4(), session=session, customer=ada.pseudonym, device=Device.PHONE,
        source="newsletter", consent=Consent.PERSONALISATION,
    )  # fmt: skip
    begun = clock.now() - timedelta(hours=5)
    for minute in range(3):
        at = begun + timedelta(minutes=minute)
        record(Fact(EventName.PRODUCT_VIEWED, product_id=1, at=at), context=context)
    record(Fact(EventName.ORDER_PLACED, at=begun + timedelta(minutes=9)), context=context)
    text = _page(support, ada)
    assert "Visit by phone, from newsletter" in text
    assert "3 products looked at · ordered" in text


def test_what_another_did_in_the_same_browser_is_not_told(support):
    ada, ben = make_buyer(), make_buyer()
    shared, now = uuid4(), clock.now()

    def searched(words, customer):
        where = EventContext(
            visitor=shared, session=uuid4(), customer=customer, consent=Consent.PERSONALISATION
        )
        payload = {"words": words, "results": 1}
        record(Fact(EventName.SEARCH_PERFORMED, payload=payload, at=now), context=where)

    searched("gift for ada", ben.pseudonym)
    searched("blue lamp", None)
    link_visitor(visitor=shared, customer=ada)
    page = _page(support, ada)
    assert "blue lamp" in page
    assert "gift for ada" not in page
    assert "gift for ada" in _page(support, ben)


@pytest.mark.parametrize(
    "before", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "2026-13-01", "soon"]
)
def test_a_timeline_before_a_moment_that_is_none_begins_now(support, before):
    ada = make_buyer()
    bought(ada, days_ago=3)
    assert "Order " in _page(support, ada, before=before, kind="order")


@pytest.mark.parametrize(
    ("page", "permission"),
    [("customer_note", "add_customernote"), ("customer_mail", "add_mail")],
)
def test_who_may_only_write_is_shown_no_customer(client, page, permission):
    ada = make_buyer()
    clerk = User.objects.create_user("clerk@shop.example", "x" * 12, is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename=permission))
    client.force_login(clerk, backend=BACKEND)
    answer = client.post(reverse(f"admin:{page}", args=[ada.pk]), {"text": ""})
    assert answer.status_code == 403
    assert ada.email not in answer.content.decode()


def test_a_note_is_kept_and_an_empty_one_is_told(support):
    ada = make_buyer()
    url = reverse("admin:customer_note", args=[ada.pk])
    assert support.post(url, {"text": "  "}).status_code == 422
    assert not CustomerNote.objects.exists()
    assert support.post(url, {"text": "Collects blue glass."}).status_code == 302
    note = CustomerNote.objects.get()
    assert (note.text, note.author.email) == ("Collects blue glass.", "support@shop.example")
    back = reverse("admin:customer_note_back", args=[ada.pk, note.pk])
    assert support.post(back).status_code == 403, "support writes notes and takes none back"


def test_a_note_of_another_customer_is_not_taken_back_from_here(client):
    client.force_login(_staff(Role.MANAGER), backend=BACKEND)
    ada, ben = make_buyer(), make_buyer()
    note = write_note(customer=ben, text="Something.", author=None)
    assert (
        client.post(reverse("admin:customer_note_back", args=[ada.pk, note.pk])).status_code == 404
    )
    assert (
        client.post(reverse("admin:customer_note_back", args=[ben.pk, note.pk])).status_code == 302
    )
    assert not CustomerNote.objects.exists()


def _mail(**changes):
    return {"key": str(uuid4()), "subject": "Your lamp", "text": "It is back.", **changes}


def test_a_mail_is_sent_once_however_often_its_form_is(support):
    ada = make_buyer()
    url, form = reverse("admin:customer_mail", args=[ada.pk]), _mail()
    for _time in range(2):
        assert support.post(url, form).status_code == 302
    mail = Mail.objects.get(kind=MailKind.MESSAGE)
    assert (mail.to, mail.context["title"], mail.context["text"]) == (
        ada.email, "Your lamp", "It is back.",
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="customer.mail_written")
    assert "back" not in str(entry.changes)


def test_a_coupon_goes_along_only_where_they_agreed_to_marketing(support):
    running = make_promotion(needs_coupon=True)
    many, single = make_coupon("MANY", running), make_coupon("ONCE", running, most_uses=1)
    ada, ben = make_buyer(consent=Consent.ALL), make_buyer(consent=Consent.PERSONALISATION)
    page = _page(support, ada)
    assert "MANY" in page
    assert "ONCE" not in page, "a code for one use may have been given to somebody else"
    assert "MANY" not in _page(support, ben)
    for customer, coupon, sent in ((ben, many, 302), (ada, single, 422), (ada, many, 302)):
        url = reverse("admin:customer_mail", args=[customer.pk])
        assert support.post(url, _mail(coupon=coupon.pk)).status_code == sent
    codes = [mail.context["code"] for mail in Mail.objects.order_by("queued_at")]
    assert codes == ["", "MANY"]


def test_who_was_erased_is_a_page_without_a_person(support):
    ada = make_buyer(name="Ada Lovelace")
    bought(ada, days_ago=40, tax_minor=0)
    write_note(customer=ada, text="Collects blue glass.", author=None)
    ada.orders.update(fulfilment_state="fulfilled", payment_state="paid")
    email = ada.email
    erase_customer(customer=ada)
    text = _page(support, ada)
    for gone in (email, "Ada Lovelace", "blue glass", 'name="text"'):
        assert gone not in text, gone
    assert "This customer was erased" in text
    assert support.post(reverse("admin:customer_mail", args=[ada.pk]), _mail()).status_code == 422
    assert not Mail.objects.exists()


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.ANALYST, Role.MERCHANDISER])
def test_others_of_the_staff_see_no_customer(client, role):
    client.force_login(_staff(role), backend=BACKEND)
    page = reverse("admin:customer_page", args=[make_buyer().pk])
    assert client.get(page).status_code == 403


def test_the_list_of_customers_leads_to_the_page(support):
    ada = make_buyer()
    text = support.get(reverse("admin:accounts_customer_changelist")).content.decode()
    assert reverse("admin:customer_page", args=[ada.pk]) in text


def test_the_page_costs_the_same_queries_however_much_happened(
    support, django_assert_max_num_queries
):
    ada = make_buyer(consent=Consent.ALL)
    make_profile(ada)
    for day in range(40):
        bought(ada, days_ago=day + 1)
        did(ada, EventName.PRODUCT_VIEWED, days_ago=day + 1, product_id=1)
    with django_assert_max_num_queries(45):
        _page(support, ada)
