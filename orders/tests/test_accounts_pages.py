"""Staff read the accounts, take them with them and close periods; who may not is kept out."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role as StaffRole
from accounts.roles import assign_role, ensure_roles
from events.models import AuditEntry, Job
from foundation import clock
from orders.accounting.posting import policy, post_journal
from orders.models import AccountNumber, JournalEntry, Order
from orders.tests.placed import make_order

pytestmark = pytest.mark.django_db
ACCOUNTS = "admin:orders_journalentry_accounts"


@pytest.fixture
def staff(client):
    def login(role: StaffRole) -> User:
        ensure_roles()
        assert Group.objects.exists()
        user = User.objects.create_user(f"{role}@example.com", "a good password", is_staff=True)
        assign_role(user=user, role=role, actor=None)
        client.force_login(user)
        return user

    return login


def test_the_page_tells_sales_tax_and_balances(client, staff):
    staff(StaffRole.MANAGER)
    order = make_order("20.00")
    post_journal()
    page = client.get(reverse(ACCOUNTS)).content.decode()
    assert f"{order.tax_minor / 100:.2f}" in page
    assert "VAT return" in page
    assert "1200" in page


def test_another_period_holds_nothing_and_an_odd_one_is_this_month(client, staff):
    staff(StaffRole.MANAGER)
    make_order("20.00")
    post_journal()
    page = client.get(reverse(ACCOUNTS), {"first": "2001-01-01", "last": "2001-12-31"})
    assert "Nothing was sold." in page.content.decode()
    for odd in ({"first": "x", "last": "y"}, {"first": "2026-02-01", "last": "2026-01-01"}):
        assert client.get(reverse(ACCOUNTS), odd).context["period"].last >= clock.business_day()


def test_a_file_leaves_with_a_note_of_who_took_it(client, staff):
    user = staff(StaffRole.OWNER)
    order = make_order("20.00")
    post_journal()
    answer = client.get(reverse("admin:orders_journalentry_file", args=["journal"]))
    assert order.number in b"".join(answer.streaming_content).decode()
    assert 'filename="journal_' in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(actor=user.pk, action="data.exported").exists()
    assert client.get(reverse("admin:orders_journalentry_file", args=["x"])).status_code == 404


def test_staff_close_a_period_that_is_over_and_no_other(client, staff):
    staff(StaffRole.OWNER)
    today = clock.business_day()
    page = client.post(reverse(ACCOUNTS), {"until": today.isoformat()})
    assert "Only days that are over can be closed." in page.content.decode()
    yesterday = today - timedelta(days=1)
    client.post(reverse(ACCOUNTS), {"until": yesterday.isoformat()})
    assert policy().closed_until == yesterday
    assert AuditEntry.objects.filter(action="accounts.closed").exists()


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.WAREHOUSE, StaffRole.ANALYST])
def test_the_accounts_are_not_for_everybody(client, staff, role):
    staff(role)
    assert client.get(reverse(ACCOUNTS)).status_code == 403
    file = reverse("admin:orders_journalentry_file", args=["journal"])
    assert client.get(file).status_code == 403


def test_posting_is_asked_for_once_a_minute(client, staff):
    staff(StaffRole.OWNER)
    url = reverse("admin:orders_journalentry_post_now")
    with clock.standing_at(clock.now()):
        for _try in range(2):
            client.post(url, {"_form_submitted": "on"})
    assert Job.objects.filter(name="orders.journal").count() == 1


def test_an_entry_is_shown_with_both_sides_and_its_order(client, staff):
    staff(StaffRole.MANAGER)
    order = make_order("20.00")
    post_journal()
    listed = client.get(reverse("admin:orders_journalentry_changelist")).content.decode()
    assert Order.objects.get(pk=order.pk).number in listed
    entry = JournalEntry.objects.latest("pk")
    url = reverse("admin:orders_journalentry_change", args=[entry.pk])
    page = client.get(url).content.decode()
    assert "Receivables" in page


def test_a_number_is_set_for_what_is_booked(client, staff):
    staff(StaffRole.MANAGER)
    url = reverse("admin:orders_accountnumber_add")
    form = {"role": "revenue", "number": "8400", "rate_basis_points": "1900"}
    client.post(url, form)
    assert AccountNumber.objects.get().number == "8400"
    answer = client.post(url, form)
    assert "There is a number for this already." in answer.content.decode()
