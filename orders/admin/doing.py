"""How the admin pages of orders do things: through a service, with an entry in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from events.audit import by_staff
from orders.errors import NotPossible
from orders.refunds import RefundRefused


def do(
    request: HttpRequest,
    row: Model,
    deed: str,
    work: Callable[[], object],
    done: Any,
    **changes: Any,
) -> bool:
    """Do it in one transaction with its audit entry, and tell in either case what became of it."""
    try:
        with transaction.atomic():
            work()
            by_staff(request, deed, row, **changes)
    except (NotPossible, RefundRefused) as problem:
        messages.error(request, f"{row}: {problem}")
        return False
    messages.success(request, f"{row}: {done}")
    return True


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper to download."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )
