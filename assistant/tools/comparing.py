"""The tool that puts products side by side, and says how they differ: no winner is made up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assistant.dialogue.memory import Free, Key, Use, asked
from assistant.goods import facts, telling
from assistant.goods.facts import ProductFacts
from assistant.goods.naming import meant_several
from assistant.replies import Comparison, Said
from assistant.tools.base import Outcome, Situation, Tool, tools

COMPARE = "compare_products"
MOST_COMPARED = 4
MOST_TRAITS = 12
FEWEST_REVIEWS = 3
"""Stars of fewer reviews say too little to call a product rated better."""
PLAINLY_BETTER = 0.2
"""Stars by which one is called rated better."""
Row = tuple[str, tuple[str, ...]]
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class CompareProducts:
    """``places`` are of products shown before; ``words`` name products; neither: those shown."""

    words: str = ""
    places: tuple[int, ...] = ()
    question: str = ""


def compare_products(arguments: CompareProducts, situation: Situation) -> Outcome:
    """Two to four products: what they cost, their stock, stars and traits."""
    meant = meant_several(
        arguments.words, arguments.question, arguments.places, situation, most=MOST_COMPARED
    )
    compared = facts.products(meant.ids, situation)
    if len(compared) < 2:
        return _too_few(compared)
    rows = _rows(compared, situation.language)
    return Outcome(
        (
            Said(" ".join(_differences(compared, situation.language))),
            Comparison(tuple(one.id for one in compared), tuple(rows)),
        ),
        facts={
            "products": telling.placed_facts(compared, situation),
            "differences": _differences(compared, situation.language),
        },
        memory={Key.SHOWN.value: [one.id for one in compared], Key.PRODUCT.value: None},
    )


def _too_few(found: Sequence[ProductFacts]) -> Outcome:
    if found:
        said = _("With what shall I compare %(name)s?") % {"name": found[0].name}
        memory = {Key.PRODUCT.value: found[0].id}
    else:
        said, memory = _("Which products shall I compare? Name two of them."), {}
    free = Free(Use(COMPARE, {}), "words")
    return Outcome((Said(said),), memory={**memory, **asked(free=free)})


def _rows(compared: Sequence[ProductFacts], language: str) -> list[Row]:
    """What is told of each, and the traits that any of them has, those of most of them first."""
    told: list[tuple[str, Callable[[ProductFacts], str]]] = [
        (_("Price"), lambda one: telling.price_text(one, language)),
        (_("Stock"), telling.stock_text),
        (_("Rating"), lambda one: telling.stars_text(one, language)),
        (_("Brand"), lambda one: one.brand),
    ]
    rows = [(name, tuple(tell(one) or NOTHING for one in compared)) for name, tell in told]
    return [row for row in [*rows, *_choices(compared), *_traits(compared)] if _says(row)]


def _choices(compared: Sequence[ProductFacts]) -> list[Row]:
    options = [one.options() for one in compared]
    names = dict.fromkeys(name for own in options for name in own)
    return [
        (name, tuple(telling.choices_text(own.get(name, ())) or NOTHING for own in options))
        for name in names
    ]


def _traits(compared: Sequence[ProductFacts]) -> list[Row]:
    traits = [dict(one.traits) for one in compared]
    names = dict.fromkeys(name for own in traits for name in own)
    common = sorted(names, key=lambda name: -sum(name in own for own in traits))
    return [
        (name, tuple(own.get(name) or NOTHING for own in traits)) for name in common[:MOST_TRAITS]
    ]


def _says(row: Row) -> bool:
    return any(text != NOTHING for text in row[1])


def _differences(compared: Sequence[ProductFacts], language: str) -> list[str]:
    """The differences that are sure: of price, of stars where enough people gave them, of stock."""
    told = [_by_price(compared, language), _by_stars(compared), *_by_stock(compared)]
    return [sentence for sentence in told if sentence] or [
        _("They cost the same and are rated alike; the table shows the rest.")
    ]


def _by_price(compared: Sequence[ProductFacts], language: str) -> str:
    by_price = sorted(compared, key=lambda one: one.cheapest.minor)
    cheapest, dearest = by_price[0], by_price[-1]
    if by_price[0].cheapest == by_price[1].cheapest:
        return ""
    return _("%(name)s is the cheapest: %(less)s less than %(other)s.") % {
        "name": cheapest.name,
        "less": (dearest.cheapest - cheapest.cheapest).formatted(language),
        "other": dearest.name,
    }


def _by_stars(compared: Sequence[ProductFacts]) -> str:
    rated = [
        (one.stars, one)
        for one in compared
        if one.stars is not None and one.reviews >= FEWEST_REVIEWS
    ]
    if len(rated) < 2:
        return ""
    rated.sort(key=lambda pair: -pair[0])
    (best, first), (second, _other) = rated[:2]
    if best - second < PLAINLY_BETTER:
        return ""
    return _("%(name)s is rated best.") % {"name": first.name}


def _by_stock(compared: Sequence[ProductFacts]) -> list[str]:
    gone = [one for one in compared if one.is_sold_out]
    if len(gone) == len(compared):
        return [_("All of them are sold out.")]
    return [_("%(name)s is sold out.") % {"name": one.name} for one in gone]


def register() -> None:
    tools.register(
        COMPARE,
        Tool(
            COMPARE,
            "Compare two to four products side by side: those shown before by their places, or "
            "products by name (words, parted by commas).",
            CompareProducts,
            compare_products,
        ),
    )
