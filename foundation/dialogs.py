"""Dialogs over staff pages: what stands in the way is told in them, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.forms import BaseDialogForm

from foundation.admin import close_dialog
from foundation.refusals import Refusal


class Dialog(BaseDialogForm):
    """A dialog that tells problems of no single field above its fields."""

    form_before_template = "admin/dialog_problems.html"

    def get_before_template_context(
        self, request: HttpRequest, object_id: int | str | None = None
    ) -> dict[str, Any]:
        return {"problems": self.non_field_errors()}


def answer_problem(
    request: HttpRequest, form: BaseDialogForm, problem: object, *, field: str = ""
) -> HttpResponse:
    """The dialog anew with what was typed, and why its work could not be done.

    The problem stands at ``field``, else at the only field there is, else above all of them.
    """
    visible = [bound.name for bound in form.visible_fields()]
    if field not in visible:
        field = visible[0] if len(visible) == 1 else ""
    form.add_error(field or None, str(problem))
    # htmx takes the fields out of this answer: title and buttons stay as they are.
    return render(request, "unfold/helpers/dialog.html", {"dialog": {}, "form": form})


def carry_out(
    request: HttpRequest, form: BaseDialogForm, work: Callable[[], object], done: Any
) -> HttpResponse:
    """Do what a dialog asks and say so; a refusal is told at the field it names."""
    try:
        work()
    except Refusal as problem:
        return answer_problem(request, form, problem, field=problem.field)
    messages.success(request, done)
    return close_dialog()
