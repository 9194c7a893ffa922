"""A company's page among staff: its terms as people write them."""

import pytest
from django.urls import reverse

from accounts.companies.facts import facts
from accounts.models import CompanyInvitation, CompanyRole, User
from accounts.tests.companies import make_company, make_member
from notifications.kinds import MailKind
from notifications.models import Mail

pytestmark = pytest.mark.django_db
NOTHING = {f"members-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}


@pytest.fixture
def staff(client):
    client.force_login(User.objects.create_superuser("boss@example.com", "a long password"))
    return client


def save(staff, company, **typed):
    address = reverse("admin:accounts_company_change", args=[company.pk])
    filled = {"name": company.name, "country": "DE", "is_active": "on", **NOTHING, **typed}
    return staff.post(address, filled)


def test_amounts_are_written_in_units_and_kept_in_cents(staff):
    company = make_company()

    save(staff, company, credit_limit_minor="2500", approval_from_minor="0", payment_days="30")

    company.refresh_from_db()
    assert (company.credit_limit_minor, company.approval_from_minor) == (250_000, 0)
    assert company.payment_days == 30


def test_what_is_left_empty_is_no_limit(staff):
    company = make_company(credit_limit_minor=1, approval_from_minor=1)

    save(staff, company, credit_limit_minor="", approval_from_minor="")

    company.refresh_from_db()
    assert (company.credit_limit_minor, company.approval_from_minor) == (None, None)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"tax_exemption": "EX-1"}, "tax_exempt_until"),
        ({"credit_limit_minor": "0", "approval_from_minor": "10"}, "credit_limit_minor"),
        ({"credit_limit_minor": "-1"}, "credit_limit_minor"),
    ],
)
def test_terms_that_cannot_be_are_told_at_their_field(staff, typed, field):
    answer = save(staff, make_company(), **typed)

    assert field in answer.context["adminform"].form.errors


def test_the_page_tells_what_other_rooms_know(staff, monkeypatch):
    company = make_company()
    assert dict(facts), "orders tells what a company owes"

    page = staff.get(reverse("admin:accounts_company_change", args=[company.pk]))

    assert "Open invoices: €0.00" in page.content.decode()


def test_a_customers_page_gives_company_and_role(staff):
    company, member = make_company(), make_member(make_company())
    address = reverse("admin:accounts_customer_change", args=[member.pk])
    fields = {"group": "", "company": company.pk, "company_role": "admin"}
    empty = {
        f"{prefix}-{name}": "0"
        for prefix in ("addresses", "consents", "preferences")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }

    staff.post(address, {**fields, **empty})

    member.refresh_from_db()
    assert (member.company, member.company_role) == (company, CompanyRole.ADMIN)


def test_staff_invite_a_companys_first_administrator(staff):
    company = make_company()
    address = reverse("admin:accounts_companyinvitation_add")

    staff.post(address, {"company": company.pk, "email": "a@firm.example", "role": "admin"})

    assert CompanyInvitation.objects.get().role == CompanyRole.ADMIN
    assert Mail.objects.get(kind=MailKind.COMPANY_INVITATION).to == "a@firm.example"
    make_member(company, email="b@firm.example")
    refused = staff.post(
        address, {"company": company.pk, "email": "b@firm.example", "role": "buyer"}
    )
    assert "email" in refused.context["adminform"].form.errors
