"""Forms of a conversation's page: an answer, a note, and how it is sorted."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assistant.desk.selectors import who_may_answer
from assistant.kinds import Priority
from assistant.models import Conversation, SavedReply, Tag
from assistant.models.conversations import LONGEST_ANSWER

PLAIN = {"class": "staff-input"}


class AnswerForm(forms.Form):
    """``key`` knows the form again, ``last_seen`` is the newest message that it was written to."""

    use_required_attribute = False  # one button closes, another fills the box: both need no text
    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={**PLAIN, "rows": 6}),
    )
    key = forms.CharField(max_length=32, widget=forms.HiddenInput)
    last_seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    saved = forms.ModelChoiceField(
        SavedReply.objects.all(), required=False, widget=forms.HiddenInput
    )

    @classmethod
    def empty(
        cls, *, last_seen: int | None, text: str = "", saved: int | None = None
    ) -> AnswerForm:
        """A form to be filled, under a key of its own."""
        initial = {"text": text, "key": uuid4().hex, "last_seen": last_seen, "saved": saved}
        return cls(initial=initial, auto_id="id_answer_%s")


class NoteForm(forms.Form):
    use_required_attribute = False
    text = forms.CharField(
        label=_("For colleagues alone"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={**PLAIN, "rows": 3}),
    )


class SortForm(forms.Form):
    """How pressing it is, who sees to it, and by which words it is found again."""

    priority = forms.ChoiceField(
        label=_("Priority"), choices=Priority.choices, widget=forms.Select(attrs=PLAIN)
    )
    assigned_to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Assigned to"),
        required=False,
        empty_label=_("Nobody"),
        widget=forms.Select(attrs=PLAIN),
    )
    tags = forms.ModelMultipleChoiceField(
        Tag.objects.all(), label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_tag = forms.CharField(
        label=_("Another tag"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=PLAIN),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="id_sort_%s")
        people: Any = self.fields["assigned_to"]
        people.queryset = who_may_answer()

    @classmethod
    def of(cls, talk: Conversation) -> SortForm:
        return cls(
            initial={
                "priority": talk.priority,
                "assigned_to": talk.assigned_to_id,
                "tags": [tag.pk for tag in talk.tags.all()],
            }
        )
