"""What the forms of synonyms and rules share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminSelectWidget


def language_field(label: Any, *, empty: Any = "", help_text: Any = "") -> forms.ChoiceField:
    """One of the shop's languages; with ``empty`` none may be chosen, and reads so."""
    choices = [(code, _(str(name))) for code, name in settings.LANGUAGES]
    return forms.ChoiceField(
        label=label,
        choices=[("", empty), *choices] if empty else choices,
        required=not empty,
        widget=UnfoldAdminSelectWidget(),
        help_text=help_text,
    )


def add_problems(form: forms.ModelForm, error: ValidationError) -> None:
    """What a service refuses, told at the fields of a form."""
    for name, messages in error.message_dict.items():
        form.add_error(name if name in form.fields else None, messages)


def last_change(row: Any) -> str:
    """When a row was changed and by whom; a dash for a new one."""
    if row.pk is None:
        return "—"
    when = date_format(localtime(row.changed_at), "SHORT_DATETIME_FORMAT")
    return f"{when} {row.changed_by or ''}".strip()
