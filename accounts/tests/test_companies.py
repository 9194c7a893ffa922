"""Members of companies, their roles, and how somebody comes to be one."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.companies.certificates import certificate_of, exempt_country
from accounts.companies.invitations import (
    LASTS,
    MOST_TO_ONE_A_DAY,
    accept,
    invitation_of,
    invite,
    withdraw,
)
from accounts.companies.members import (
    MembershipRefused,
    administers,
    remove_member,
    sees_all_of_company,
    set_role,
)
from accounts.companies.privacy import KEEP_UNANSWERED, forget_old_invitations
from accounts.companies.terms import save_company
from accounts.models import Company, CompanyInvitation, CompanyRole, Customer
from accounts.privacy import erase_customer, export_customer
from accounts.services import set_terms
from accounts.tests.companies import make_company, make_member
from accounts.tests.factories import make_customer
from events.models import AuditEntry
from foundation import clock

pytestmark = pytest.mark.django_db


def test_an_administrator_gives_roles_and_the_trail_tells_of_it():
    company = make_company()
    admin, buyer = make_member(company, CompanyRole.ADMIN), make_member(company)

    set_role(member=buyer, role=CompanyRole.APPROVER, actor=admin)

    buyer.refresh_from_db()
    assert buyer.company_role == CompanyRole.APPROVER
    assert sees_all_of_company(buyer)
    assert not administers(buyer)
    entry = AuditEntry.objects.get(action="company.role_changed")
    assert entry.changes == {"before": "buyer", "after": "approver"}
    assert entry.actor == admin.user.pk


@pytest.mark.parametrize("role", [CompanyRole.BUYER, CompanyRole.APPROVER])
def test_others_give_no_roles_not_even_to_themselves(role):
    member = make_member(make_company(), role)

    with pytest.raises(MembershipRefused):
        set_role(member=member, role=CompanyRole.ADMIN, actor=member)

    member.refresh_from_db()
    assert member.company_role == role


def test_an_administrator_of_another_company_has_no_say():
    stranger = make_member(make_company(), CompanyRole.ADMIN)
    member = make_member(make_company())

    with pytest.raises(MembershipRefused):
        set_role(member=member, role=CompanyRole.ADMIN, actor=stranger)
    with pytest.raises(MembershipRefused):
        remove_member(member=member, actor=stranger)


def test_the_last_administrator_stays_while_there_are_others():
    company = make_company()
    admin, buyer = make_member(company, CompanyRole.ADMIN), make_member(company)

    with pytest.raises(MembershipRefused):
        set_role(member=admin, role=CompanyRole.BUYER, actor=admin)
    with pytest.raises(MembershipRefused):
        remove_member(member=admin, actor=admin)

    set_role(member=buyer, role=CompanyRole.ADMIN, actor=admin)
    remove_member(member=admin, actor=admin)
    admin.refresh_from_db()
    assert (admin.company, admin.company_role) == (None, CompanyRole.BUYER)


def test_a_member_may_leave_and_a_buyer_may_not_send_others_away():
    company = make_company()
    make_member(company, CompanyRole.ADMIN)
    one, other = make_member(company), make_member(company)

    with pytest.raises(MembershipRefused):
        remove_member(member=other, actor=one)
    remove_member(member=one, actor=one)

    assert Customer.objects.filter(company=company).count() == 2


def test_a_company_that_is_switched_off_gives_nobody_a_role():
    admin = make_member(make_company(is_active=False), CompanyRole.ADMIN)

    assert not administers(admin)
    assert not sees_all_of_company(admin)
    with pytest.raises(MembershipRefused):
        invite(company=admin.company, email="a@example.com", role=CompanyRole.BUYER, actor=admin)


def test_whoever_is_invited_joins_in_the_role_that_was_meant():
    admin = make_member(make_company(), CompanyRole.ADMIN)
    made = invite(
        company=admin.company, email="New@Example.com ", role=CompanyRole.APPROVER, actor=admin
    )
    guest = make_customer(email="new@example.com")

    accept(key=made.key, customer=guest)

    guest.refresh_from_db()
    assert (guest.company, guest.company_role) == (admin.company, CompanyRole.APPROVER)
    assert invitation_of(made.key) is None
    assert CompanyInvitation.objects.get().accepted_by == guest


@pytest.mark.parametrize(
    ("own", "meant", "then"),
    [
        (CompanyRole.ADMIN, CompanyRole.BUYER, CompanyRole.ADMIN),
        (CompanyRole.APPROVER, CompanyRole.BUYER, CompanyRole.APPROVER),
        (CompanyRole.BUYER, CompanyRole.APPROVER, CompanyRole.APPROVER),
    ],
)
def test_an_old_invitation_takes_no_role_from_a_member(own, meant, then):
    company = make_company()
    made = invite(company=company, email="a@example.com", role=meant)
    member = make_member(company, own, email="a@example.com")

    accept(key=made.key, customer=member)

    member.refresh_from_db()
    assert member.company_role == then


def test_a_role_of_an_earlier_company_does_not_come_along():
    made = invite(company=make_company(), email="a@example.com", role=CompanyRole.BUYER)
    guest = make_member(make_company(), CompanyRole.ADMIN, email="a@example.com")
    Customer.objects.filter(pk=guest.pk).update(company=None)

    accept(key=made.key, customer=guest)

    guest.refresh_from_db()
    assert guest.company_role == CompanyRole.BUYER


def test_whoever_is_alone_may_leave_but_stays_no_mere_buyer():
    admin = make_member(make_company(), CompanyRole.ADMIN)

    with pytest.raises(MembershipRefused):
        set_role(member=admin, role=CompanyRole.BUYER, actor=admin)
    remove_member(member=admin, actor=admin)

    admin.refresh_from_db()
    assert admin.company is None


def test_an_invitation_is_good_for_its_own_address_alone():
    made = invite(company=make_company(), email="a@example.com", role=CompanyRole.ADMIN)
    thief = make_customer(email="thief@example.com")

    with pytest.raises(MembershipRefused):
        accept(key=made.key, customer=thief)

    thief.refresh_from_db()
    assert thief.company is None
    assert invitation_of(made.key) is not None


def test_only_a_digest_of_the_key_is_kept():
    made = invite(company=make_company(), email="a@example.com", role=CompanyRole.BUYER)

    assert made.key not in str(CompanyInvitation.objects.values().get())
    assert invitation_of(made.invitation.digest) is None


def test_an_invitation_ends_by_time_by_withdrawal_and_by_the_next_one():
    company, guest = make_company(), make_customer(email="a@example.com")
    old = invite(
        company=company, email=guest.email, role=CompanyRole.BUYER,
        at=clock.now() - LASTS - timedelta(seconds=1),
    )  # fmt: skip
    first = invite(company=company, email=guest.email, role=CompanyRole.BUYER)
    second = invite(company=company, email=guest.email, role=CompanyRole.APPROVER)
    third = invite(company=company, email="b@example.com", role=CompanyRole.BUYER)
    withdraw(invitation=third.invitation)

    for ended in (old, first, third):
        assert invitation_of(ended.key) is None
        with pytest.raises(MembershipRefused):
            accept(key=ended.key, customer=guest)
    assert invitation_of(second.key) is not None


def test_whoever_buys_for_another_company_leaves_that_first():
    guest = make_member(make_company(), email="a@example.com")
    made = invite(company=make_company(), email=guest.email, role=CompanyRole.BUYER)

    with pytest.raises(MembershipRefused):
        accept(key=made.key, customer=guest)


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "member@example.com"])
def test_a_bad_address_or_a_members_is_refused_at_its_field(email):
    company = make_company()
    make_member(company, email="member@example.com")

    with pytest.raises(MembershipRefused) as refused:
        invite(company=company, email=email, role=CompanyRole.BUYER)

    assert refused.value.field == "email"


def test_a_certificate_holds_to_the_end_of_its_last_day_in_its_own_country():
    company = make_company(tax_exemption="EX-1", tax_exempt_until=date(2026, 6, 30))
    member = make_member(company)
    last = clock.now().replace(year=2026, month=6, day=30, hour=12)

    assert certificate_of(company, at=last) == "EX-1"
    assert exempt_country(member, at=last) == "DE"
    assert certificate_of(company, at=last + timedelta(days=1)) == ""
    assert exempt_country(make_customer(), at=last) == ""


def test_staff_give_a_company_with_a_role_and_taking_it_away_takes_the_role():
    company, customer = make_company(), make_customer()

    set_terms(customer=customer, group=None, company=company, role=CompanyRole.ADMIN)
    assert administers(Customer.objects.get(pk=customer.pk))
    set_terms(customer=customer, group=None, company=None, role=CompanyRole.ADMIN)

    customer.refresh_from_db()
    assert (customer.company, customer.company_role) == (None, CompanyRole.BUYER)
    assert AuditEntry.objects.filter(action="company.role_changed").count() == 2


def test_an_erased_member_leaves_neither_role_nor_invitation():
    admin = make_member(make_company(), CompanyRole.ADMIN)
    made = invite(company=admin.company, email="b@example.com", role=CompanyRole.ADMIN)
    guest = make_customer(email="b@example.com")
    accept(key=made.key, customer=guest)
    told = export_customer(Customer.objects.get(pk=guest.pk))["data"]["company"]
    assert [row["what"] for row in told] == ["membership", "invitation"]

    erase_customer(customer=guest)

    guest.refresh_from_db()
    assert guest.company_role == CompanyRole.BUYER
    assert not CompanyInvitation.objects.exists()


def test_addresses_that_never_answered_are_forgotten_and_members_stay():
    now = clock.now()
    old = now - LASTS - KEEP_UNANSWERED - timedelta(days=1)
    company = make_company()
    taken = invite(company=company, email="a@example.com", role=CompanyRole.BUYER, at=old)
    accept(key=taken.key, customer=make_customer(email="a@example.com"), at=old)
    invite(company=company, email="b@example.com", role=CompanyRole.BUYER, at=old)
    invite(company=company, email="c@example.com", role=CompanyRole.BUYER, at=now)

    assert forget_old_invitations(at=now) == 1

    left = CompanyInvitation.objects.values_list("email", flat=True)
    assert set(left) == {"a@example.com", "c@example.com"}


def test_a_certificate_without_its_last_day_is_refused():
    with pytest.raises(ValidationError):
        save_company(company=Company(name="A", country="DE", tax_exemption="EX-1"))


def test_nobodys_postbox_is_filled_in_a_companys_name():
    company = make_company()
    now = clock.now()
    for _time in range(MOST_TO_ONE_A_DAY):
        invite(company=company, email="a@example.com", role=CompanyRole.BUYER, at=now)

    with pytest.raises(MembershipRefused):
        invite(company=company, email="A@example.com", role=CompanyRole.BUYER, at=now)
    invite(company=company, email="b@example.com", role=CompanyRole.BUYER, at=now)
    tomorrow = now + timedelta(days=1, seconds=1)
    invite(company=company, email="a@example.com", role=CompanyRole.BUYER, at=tomorrow)
