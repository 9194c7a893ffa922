"""Mails to the members of a company: who asks for approval, what became of it, who may join."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts.companies.invitations import NewInvitation, invite
from accounts.companies.members import approvers_of
from accounts.models import Company, CompanyRole, Customer, User
from events.outbox import Payload
from foundation import clock
from foundation.money import Money
from notifications.contexts import ApprovalStep, ApprovalUpdate, CompanyInvitationMail
from notifications.kinds import MailKind
from notifications.links import page
from notifications.services import send_mail
from orders.models import ApprovalRequest, ApprovalState


def tell_requested(payloads: list[Payload]) -> None:
    """A mail to each who may approve."""
    for request in _requests(payloads):
        if request.state != ApprovalState.WAITING:
            continue
        for reader in approvers_of(request.company).exclude(approval_requests=request.pk):
            _tell(request, reader, ApprovalStep.REQUESTED, request.note)


def tell_decided(payloads: list[Payload]) -> None:
    """A mail to whoever asked."""
    for request in _requests(payloads):
        if request.requested_by is None:
            continue
        is_approved = request.state == ApprovalState.APPROVED
        step = ApprovalStep.APPROVED if is_approved else ApprovalStep.DECLINED
        _tell(request, request.requested_by, step, request.reason)


@transaction.atomic
def send_invitation(
    *,
    company: Company,
    email: str,
    role: CompanyRole,
    actor: Customer | None = None,
    by: User | None = None,
    language: str = "",
    at: datetime | None = None,
) -> NewInvitation:
    """Ask an address to join a company, by a mail in the language of whoever asks.

    Raises:
        MembershipRefused: see ``accounts.companies.invitations.invite``.
    """
    made = invite(company=company, email=email, role=role, actor=actor, by=by, at=at)
    language = language or (actor.language if actor else "") or settings.LANGUAGE_CODE
    with translation.override(language):
        context = CompanyInvitationMail(
            company=company.name,
            role=str(CompanyRole(role).label),
            invited_by=str(actor.name or actor.email) if actor else "",
            join_url=page("storefront:company-join", made.key, language=language),
            valid_until=clock.business_day(made.invitation.expires_at),
        )
    send_mail(
        kind=MailKind.COMPANY_INVITATION,
        to=made.invitation.email,
        language=language,
        context=context.as_json(),
        key=invitation_key(made.invitation.public_id),
        reference=company.name,
        at=at,
    )
    return made


def invitation_key(public_id: str) -> str:
    """The key of an invitation's mail."""
    return f"company.invited:{public_id}"


def approval_key(step: ApprovalStep, public_id: str) -> str:
    """How the keys of the mails about a step of a request begin; the reader ends them."""
    return f"approval.{step}:{public_id}:"


def _requests(payloads: list[Payload]) -> list[ApprovalRequest]:
    keys = {payload["approval"] for payload in payloads}
    rows = ApprovalRequest.objects.filter(pk__in=keys).order_by("pk")
    return list(rows.select_related("company", "requested_by"))


def _tell(request: ApprovalRequest, reader: Customer, step: ApprovalStep, note: str) -> None:
    if not reader.email:
        return
    language = reader.language or settings.LANGUAGE_CODE
    member = request.requested_by
    context = ApprovalUpdate(
        step=step,
        name=reader.name or reader.email,
        member=(member.name or member.email) if member else "",
        company=request.company.name,
        total=Money(request.total_minor, request.currency),
        page_url=page("storefront:approval", request.public_id, language=language),
        po_number=request.po_number,
        note=note,
    )
    send_mail(
        kind=MailKind.APPROVAL,
        to=reader.email,
        language=language,
        context=context.as_json(),
        key=f"{approval_key(step, request.public_id)}{reader.pk}",
        reference=request.company.name,
        customer_id=reader.pk,
    )
