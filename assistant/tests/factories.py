"""Conversations, what was said in them, and articles, to test with."""

from __future__ import annotations

from itertools import count
from typing import Any

from accounts.models import Customer
from assistant.asker import Asker
from assistant.kinds import Author, ConversationState, Intent, ProposalKind
from assistant.models import (
    Article,
    Conversation,
    Example,
    OpenQuestion,
    Proposal,
    SavedReply,
    ServicePolicy,
    Tag,
    Turn,
)
from foundation import clock

_numbers = count(1)


def make_asker(customer: Customer | None = None, **fields: Any) -> Asker:
    """Who shops in English and euros; a guest where no customer is given."""
    return Asker(**{"language": "en", "currency": "EUR", "customer": customer, **fields})


def make_conversation(customer: Customer | None = None, **fields: Any) -> Conversation:
    return Conversation.objects.create(customer=customer, **fields)


def make_turn(conversation: Conversation, text: str = "Do you have lamps?", **fields: Any) -> Turn:
    """A message of the shopper; with ``author`` of somebody else."""
    return Turn.objects.create(
        conversation=conversation, text=text, **{"author": Author.SHOPPER, **fields}
    )


def make_article(title: str = "How long does delivery take?", **fields: Any) -> Article:
    """A published article in English."""
    values = {
        "slug": f"article-{next(_numbers)}",
        "title": title,
        "body": "Parcels arrive within three working days.",
        "is_published": True,
        **fields,
    }
    return Article.objects.create(**values)


def make_proposal(conversation: Conversation, **fields: Any) -> Proposal:
    return Proposal.objects.create(
        conversation=conversation, **{"kind": ProposalKind.MESSAGE, **fields}
    )


def make_example(text: str = "Where is my parcel?", **fields: Any) -> Example:
    values = {"language": "en", "intent": Intent.ORDER_STATE, **fields}
    return Example.objects.create(text=text, **values)


def fill_assistant(customer: Customer, *, name: str) -> Conversation:
    """A conversation that staff answered, and what they have around it, for tests of pages."""
    now = clock.now()
    conversation = make_conversation(
        customer, subject=name, state=ConversationState.ANSWERED, handed_over_at=now, due_at=now
    )
    conversation.tags.add(Tag.objects.create(name=f"Tag {name}"[:40]))
    asked = make_turn(conversation, f"Where is it? {name}", intent=Intent.ORDER_STATE)
    make_turn(conversation, "Here.", author=Author.ASSISTANT, answers=asked)
    make_turn(conversation, "On its way.", author=Author.STAFF)
    make_proposal(conversation)
    article = make_article(f"Article {name}")
    OpenQuestion.objects.create(
        text=f"Do you engrave {name}?", key=f"engrave {name}"[:64], language="en", article=article
    )
    make_example(f"Where is {name}?")
    SavedReply.objects.create(title=f"On its way {name}"[:80], text="It is on its way.")
    ServicePolicy.objects.get_or_create(pk=ServicePolicy.ONLY)
    return conversation
