"""What staff do on a conversation's page; each deed is one service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.roles import staff_of
from assistant.admin.talk_forms import AnswerForm, NoteForm, SortForm
from assistant.desk import services as desk
from assistant.desk.suggesting import Source, suggestions
from assistant.kinds import Priority
from assistant.models import Conversation
from assistant.models.conversations import LONGEST_ANSWER
from foundation.refusals import Refusal

USE = "use:"


@dataclass(frozen=True, slots=True)
class Undone:
    """Forms that are to be shown again: refused, or filled by a suggestion."""

    answer_form: AnswerForm | None = None
    note_form: NoteForm | None = None
    sort_form: SortForm | None = None
    was_refused: bool = True


Deed = Callable[[HttpRequest, Conversation], Undone | None]


def do(request: HttpRequest, talk: Conversation) -> Undone | None:
    """What the pressed button says; None where it is done and the page is to be shown anew."""
    name = request.POST.get("do", "")
    if name.startswith(USE):
        return _use(request, talk, name.removeprefix(USE))
    deed = _DEEDS.get(name)
    return deed(request, talk) if deed else None


def _answer(request: HttpRequest, talk: Conversation) -> Undone | None:
    form = AnswerForm(request.POST, auto_id="id_answer_%s")
    closes = request.POST.get("do") == "answer_and_close"
    if not form.is_valid():
        return Undone(answer_form=form)
    told, staff = form.cleaned_data, staff_of(request)
    try:
        with transaction.atomic():
            desk.reply(
                conversation=talk,
                staff=staff,
                text=told["text"],
                key=told["key"],
                last_seen=told["last_seen"],
                saved=told["saved"],
            )
            if closes:
                desk.close(conversation=talk, by=staff)
    except desk.Overtaken as overtaken:
        newest = talk.turns.order_by("-pk").first()
        again = AnswerForm.empty(
            last_seen=newest.pk if newest else 0,
            text=told["text"],
            saved=told["saved"].pk if told["saved"] else None,
        )
        messages.warning(request, overtaken.message)
        return Undone(answer_form=again)
    except Refusal as refusal:
        form.add_error("text", refusal.message)
        return Undone(answer_form=form)
    messages.success(request, _("The answer is sent."))
    return None


def _use(request: HttpRequest, talk: Conversation, name: str) -> Undone | None:
    """Put a suggestion below what is written already."""
    offered = {each.name: each for each in suggestions(talk, staff=staff_of(request))}
    chosen = offered.get(name)
    if chosen is None:
        messages.warning(request, _("This suggestion is not there any more."))
    written = request.POST.get("text", "").strip()[:LONGEST_ANSWER]
    seen = request.POST.get("last_seen", "")
    form = AnswerForm.empty(
        last_seen=int(seen[:18]) if seen.isascii() and seen.isdigit() else None,
        text=f"{written}\n\n{chosen.text}".strip() if chosen else written,
        saved=chosen.number if chosen and chosen.source is Source.SAVED else None,
    )
    return Undone(answer_form=form, was_refused=False)


def _note(request: HttpRequest, talk: Conversation) -> Undone | None:
    form = NoteForm(request.POST, auto_id="id_note_%s")
    if not form.is_valid():
        return Undone(note_form=form)
    desk.note(conversation=talk, staff=staff_of(request), text=form.cleaned_data["text"])
    messages.success(request, _("The note is kept."))
    return None


def _sort(request: HttpRequest, talk: Conversation) -> Undone | None:
    form = SortForm(request.POST)
    if not form.is_valid():
        return Undone(sort_form=form)
    told, staff = form.cleaned_data, staff_of(request)
    try:
        with transaction.atomic():
            if told["priority"] != talk.priority:
                priority = Priority(told["priority"])
                desk.set_priority(conversation=talk, priority=priority, by=staff)
            if told["assigned_to"] != talk.assigned_to:
                desk.assign(conversation=talk, to=told["assigned_to"], by=staff)
            desk.set_tags(conversation=talk, tags=told["tags"], new=told["new_tag"], by=staff)
    except Refusal as refusal:
        form.add_error("assigned_to", refusal.message)
        return Undone(sort_form=form)
    messages.success(request, _("Kept."))
    return None


def _take(request: HttpRequest, talk: Conversation) -> None:
    staff = staff_of(request)
    desk.assign(conversation=talk, to=staff, by=staff)
    messages.success(request, _("It is yours."))


def _close(request: HttpRequest, talk: Conversation) -> None:
    desk.close(conversation=talk, by=staff_of(request))
    messages.success(request, _("The conversation is closed."))


def _reopen(request: HttpRequest, talk: Conversation) -> None:
    try:
        desk.reopen(conversation=talk, by=staff_of(request))
    except Refusal as refusal:
        messages.error(request, refusal.message)


_DEEDS: dict[str, Deed] = {
    "answer": _answer,
    "answer_and_close": _answer,
    "note": _note,
    "sort": _sort,
    "take": _take,
    "close": _close,
    "reopen": _reopen,
}
