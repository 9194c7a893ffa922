"""Forms of rows whose service is asked, before anything is written, whether it would keep them."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod

from django import forms
from django.forms.models import ModelFormMetaclass

from foundation.refusals import Refusal


class _AbstractForm(ABCMeta, ModelFormMetaclass):
    """Of forms that leave something to say."""


class CheckedForm(forms.ModelForm, metaclass=_AbstractForm):  # type: ignore[type-arg]
    """Once every field is right, ``check_row`` is asked; what it refuses stands at its field."""

    @abstractmethod
    def check_row(self) -> None:
        """Raises:
        Refusal: the service would not keep ``self.instance``.
        """

    def field_of(self, name: str) -> str | None:
        """The field of the form at which a refusal of ``name`` stands; None: above them all."""
        return name if name in self.fields else None

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            self.check_row()
        except Refusal as refusal:
            self.add_error(self.field_of(refusal.field), refusal.message)
