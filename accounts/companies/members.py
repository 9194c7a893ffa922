"""Who buys for a company, and in which role."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.companies.terms import tell_changed
from accounts.models import Company, CompanyRole, Customer, User
from events import audit
from foundation.refusals import Refusal

APPROVING = (CompanyRole.APPROVER, CompanyRole.ADMIN)
ROLE_CHANGED = "company.role_changed"
MEMBER_LEFT = "company.member_left"


class MembershipRefused(Refusal):
    """Who asks may not, or the company would be left without an administrator."""


def company_of(customer: Customer | None) -> Company | None:
    """The company that a customer buys for; one that is switched off counts as none."""
    if customer is None or customer.company_id is None or customer.company is None:
        return None
    return customer.company if customer.company.is_active else None


def members_of(company: Company) -> QuerySet[Customer]:
    return Customer.objects.filter(company=company, erased_at__isnull=True).order_by("name", "pk")


def approvers_of(company: Company) -> QuerySet[Customer]:
    """Who may agree to orders of others."""
    return members_of(company).filter(company_role__in=APPROVING)


def administers(customer: Customer) -> bool:
    """Whether a customer looks after their company's members and terms."""
    return company_of(customer) is not None and customer.company_role == CompanyRole.ADMIN


def sees_all_of_company(customer: Customer) -> bool:
    """Whether a customer sees what other members ordered and asked for."""
    return company_of(customer) is not None and customer.company_role in APPROVING


@transaction.atomic
def set_role(
    *,
    member: Customer,
    role: CompanyRole,
    actor: Customer | None = None,
    by: User | None = None,
    at: datetime | None = None,
) -> Customer:
    """Give a member another role.

    Args:
        actor: the administrator of the company who does it; None where staff do.
        by: the login that the audit trail names, where it is not the actor's.

    Raises:
        MembershipRefused: the actor is no administrator, the other no member of that company, or
            nobody would be left to administer it.
    """
    member = _locked(member, actor)
    before = member.company_role
    if before == CompanyRole.ADMIN and role != CompanyRole.ADMIN and actor is not None:
        _check_other_admin(member, stays=True)
    member.company_role = role
    member.save(update_fields=["company_role"])
    if before != role:
        audit.write(
            actor=by or (actor.user if actor else None),
            action=ROLE_CHANGED,
            target=member,
            changes={"before": before, "after": role},
            at=at,
        )
        tell_changed(member.company_id)
    return member


@transaction.atomic
def remove_member(*, member: Customer, actor: Customer, at: datetime | None = None) -> Customer:
    """Let a member buy for the company no more; every member may leave by themselves.

    What they ordered stays the company's.

    Raises:
        MembershipRefused: as ``set_role``.
    """
    member = _locked(member, None if member.pk == actor.pk else actor)
    if member.company_role == CompanyRole.ADMIN:
        _check_other_admin(member)
    company = member.company_id
    member.company, member.company_role = None, CompanyRole.BUYER
    member.save(update_fields=["company", "company_role"])
    audit.write(
        actor=actor.user, action=MEMBER_LEFT, target=member, changes={"company": company}, at=at
    )
    tell_changed(company)
    return member


def member_now(*, company_id: int, customer: Customer | None) -> Customer | None:
    """A customer as they are in the database now, with the company's row held and theirs.

    In the caller's transaction. Whoever lets a member go, or gives them another role, holds the
    member's row, too: they come before it or after. None where there is no such customer.
    """
    if customer is None:
        return None
    Company.objects.select_for_update(no_key=True).get(pk=company_id)
    rows = Customer.objects.select_for_update(no_key=True, of=("self",)).select_related("company")
    return rows.filter(pk=customer.pk).first()


def _locked(member: Customer, actor: Customer | None) -> Customer:
    """The member as they are now, with their company's row held: roles change one at a time."""
    if member.company_id is None:
        raise MembershipRefused(_("They are no member of this company."))
    Company.objects.select_for_update(no_key=True).get(pk=member.company_id)
    locked = Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=member.pk)
    if locked.company_id != member.company_id:
        raise MembershipRefused(_("They are no member of this company."))
    if actor is not None:
        check_administers(actor, locked.company_id)
    return locked


def check_administers(actor: Customer, company_id: int | None) -> None:
    """Let only administrators of a company go on.

    Raises:
        MembershipRefused: the actor, as they are in the database now, is none.
    """
    admins = Customer.objects.filter(
        company=company_id, company__is_active=True, company_role=CompanyRole.ADMIN
    )
    if company_id is None or not admins.filter(pk=actor.pk).exists():
        raise MembershipRefused(_("Only an administrator of the company can do this."))


def _check_other_admin(member: Customer, *, stays: bool = False) -> None:
    """Whoever is alone may leave a company, but not stay in it without a say."""
    others = Customer.objects.filter(company=member.company_id, erased_at__isnull=True)
    others = others.exclude(pk=member.pk)
    if (stays or others.exists()) and not others.filter(company_role=CompanyRole.ADMIN).exists():
        raise MembershipRefused(
            _("A company needs an administrator: give somebody else that role first."),
            field="role",
        )
