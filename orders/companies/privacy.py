"""What approvals hold of a person: what they asked for, with whose words it was decided."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import CompanyInvitation
from foundation import clock
from foundation.registries import PersonalData, privacy
from notifications.contexts import ApprovalStep
from notifications.models import Mail
from notifications.privacy import forget_mails
from orders.companies.news import approval_key, invitation_key
from orders.models import ApprovalRequest, ApprovalState, Cart, CartState


def register() -> None:
    """Called when the app is ready."""
    privacy.register("approvals", PersonalData(_export, _erase, _objections))


def _objections(customer_id: int) -> list[str]:
    placing = ApprovalRequest.objects.filter(requested_by=customer_id, state=ApprovalState.PLACING)
    if not placing.exists():
        return []
    return [_("An order of yours is being approved just now. Try again in a moment.")]


def _export(customer_id: int) -> list[dict[str, object]]:
    columns = (
        "public_id", "company__name", "state", "details", "po_number", "note", "currency",
        "total_minor", "reason", "created_at", "decided_at",
    )  # fmt: skip
    asked = ApprovalRequest.objects.filter(requested_by=customer_id).order_by("pk")
    decided = ApprovalRequest.objects.filter(decided_by=customer_id).order_by("pk")
    return [
        *({"what": "approval asked for", **row} for row in asked.values(*columns)),
        *(
            {"what": "approval decided", **row}
            for row in decided.values("public_id", "state", "reason", "decided_at")
        ),
    ]


@transaction.atomic
def _erase(customer_id: int) -> int:
    """Their own words and addresses go, and what waited with them; sums stay with the company."""
    asked = ApprovalRequest.objects.filter(requested_by=customer_id)
    waiting = asked.filter(state=ApprovalState.WAITING)
    carts = list(waiting.filter(cart__isnull=False).values_list("cart", flat=True))
    waiting.update(state=ApprovalState.WITHDRAWN, decided_at=clock.now())
    Cart.objects.filter(pk__in=carts, state=CartState.WAITING).delete()
    written = ApprovalRequest.objects.filter(decided_by=customer_id).update(reason="")
    written += _forget_told(customer_id)
    return asked.update(details={}, note="") + written


def _forget_told(customer_id: int) -> int:
    """Mails to others that name them; invitations in their name that nobody answered end."""
    invited = CompanyInvitation.objects.filter(invited_by=customer_id)
    keys = [invitation_key(public_id) for public_id in invited.values_list("public_id", flat=True)]
    forgotten = forget_mails(Mail.objects.filter(key__in=keys, swept_at__isnull=True))
    invited.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=clock.now()
    )
    asked = ApprovalRequest.objects.filter(requested_by=customer_id)
    for public_id in asked.values_list("public_id", flat=True):
        start = approval_key(ApprovalStep.REQUESTED, public_id)
        told = Mail.objects.filter(key__startswith=start, swept_at__isnull=True)
        forgotten += forget_mails(told)
    return forgotten
