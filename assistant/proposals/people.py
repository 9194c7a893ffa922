"""Leaving a message, and asking for a person: both put the conversation into the staff's queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from assistant.asker import Asker
from assistant.desk.services import hand_over
from assistant.kinds import Author, HandoverReason
from assistant.models import Conversation, Turn
from assistant.models.conversations import LONGEST_MESSAGE
from assistant.proposals.forms import Field, FieldKind, Form, Settled
from assistant.proposals.handlers import Deed, Handler
from assistant.replies import Said, as_json
from foundation.refusals import Refusal

LONGEST_EMAIL = 254
LONGEST_NAME = 120


def message_form(payload: Mapping[str, Any], asker: Asker, talk: Conversation) -> Form:
    """What is to be told to the staff, and where the answer goes."""
    text = Field(
        name="text",
        label=_("Your message"),
        kind=FieldKind.LONG_TEXT,
        value=str(payload.get("text", ""))[:LONGEST_MESSAGE],
        is_needed=True,
        longest=LONGEST_MESSAGE,
    )
    return Form(
        title=_("Leave a message"),
        text=_("People of the shop read it, with what was said here, and answer."),
        button=_("Send the message"),
        fields=(text, *_contact(asker, talk, is_needed=True)),
    )


def leave_message(deed: Deed) -> Settled:
    """Keep the message as the shopper's and have staff answer it."""
    text = deed.choices.get("text", "")
    if not text:
        raise Refusal(_("Nothing is written yet."), field="text")
    if len(text) > LONGEST_MESSAGE:
        most = {"most": LONGEST_MESSAGE}
        raise Refusal(_("At most %(most)d characters, please.") % most, field="text")
    _keep_contact(deed, is_needed=True)
    Turn.objects.create(
        conversation=deed.conversation,
        author=Author.SHOPPER,
        text=text,
        blocks=as_json((Said(text),)),
        at=deed.at,
    )
    hand_over(conversation=deed.conversation, reason=HandoverReason.MESSAGE, at=deed.at)
    return Settled(_("Your message is with us. The answer comes here, and by e-mail."))


def handover_form(_payload: Mapping[str, Any], asker: Asker, talk: Conversation) -> Form:
    """Where the answer goes when the shopper has left."""
    return Form(
        title=_("Talk to a person"),
        text=_("Somebody of the shop reads all that was said here, and answers."),
        button=_("Ask for a person"),
        fields=_contact(asker, talk, is_needed=False),
    )


def ask_for_person(deed: Deed) -> Settled:
    """Put the conversation into the staff's queue for the reason that was prepared."""
    _keep_contact(deed, is_needed=False)
    reason = deed.payload.get("reason")
    known = HandoverReason(reason) if reason in HandoverReason.values else HandoverReason.NONE
    hand_over(conversation=deed.conversation, reason=known or HandoverReason.ASKED, at=deed.at)
    return Settled(_("A person of the shop will answer here as soon as they can."))


def _contact(asker: Asker, talk: Conversation, *, is_needed: bool) -> tuple[Field, ...]:
    """Nothing for customers: their address is known."""
    if asker.customer is not None:
        return ()
    email = Field(
        name="email",
        label=_("E-mail"),
        kind=FieldKind.EMAIL,
        value=talk.email,
        is_needed=is_needed,
        longest=LONGEST_EMAIL,
        autocomplete="email",
        hint=_("Only for this answer: we write there if you have left this page."),
    )
    name = Field(
        "name", _("Name"), FieldKind.TEXT, talk.name, longest=LONGEST_NAME, autocomplete="name"
    )
    return (email, name)


def _keep_contact(deed: Deed, *, is_needed: bool) -> None:
    """Keep where the answer of a guest goes.

    Raises:
        Refusal: no address where one is needed, or none that can be written to.
    """
    if deed.asker.customer is not None:
        return
    email, name = deed.choices.get("email", ""), deed.choices.get("name", "")
    if not email and is_needed:
        raise Refusal(_("Where may we answer to?"), field="email")
    if email and not _is_address(email):
        raise Refusal(_("Enter a valid email address."), field="email")
    talk = deed.conversation
    talk.email = email or talk.email
    talk.name = " ".join(name.split())[:LONGEST_NAME] or talk.name
    talk.save(update_fields=["email", "name"])


def _is_address(email: str) -> bool:
    if len(email) > LONGEST_EMAIL:
        return False
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


MESSAGE = Handler(message_form, leave_message)
HANDOVER = Handler(handover_form, ask_for_person)
