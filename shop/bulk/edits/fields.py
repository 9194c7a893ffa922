"""Fields of the forms of edits, drawn as on all staff pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from shop.bulk.edits.base import EditForm, Terms

Choices = Iterable[Any] | Callable[[], Iterable[Any]]
YES_NO = (("yes", _("Yes")), ("no", _("No")))


def choice_field(label: Any, choices: Choices, **options: Any) -> forms.ChoiceField:
    """One of some words."""
    return forms.ChoiceField(
        label=label, choices=choices, widget=UnfoldAdminSelectWidget(), **options
    )


def row_field(label: Any, rows: QuerySet[Any], **options: Any) -> forms.ModelChoiceField[Any]:
    """One of some rows."""
    return forms.ModelChoiceField(
        label=label, queryset=rows, widget=UnfoldAdminSelectWidget(), **options
    )


class RowForm(EditForm):
    """Asks for a row; its key is the value, None where none is chosen."""

    def terms(self) -> Terms:
        chosen = self.cleaned_data["value"]
        return {"value": chosen.pk if chosen else None}


class YesNoForm(EditForm):
    """Asks yes or no; nothing is chosen beforehand."""

    value = choice_field(_("From now on"), (("", "—"), *YES_NO))

    def terms(self) -> Terms:
        return {"value": self.cleaned_data["value"] == "yes"}
