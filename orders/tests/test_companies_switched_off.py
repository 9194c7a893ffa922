"""A company that has bought is never deleted; switched off, what is open of it ends with a word."""

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from accounts.models import Company, CompanyRole, User
from accounts.tests import companies
from events.outbox import drain
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.carts import find_cart
from orders.companies.decide import hand_back_unanswerable
from orders.models import ApprovalRequest, ApprovalState, QuoteState
from orders.quotes import withdraw_unanswerable
from orders.tests.quote_rows import accept, answer, ask, make_member
from orders.tests.test_approvals import ask as ask_approval

pytestmark = pytest.mark.django_db
WORD = "Your company does not buy here any more."


def switched_off(company: Company) -> Company:
    company.is_active = False
    company.save()
    return company


@pytest.fixture
def approving():
    """A buyer whose cart waits for an approver of the company."""
    company = companies.make_company(approval_from_minor=5_000)
    companies.make_member(company, CompanyRole.APPROVER)
    buyer = companies.make_member(company, email="bo@firm.example")
    return ask_approval(buyer)


def test_a_company_with_a_quote_an_order_or_an_approval_is_not_deleted(approving):
    quoted, bought = make_member(), make_member("bea@engines.example")
    ask(quoted)
    accept(answer(ask(bought)))
    for company in (quoted.company, bought.company, approving.company):
        with pytest.raises(ProtectedError):
            company.delete()
    companies.make_company().delete()
    assert Company.objects.count() == 3


def test_staff_are_told_what_keeps_it(client, approving):
    client.force_login(User.objects.create_superuser("boss@example.com", "a long password"))
    url = reverse("admin:accounts_company_delete", args=[approving.company_id])
    page = client.get(url)
    assert "approval" in page.content.decode().lower()
    client.post(url, {"post": "yes"})
    assert Company.objects.filter(pk=approving.company_id).exists()


def test_what_nobody_can_approve_any_more_goes_back_with_a_word(approving):
    assert hand_back_unanswerable() == 0
    switched_off(approving.company)
    assert hand_back_unanswerable() == 1
    approving.refresh_from_db()
    assert (approving.state, approving.reason) == (ApprovalState.DECLINED, WORD)
    assert find_cart(customer=approving.requested_by).pk == approving.cart_id
    drain()
    told = Mail.objects.get(kind=MailKind.APPROVAL, to="bo@firm.example")
    assert told.context["note"] == WORD


def test_open_quotes_are_withdrawn_with_a_word_and_accepted_ones_stay():
    member = make_member()
    asked, offered = ask(member), answer(ask(member))
    accepted = answer(ask(member))
    accept(accepted)
    other = answer(ask(make_member("bea@engines.example")))
    assert withdraw_unanswerable() == 0
    switched_off(member.company)
    assert withdraw_unanswerable() == 2
    assert withdraw_unanswerable() == 0
    drain()
    for quote in (asked, offered, accepted, other):
        quote.refresh_from_db()
    assert [row.state for row in (asked, offered, accepted, other)] == [
        QuoteState.WITHDRAWN, QuoteState.WITHDRAWN, QuoteState.ACCEPTED, QuoteState.OFFERED,
    ]  # fmt: skip
    assert {asked.reason, offered.reason} == {WORD}
    told = Mail.objects.filter(kind=MailKind.QUOTE_UPDATE, context__step="withdrawn")
    assert [mail.context["note"] for mail in told] == [WORD, WORD]


def test_a_quote_that_waits_for_approval_is_given_back_and_then_withdrawn():
    member = make_member(approval_from_minor=100)
    companies.make_member(member.company, CompanyRole.APPROVER)
    quote = answer(ask(member))
    accept(quote)
    assert ApprovalRequest.objects.get().quote == quote
    switched_off(member.company)
    assert (hand_back_unanswerable(), withdraw_unanswerable()) == (1, 1)
    quote.refresh_from_db()
    assert quote.state == QuoteState.WITHDRAWN
