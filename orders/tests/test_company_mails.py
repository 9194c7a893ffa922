"""What the mails of a company keep of its members."""

import json

import pytest

from accounts.models import CompanyRole
from accounts.privacy import erase_customer
from accounts.tests.companies import make_company, make_member
from events.outbox import drain
from notifications.models import Mail
from orders.companies.news import send_invitation
from orders.tests.test_approvals import ask

pytestmark = pytest.mark.django_db


def test_erasure_forgets_what_others_were_told_in_ones_name():
    """Mails to approvers name whoever asks, invitations whoever invites."""
    company = make_company(approval_from_minor=5_000)
    make_member(company, CompanyRole.APPROVER)
    admin = make_member(company, CompanyRole.ADMIN, name="Ada Min", email="ada@firm.example")
    buyer = make_member(company, name="Bo Buyer", email="bo@firm.example")
    ask(buyer)
    sent = send_invitation(
        company=company, email="new@firm.example", role=CompanyRole.BUYER, actor=admin
    )
    drain()
    names = ("Bo Buyer", "Ada Min")
    assert all(name in json.dumps(list(Mail.objects.values("context"))) for name in names)

    for one in (buyer, admin):
        erase_customer(customer=one)

    kept = json.dumps(list(Mail.objects.values("context", "text", "html")))
    assert not any(name in kept for name in names)
    sent.invitation.refresh_from_db()
    assert sent.invitation.withdrawn_at is not None
