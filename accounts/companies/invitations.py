"""Asking somebody to buy for a company: by a mail whose key only their own login can use."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.companies.members import MembershipRefused, check_administers
from accounts.companies.terms import tell_changed
from accounts.models import Company, CompanyInvitation, CompanyRole, Customer, User
from events import audit
from foundation import clock
from foundation.ids import new_token

LASTS = timedelta(days=14)
MOST_A_DAY = 50
MOST_TO_ONE_A_DAY = 3
_RISING = (CompanyRole.BUYER, CompanyRole.APPROVER, CompanyRole.ADMIN)
INVITED = "company.invited"
JOINED = "company.joined"


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation that was made, with the key of its mail: nobody can show that again."""

    invitation: CompanyInvitation
    key: str


def open_invitations(company: Company) -> QuerySet[CompanyInvitation]:
    """Those that nobody has answered, whether they hold still or ran out."""
    return company.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


def invitation_of(key: str, *, at: datetime | None = None) -> CompanyInvitation | None:
    """The invitation that a mail's key opens; None where it holds no more."""
    return (
        CompanyInvitation.objects.select_related("company", "invited_by")
        .filter(
            digest=_digest(key),
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=at or clock.now(),
            company__is_active=True,
        )
        .first()
    )


@transaction.atomic
def invite(
    *,
    company: Company,
    email: str,
    role: CompanyRole,
    actor: Customer | None = None,
    by: User | None = None,
    at: datetime | None = None,
) -> NewInvitation:
    """Ask an address to join; asked again, the earlier mail's key is good no more.

    Args:
        actor: the administrator of the company who asks; None where staff do.
        by: the member of staff, for the audit trail.

    Raises:
        MembershipRefused: the actor is no administrator, the address no address or a member's
            already, or too many were asked within a day.
    """
    now = at or clock.now()
    company = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    if actor is not None:
        check_administers(actor, company.pk)
    email = check_can_be_invited(company, email)
    _check_patience(company, email, now)
    open_invitations(company).filter(email__iexact=email).update(withdrawn_at=now)
    made = _write(company, email, role, actor, now)
    audit.write(
        actor=by or (actor.user if actor else None),
        action=INVITED,
        target=made.invitation,
        changes={"company": company.pk, "role": role},
        at=at,
    )
    return made


def _check_patience(company: Company, email: str, now: datetime) -> None:
    """Nobody's postbox is filled in a company's name."""
    lately = company.invitations.filter(created_at__gt=now - timedelta(days=1))
    to_one = lately.filter(email__iexact=email).count()
    if lately.count() >= MOST_A_DAY or to_one >= MOST_TO_ONE_A_DAY:
        raise MembershipRefused(
            _("Enough invitations went out today. Try again tomorrow."), field="email"
        )


def _write(
    company: Company, email: str, role: CompanyRole, actor: Customer | None, now: datetime
) -> NewInvitation:
    key = new_token()
    invitation = CompanyInvitation.objects.create(
        company=company,
        email=email,
        role=role,
        digest=_digest(key),
        invited_by=actor,
        created_at=now,
        expires_at=now + LASTS,
    )
    return NewInvitation(invitation, key)


@transaction.atomic
def withdraw(
    *, invitation: CompanyInvitation, actor: Customer | None = None, at: datetime | None = None
) -> None:
    """Take an invitation back; one that was answered stays as it is.

    Raises:
        MembershipRefused: the actor is no administrator of that company.
    """
    if actor is not None:
        check_administers(actor, invitation.company_id)
    open_invitations(invitation.company).filter(pk=invitation.pk).update(
        withdrawn_at=at or clock.now()
    )


@transaction.atomic
def accept(*, key: str, customer: Customer, at: datetime | None = None) -> CompanyInvitation:
    """Join a company, as the one whom it asked: their confirmed address is the invitation's.

    Raises:
        MembershipRefused: it holds no more, is for another address, or they buy for a company
            already.
    """
    now = at or clock.now()
    found = invitation_of(key, at=now)
    if found is None:
        raise MembershipRefused(_("This invitation holds no more. Ask for another."))
    Company.objects.select_for_update(no_key=True).get(pk=found.company_id)
    customer = Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=customer.pk)
    if not customer.email or customer.email.lower() != found.email.lower():
        raise MembershipRefused(
            _("This invitation is for another e-mail address. Sign in with that one.")
        )
    if customer.company_id is not None and customer.company_id != found.company_id:
        raise MembershipRefused(_("You buy for another company already. Leave it first."))
    if invitation_of(key, at=now) is None:
        raise MembershipRefused(_("This invitation holds no more. Ask for another."))
    customer.company_role = _role_of(customer, found)
    customer.company = found.company
    customer.save(update_fields=["company", "company_role"])
    found.accepted_by, found.accepted_at = customer, now
    found.save(update_fields=["accepted_by", "accepted_at"])
    tell_changed(found.company_id)
    audit.write(
        actor=customer.user,
        action=JOINED,
        target=found,
        changes={"role": customer.company_role},
        at=at,
    )
    return found


def _role_of(customer: Customer, invitation: CompanyInvitation) -> CompanyRole:
    """What was meant; of a member, who joined another way since, the higher one that they have.

    Else the only administrator could become a buyer by an old mail.
    """
    meant, own = CompanyRole(invitation.role), CompanyRole(customer.company_role)
    is_member = customer.company_id == invitation.company_id
    return max(meant, own, key=_RISING.index) if is_member else meant


def check_can_be_invited(company: Company, typed: str) -> str:
    """The address as it is kept, where it may be asked.

    Raises:
        MembershipRefused: it is no address, or a member's already.
    """
    email = typed.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise MembershipRefused(_("That is not an e-mail address."), field="email") from None
    if Customer.objects.filter(company=company, email__iexact=email).exists():
        raise MembershipRefused(_("They are a member already."), field="email")
    return email


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
