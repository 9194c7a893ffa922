"""A company at work: somebody is invited, an order waits for approval."""

from accounts.companies.members import set_role
from accounts.models import CompanyRole, Customer
from orders.companies.news import send_invitation
from orders.models import ApprovalRequest


def fill_companies(customer: Customer, *, name: str) -> ApprovalRequest:
    """The customer becomes administrator of their company and waits for an approval."""
    company = customer.company
    assert company is not None
    set_role(member=customer, role=CompanyRole.ADMIN)
    send_invitation(
        company=company, email=f"new-{name}@firm.example", role=CompanyRole.BUYER, actor=customer
    )
    return ApprovalRequest.objects.create(
        company=company,
        requested_by=customer,
        currency="EUR",
        total_minor=12_345,
        po_number=f"PO-{name}",
        note=f"For {name}",
    )
