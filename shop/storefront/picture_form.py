"""The picture that a shopper searches by: chosen from files, or taken with the camera."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image

from search.algorithms.pictures.intake import MOST_BYTES, PictureRefused, Problem, open_picture

TYPES = "image/jpeg,image/png,image/webp"

TEXTS = {
    Problem.EMPTY: _("This file is empty. Please choose a picture."),
    Problem.TOO_HEAVY: _("This picture is larger than 5 MB. Please choose a smaller one."),
    Problem.TYPE: _("This is no JPEG, PNG or WebP. Please choose a picture of these types."),
    Problem.TOO_LARGE: _(
        "This picture has more than 25 megapixels, or is too long. Please choose a smaller one."
    ),
    Problem.TOO_SMALL: _("This picture is too small to see anything in it."),
    Problem.ANIMATED: _("This picture moves. Please choose one that stands still."),
    Problem.MIXED: _("This file holds more than a picture. Please choose another."),
    Problem.DAMAGED: _("This picture is damaged. Please choose another."),
}


class PictureForm(forms.Form):
    """One picture, by either field; what is cleaned is its opened pixels."""

    picture = forms.FileField(
        label=_("A picture of your own"),
        required=False,
        allow_empty_file=True,
        help_text=_("JPEG, PNG or WebP, at most 5 MB. It is looked at and then forgotten."),
        widget=forms.FileInput(attrs={"accept": TYPES}),
    )
    photo = forms.FileField(
        label=_("Or take a photo now"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": TYPES, "capture": "environment"}),
    )

    def clean_picture(self) -> Image.Image | None:
        return self._opened("picture")

    def clean_photo(self) -> Image.Image | None:
        return self._opened("photo")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and self.opened() is None:
            self.add_error("picture", _("Choose a picture first."))
        return cleaned

    def opened(self) -> Image.Image | None:
        """The picture that was sent; the one that was chosen where both were."""
        return self.cleaned_data.get("picture") or self.cleaned_data.get("photo")

    def _opened(self, name: str) -> Image.Image | None:
        sent: UploadedFile | None = self.cleaned_data.get(name)
        if sent is None:
            return None
        try:
            if (sent.size or 0) > MOST_BYTES:
                raise PictureRefused(Problem.TOO_HEAVY)
            return open_picture(sent.read())
        except PictureRefused as refused:
            raise forms.ValidationError(TEXTS[refused.problem]) from refused
