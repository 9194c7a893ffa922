"""Answers from the shop's own articles: quoted, with a link to the source."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assistant.knowledge.filling import fill_pages, links_in, without_links
from assistant.knowledge.serving import Passage, find_passages
from assistant.replies import Block, Links, Said, Sources
from assistant.tools.base import Outcome, Situation, Tool, tools

MOST_LINKS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """``question`` in the shopper's own words."""

    question: str = ""


def answer_from_articles(arguments: Asked, situation: Situation) -> Outcome:
    """The passage that answers, told as it is written; where none does, it says so."""
    passages = find_passages(arguments.question, language=situation.language)
    if not passages:
        return Outcome(
            (Said(_("I find nothing about that in what the shop has written down.")),),
            facts={"passages": []},
            is_unanswered=True,
        )
    blocks: list[Block] = [Said(_told(passages[0]))]
    best = fill_pages(passages[0].text, page_language=situation.asker.language)
    links = tuple(dict.fromkeys(links_in(best)))
    if links:
        blocks.append(Links(links[:MOST_LINKS]))
    blocks.append(Sources(tuple(passage.article_id for passage in passages)))
    return Outcome(tuple(blocks), facts={"passages": [_fact(passage) for passage in passages]})


def _told(passage: Passage) -> str:
    text = without_links(passage.text)
    return f"{passage.heading}\n\n{text}" if passage.heading else text


def _fact(passage: Passage) -> dict[str, str]:
    return {"article": passage.title, "text": _told(passage)}


def register() -> None:
    tools.register(
        "answer_from_articles",
        Tool(
            "answer_from_articles",
            "Looks up what the shop has written about delivery, payment, returns, vouchers, the"
            " account, privacy and service. Use it for every question about the shop itself and"
            " answer with what it says, nothing else.",
            Asked,
            answer_from_articles,
        ),
    )
