"""What the assistant holds of a person: all that was said, handed out and forgotten with them.

Articles, open questions, examples and saved replies tell of nobody: what comes from a message is
kept there only after it was blotted out.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Customer
from assistant.kinds import Author
from assistant.models import Conversation, Proposal, Turn
from foundation.registries import PersonalData, privacy

Rows = list[dict[str, object]]
_TOLD = (
    "public_id", "started_at", "last_at", "language", "state", "priority", "reason", "subject",
    "name", "email", "handed_over_at", "due_at", "first_answered_at", "closed_at",
    "shopper_seen_at", "satisfaction", "satisfaction_note",
)  # fmt: skip


def register() -> None:
    """Called when the app is ready."""
    privacy.register("assistant", PersonalData(export=_export, erase=_erase))


def conversations_of_person(customer_id: int) -> QuerySet[Conversation]:
    """A customer's conversations, with those for which they gave their address as a guest."""
    email = Customer.objects.filter(pk=customer_id).values_list("email", flat=True).first()
    theirs = Q(customer=customer_id)
    if email:
        theirs |= Q(customer__isnull=True, email__iexact=email)
    return Conversation.objects.filter(theirs)


def _export(customer_id: int) -> Rows:
    """Their conversations, what was said in them and what was prepared; notes of staff, too.

    With how staff sorted them and what is remembered of them; without keys that open a page.
    """
    talks = conversations_of_person(customer_id)
    told = talks.order_by("started_at", "pk").select_related("order").prefetch_related("tags")
    said = Turn.objects.filter(conversation__in=talks).order_by("pk")
    prepared = Proposal.objects.filter(conversation__in=talks).order_by("pk")
    return [
        *(_conversation(talk) for talk in told),
        *(_turn(turn) for turn in said.select_related("conversation")),
        *(
            {"what": "proposal", **row}
            for row in prepared.values(
                "kind", "payload", "state", "outcome", "offered_at", "settled_at"
            )
        ),
    ]


def _conversation(talk: Conversation) -> dict[str, object]:
    return {
        "what": "conversation",
        **{name: getattr(talk, name) for name in _TOLD},
        "order": talk.order.number if talk.order else None,
        "tags": [tag.name for tag in talk.tags.all()],
        "remembered": talk.memory,
    }


def _turn(turn: Turn) -> dict[str, object]:
    return {
        "what": "note" if turn.author == Author.NOTE else "message",
        "conversation": turn.conversation.public_id,
        "at": turn.at,
        "by": turn.author,
        "text": turn.text,
        "shown": turn.blocks,
        "understood_as": turn.intent,
        "thumb": turn.thumb,
    }


@transaction.atomic
def _erase(customer_id: int) -> int:
    """Their conversations go with all that was said and prepared in them."""
    talks = conversations_of_person(customer_id)
    count = talks.count()
    talks.delete()
    return count
