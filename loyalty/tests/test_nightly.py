"""What the night does: who falls out of a tier, whose points expire soon, whose birthday it is."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import CustomerGroup
from foundation import clock
from foundation.refusals import Refusal
from loyalty.ledger import open_account, spend
from loyalty.models import AccountKind, Membership, Programme, Tier
from loyalty.nightly import greet_birthdays, look_at_members
from loyalty.points.earning import credit_due, note_left, settle
from loyalty.points.expiring import warn_of_expiry
from loyalty.programme import months_later, save_programme
from loyalty.tests.factories import make_customer
from loyalty.tests.member_rows import make_earning, make_facts, make_programme, make_tier
from loyalty.tiers import save_tier
from notifications.kinds import MailKind
from notifications.models import Mail

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


def mails(topic):
    return [mail for mail in Mail.objects.filter(kind=MailKind.LOYALTY) if
            mail.context["topic"] == topic]  # fmt: skip


def test_a_tier_is_kept_for_a_year_of_spending_and_then_lost_at_night():
    make_programme()
    gold = make_tier(spend_from=5_000)
    customer = make_customer()
    make_earning(customer)
    assert Membership.objects.get().tier == gold
    assert look_at_members(at=clock.now() + timedelta(days=1)) == 1
    assert Membership.objects.get().tier == gold
    look_at_members(at=clock.now() + YEAR)
    assert Membership.objects.get().tier is None
    assert look_at_members(at=clock.now() + YEAR) == 0


def test_who_reaches_a_tier_hears_of_it_once():
    make_programme()
    make_tier("Gold", spend_from=5_000)
    customer = make_customer(name="Ada")
    make_earning(customer)
    make_earning(customer)
    [mail] = mails("tier")
    assert (mail.to, mail.context["tier"]) == (customer.email, "Gold")


def test_a_tier_puts_its_members_in_a_group_and_out_of_it_again():
    make_programme()
    friends = CustomerGroup.objects.create(code="friends", name="Friends of the house")
    make_tier(spend_from=5_000, group=friends)
    customer = make_customer()
    make_earning(customer)
    customer.refresh_from_db()
    assert customer.group == friends
    look_at_members(at=clock.now() + YEAR)
    customer.refresh_from_db()
    assert customer.group is None


def test_a_group_that_staff_gave_is_theirs():
    make_programme()
    trade = CustomerGroup.objects.create(code="trade", name="Trade")
    make_tier(spend_from=5_000, group=CustomerGroup.objects.create(code="gold", name="Gold"))
    customer = make_customer()
    customer.group = trade
    customer.save()
    make_earning(customer)
    look_at_members(at=clock.now() + YEAR)
    customer.refresh_from_db()
    assert customer.group == trade


def test_what_is_owed_is_taken_at_night_from_what_came_in_otherwise():
    from dataclasses import replace

    make_programme(birthday_points=70)
    customer = make_customer(birth_month=11, birth_day=30)
    facts = make_facts(customer)
    note_left(facts=facts)
    later = clock.now() + timedelta(days=15)
    credit_due(facts=facts, at=later)
    account = open_account(kind=AccountKind.POINTS, customer=customer)
    spend(account=account, amount=100, key="all of it")
    settle(facts=replace(facts, kept_minor=0), at=later)
    greet_birthdays(at=datetime(2027, 11, 30, 12, tzinfo=UTC))
    account.refresh_from_db()
    assert account.balance == 0
    assert Membership.objects.get().shortfall == 30


def test_a_birthday_is_greeted_once_a_year_and_only_of_members():
    make_programme(birthday_points=50)
    member = make_customer(birth_month=2, birth_day=29)
    make_customer(birth_month=2, birth_day=29)
    make_earning(member)
    day = datetime(2027, 2, 28, 9, tzinfo=UTC)
    assert greet_birthdays(at=day) == 1
    assert greet_birthdays(at=day) == 0
    assert greet_birthdays(at=datetime(2028, 2, 28, 9, tzinfo=UTC)) == 0
    assert greet_birthdays(at=datetime(2028, 2, 29, 9, tzinfo=UTC)) == 1


def test_who_has_points_that_expire_soon_hears_of_it_once():
    make_programme(months_until_expiry=2)
    customer = make_customer(name="Ada")
    long_ago = clock.now() - timedelta(days=15)
    facts = make_facts(customer, left_at=long_ago)
    note_left(facts=facts, at=long_ago)
    credit_due(facts=facts)
    assert warn_of_expiry() == 0
    soon = clock.now() + timedelta(days=45)
    assert warn_of_expiry(at=soon) == 1
    assert warn_of_expiry(at=soon + timedelta(days=1)) == 0
    [mail] = mails("expiring")
    assert mail.context["points"] == 100


def test_a_month_later_is_the_same_day_or_the_last_one():
    day = datetime(2027, 1, 31, tzinfo=UTC).date()
    assert str(months_later(day, 1)) == "2027-02-28"
    assert str(months_later(day, 13)) == "2028-02-29"
    assert str(months_later(day, 3)) == "2027-04-30"
    assert str(months_later(day, 11)) == "2027-12-31"


def test_rules_that_make_no_sense_are_refused_at_their_field():
    with pytest.raises(Refusal) as refused:
        save_programme(changed=Programme(point_worth_minor=0))
    assert refused.value.field == "point_worth_minor"
    make_tier("Gold", spend_from=100)
    with pytest.raises(Refusal) as refused:
        save_tier(tier=Tier(name="Silver", spend_from_minor=100))
    assert refused.value.field == "spend_from_minor"
