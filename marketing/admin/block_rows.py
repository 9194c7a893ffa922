"""The content of a variant as rows of a plain form: read, moved, added to and drawn again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import QueryDict

from marketing.content.blocks import KINDS, MOST_BLOCKS, empty_block, inputs_of, label_of
from marketing.content.inputs import Input, Shape

Blocks = list[dict[str, Any]]
_BY_LANGUAGE: Final = frozenset({Shape.LINE, Shape.TEXT})


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form; ``options`` are those of a choice, as value, label and whether on."""

    name: str
    label: str
    shape: Shape
    value: Any
    help: str = ""
    language: str = ""
    options: tuple[tuple[str, str, bool], ...] = ()
    least: int = 0
    most: int = 0
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One block of the content, as the form shows it; ``index`` counts from zero."""

    index: int
    kind: str
    label: str
    questions: tuple[Question, ...]
    is_first: bool
    is_last: bool

    @property
    def number(self) -> int:
        return self.index + 1


def rows_of(blocks: Blocks) -> list[Row]:
    """Blocks as the form shows them."""
    return [
        Row(
            index=index,
            kind=block["kind"],
            label=str(label_of(block["kind"])),
            questions=tuple(
                question
                for asked in inputs_of(block["kind"])
                for question in _questions(index, asked, block.get(asked.name))
            ),
            is_first=index == 0,
            is_last=index == len(blocks) - 1,
        )
        for index, block in enumerate(blocks)
    ]


def words_questions(name: str, label: str, told: dict[str, str], *, most: int) -> list[Question]:
    """A line in each language of the shop."""
    return [
        Question(f"{name}-{code}", label, Shape.LINE, told.get(code, ""), "", str(language), (),
                 most=most)
        for code, language in settings.LANGUAGES
    ]  # fmt: skip


def read_words(data: QueryDict, name: str) -> dict[str, str]:
    """What was typed of a text in each language; languages without words are left out."""
    typed = {code: data.get(f"{name}-{code}", "").strip() for code, _label in settings.LANGUAGES}
    return {code: words for code, words in typed.items() if words}


def read_blocks(data: QueryDict) -> Blocks:
    """The blocks as they were typed; whether they can be is for ``content.blocks.parse`` to say."""
    blocks = []
    for index in range(min(_whole(data.get("blocks"), 0), MOST_BLOCKS)):
        kind = data.get(f"block-{index}-kind", "")
        if not is_kind(kind):
            continue
        typed = {asked.name: _typed(data, index, asked) for asked in inputs_of(kind)}
        blocks.append({"kind": kind, **typed})
    return blocks


def is_kind(kind: str) -> bool:
    return kind in KINDS


def kinds() -> list[tuple[str, str]]:
    """The kinds of blocks that can be added, with their names."""
    return [(kind, str(label)) for kind, label in KINDS.items()]


def changed(blocks: Blocks, deed: str) -> Blocks:
    """The blocks after a press of a button: ``add:<kind>``, ``up:2``, ``down:2`` or ``remove:2``.

    Anything else, and what cannot be done, changes nothing.
    """
    what, _colon, about = deed.partition(":")
    if what == "add":
        fits = is_kind(about) and len(blocks) < MOST_BLOCKS
        return [*blocks, empty_block(about)] if fits else blocks
    index = _whole(about, -1)
    if not 0 <= index < len(blocks):
        return blocks
    rest = [*blocks[:index], *blocks[index + 1 :]]
    if what == "remove":
        return rest
    if what not in {"up", "down"}:
        return blocks
    place = index - 1 if what == "up" else index + 1
    place = max(0, min(place, len(rest)))
    return [*rest[:place], blocks[index], *rest[place:]]


def _questions(index: int, asked: Input, value: Any) -> list[Question]:
    name = f"block-{index}-{asked.name}"
    told: dict[str, Any] = {"least": asked.least, "most": asked.most, "is_needed": asked.is_needed}
    label, advice = str(asked.label), str(asked.help)
    if asked.shape not in _BY_LANGUAGE:
        options = _options(asked, value)
        return [Question(name, label, asked.shape, value, advice, "", options, **told)]
    words = value if isinstance(value, dict) else {}
    return [
        Question(
            f"{name}-{code}", label, asked.shape, words.get(code, ""), advice, str(language), (),
            **told,
        )
        for code, language in settings.LANGUAGES
    ]  # fmt: skip


def _options(asked: Input, value: Any) -> tuple[tuple[str, str, bool], ...]:
    on = set(value) if isinstance(value, list | tuple) else {value}
    return tuple((key, str(label), key in on) for key, label in asked.options().items())


def _typed(data: QueryDict, index: int, asked: Input) -> Any:
    name = f"block-{index}-{asked.name}"
    match asked.shape:
        case Shape.LINE | Shape.TEXT:
            return read_words(data, name)
        case Shape.CHOICES:
            return data.getlist(name)
        case Shape.FLAG:
            return name in data
        case Shape.NUMBER:
            return _whole(data.get(name), data.get(name, ""))
        case _:
            return data.get(name, "").strip()


def _whole(text: Any, otherwise: Any) -> Any:
    """A whole number; ``otherwise`` where the text is none."""
    try:
        return int(str(text).strip()[:9])
    except ValueError:
        return otherwise
