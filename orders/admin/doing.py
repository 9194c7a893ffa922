"""How the admin pages of orders do things: through a service, with an entry in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from events.audit import by_staff
from foundation.admin import close_dialog
from foundation.dialogs import answer_problem
from foundation.refusals import Refusal
from orders.errors import NotPossible
from orders.refunds import RefundRefused


def carry_out(
    request: HttpRequest,
    form: forms.Form,
    row: Model,
    deed: str,
    work: Callable[[], object],
    done: Any,
    **changes: Any,
) -> HttpResponse:
    """Do what a dialog asks for, or tell in it why that is not possible."""
    try:
        _with_entry(request, row, deed, work, **changes)
    except Refusal as problem:
        return answer_problem(request, form, problem, field=problem.field)
    except (NotPossible, RefundRefused) as problem:
        return answer_problem(request, form, problem)
    messages.success(request, f"{row}: {done}")
    return close_dialog()


def do_chosen(
    request: HttpRequest, row: Model, deed: str, work: Callable[[], object], done: Any
) -> None:
    """Do it for one of several rows, and tell in either case what became of it."""
    try:
        _with_entry(request, row, deed, work)
    except (NotPossible, RefundRefused) as problem:
        messages.error(request, f"{row}: {problem}")
    else:
        messages.success(request, f"{row}: {done}")


@transaction.atomic
def _with_entry(
    request: HttpRequest, row: Model, deed: str, work: Callable[[], object], **changes: Any
) -> None:
    work()
    by_staff(request, deed, row, **changes)


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper to download."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )
