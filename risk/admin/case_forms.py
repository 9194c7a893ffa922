"""Forms of the review desk: what is decided of a held attempt, and what an attempt was."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from risk.algorithms.vocabulary import Verdict
from risk.kinds import VERDICTS, FraudKind
from risk.reviewing.labels import LONGEST_NOTE

PLAIN: Final = {"class": "staff-input"}
KINDS: Final = [("", "—"), *(choice for choice in FraudKind.choices if choice[0])]


class DecideForm(forms.Form):
    """``kind`` counts only where it is refused, ``doubt`` keeps a guess from being learned."""

    use_required_attribute = False  # one button needs the kind, the other does not
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={**PLAIN, "rows": 2}),
    )
    kind = forms.ChoiceField(
        label=_("Kind of fraud, where it is refused"),
        choices=KINDS,
        required=False,
        widget=forms.Select(attrs=PLAIN),
    )
    doubt = forms.BooleanField(
        label=_("I cannot tell what it was: learn nothing from it"), required=False
    )


class LabelForm(forms.Form):
    """What an attempt turned out to be, whether it was held or not."""

    use_required_attribute = False
    verdict = forms.ChoiceField(
        label=_("It was"), choices=VERDICTS, widget=forms.RadioSelect, error_messages={
            "required": _("Say whether it was fraud or honest.")
        },
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind of fraud"), choices=KINDS, required=False, widget=forms.Select(attrs=PLAIN)
    )
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.TextInput(attrs=PLAIN),
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("verdict") == Verdict.FRAUD and not told.get("kind"):
            self.add_error("kind", str(_("Say what kind of fraud it was.")))
        return told
