"""Forms of rows whose words are told by language: a field for each language of the shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from unfold.widgets import UnfoldAdminTextInputWidget

from marketing.content.words import LONGEST_LINE


@dataclass(frozen=True, slots=True)
class Line:
    """A column of words: its name and what it is called in the form."""

    column: str
    label: str | Promise
    is_needed: bool = True

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its fields in the form, one a language."""
        return tuple(f"{self.column}_{code}" for code, _name in settings.LANGUAGES)


class WordsForm(forms.ModelForm):
    """Reads and writes the columns of ``lines``; what they may hold is for the service to say."""

    lines: Sequence[Line] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in self.lines:
            told = getattr(self.instance, line.column) or {}
            for code, _name in settings.LANGUAGES:
                if (field := self.fields.get(f"{line.column}_{code}")) is not None:
                    field.initial = told.get(code, "")

    def _post_clean(self) -> None:
        for line in self.lines:
            setattr(self.instance, line.column, self._words(line))
        super()._post_clean()  # type: ignore[misc]

    def _words(self, line: Line) -> dict[str, str]:
        typed = {
            code: str(self.cleaned_data.get(f"{line.column}_{code}") or "").strip()
            for code, _name in settings.LANGUAGES
        }
        return {code: words for code, words in typed.items() if words}


def words_form(model: type[Model], lines: Sequence[Line], columns: Sequence[str]) -> Any:
    """A form of a model's plain ``columns`` with a field for each line and language.

    The shop's own language is needed where the line is.
    """
    fields: dict[str, Any] = {
        f"{line.column}_{code}": forms.CharField(
            label=f"{line.label} ({get_language_info(code)['name_translated']})",
            max_length=LONGEST_LINE,
            required=line.is_needed and code == settings.LANGUAGE_CODE,
            widget=UnfoldAdminTextInputWidget(),
        )
        for line in lines
        for code, _name in settings.LANGUAGES
    }
    meta = type("Meta", (), {"model": model, "fields": tuple(columns)})
    return type(
        f"{model.__name__}Form", (WordsForm,), {"lines": tuple(lines), "Meta": meta, **fields}
    )
