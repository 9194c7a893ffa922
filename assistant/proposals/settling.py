"""Offering a proposal, showing it, and carrying it out once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from assistant.asker import Asker
from assistant.kinds import Author, ProposalKind, ProposalState
from assistant.models import Conversation, Proposal, Turn
from assistant.proposals.forms import Described, Settled
from assistant.proposals.handlers import Deed, Handler, handlers
from assistant.replies import Said, as_json
from foundation import clock
from foundation.refusals import Refusal

LONGEST_CHOICE = 1_000
MOST_CHOICES = 500


@transaction.atomic
def offer(
    *,
    conversation: Conversation,
    kind: ProposalKind,
    payload: Mapping[str, Any],
    at: datetime | None = None,
) -> Proposal:
    """Prepare something; an earlier open proposal about the same is closed."""
    now = at or clock.now()
    subject = _handler(kind).subject
    for earlier in conversation.proposals.filter(kind=kind, state=ProposalState.OFFERED):
        if not subject or earlier.payload.get(subject) == payload.get(subject):
            earlier.state, earlier.settled_at = ProposalState.DECLINED, now
            earlier.save(update_fields=["state", "settled_at"])
    return Proposal.objects.create(
        conversation=conversation, kind=kind, payload=dict(payload), offered_at=now
    )


def described(proposal: Proposal, asker: Asker) -> Described:
    """A proposal as the asker may see it now, in the active language; writes nothing.

    What is not theirs, or not possible any more, is closed and says so.
    """
    kind = ProposalKind(proposal.kind)
    closed = Described(proposal.public_id, kind, str(kind.label), outcome=proposal.outcome)
    if proposal.state == ProposalState.DONE:
        return closed
    if proposal.state == ProposalState.DECLINED:
        return Described(proposal.public_id, kind, str(kind.label), outcome=_("Not carried out."))
    try:
        form = _handler(kind).form(proposal.payload, asker, proposal.conversation)
    except Refusal as problem:
        return Described(proposal.public_id, kind, str(kind.label), outcome=problem.message)
    return Described(
        public_id=proposal.public_id,
        kind=kind,
        title=form.title,
        text=form.text,
        fields=form.fields,
        button=form.button,
        decline=_("No, thank you"),
        is_open=True,
        is_grave=form.is_grave,
    )


@transaction.atomic
def settle(
    *,
    conversation: Conversation,
    public_id: str,
    asker: Asker,
    choices: Mapping[str, str],
    at: datetime | None = None,
) -> Settled:
    """Carry out a proposal of the conversation, once; a second click tells what came of it.

    The conversation is the one that the asker's session holds. Whose the order is and whether it
    still can be done is asked anew, from the session alone. The outcome is kept as a message.

    Raises:
        Refusal: it is no proposal of this conversation, was declined, or cannot be done (any
            more); nothing is changed then.
    """
    now = at or clock.now()
    with translation.override(conversation.language):
        proposal = _lock(conversation, public_id)
        if proposal.state == ProposalState.DONE:
            return Settled(proposal.outcome)
        if proposal.state != ProposalState.OFFERED:
            raise Refusal(_("This is not offered any more. Please ask again."))
        deed = Deed(
            conversation=proposal.conversation,
            payload=proposal.payload,
            asker=asker,
            choices=_cleaned(choices),
            key=f"assistant-{proposal.public_id}",
            at=now,
        )
        done = _handler(ProposalKind(proposal.kind)).carry_out(deed)
        proposal.state, proposal.settled_at = ProposalState.DONE, now
        proposal.outcome = done.text[:300]
        proposal.save(update_fields=["state", "settled_at", "outcome"])
        _keep(proposal.conversation, done, now)
    return done


@transaction.atomic
def decline(*, conversation: Conversation, public_id: str, at: datetime | None = None) -> None:
    """The shopper does not want it; what was carried out stays so.

    Raises:
        Refusal: it is no proposal of this conversation.
    """
    proposal = _lock(conversation, public_id)
    if proposal.state == ProposalState.OFFERED:
        proposal.state, proposal.settled_at = ProposalState.DECLINED, at or clock.now()
        proposal.save(update_fields=["state", "settled_at"])


def _handler(kind: ProposalKind) -> Handler:
    found = handlers.get(kind)
    if found is None:
        raise LookupError(f"nobody carries out proposals of kind {kind!r}")
    return found


def _lock(conversation: Conversation, public_id: str) -> Proposal:
    """The proposal as it is now, its conversation locked before it, as whoever writes in it does.

    Another conversation's is as one that does not exist.
    """
    held = Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    found = held.proposals.select_for_update().filter(public_id=public_id).first()
    if found is None:
        raise Refusal(_("This is not offered any more. Please ask again."))
    found.conversation = held
    return found


def _cleaned(choices: Mapping[str, str]) -> dict[str, str]:
    """What was typed, of bounded size and without characters that no text holds."""
    taken = list(choices.items())[:MOST_CHOICES]
    return {
        str(name): "".join(
            letter
            for letter in str(text).replace("\r\n", "\n")[: LONGEST_CHOICE + 1]
            if letter.isprintable() or letter == "\n"
        ).strip()
        for name, text in taken
    }


def _keep(conversation: Conversation, done: Settled, now: datetime) -> None:
    blocks = (Said(done.text), *done.blocks)
    Turn.objects.create(
        conversation=conversation,
        author=Author.ASSISTANT,
        text=done.text,
        blocks=as_json(blocks),
        at=now,
    )
    Conversation.objects.filter(pk=conversation.pk).update(last_at=now)
