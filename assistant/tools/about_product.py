"""The tool that answers about one product: price, stock, choices, delivery, traits, reviews."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assistant.algorithms.matching import best_named, words
from assistant.algorithms.wording import Matter, matters_of
from assistant.dialogue.memory import Key, read_memory
from assistant.goods import delivery, facts, reviews, telling
from assistant.goods.asking import which_product
from assistant.goods.facts import ProductFacts, VariantFacts
from assistant.goods.naming import Meant, meant_instead, meant_one
from assistant.replies import Products, Said
from assistant.tools.base import Outcome, Situation, Tool, tools

ABOUT = "about_product"
MOST_TRAITS = 6


@dataclass(frozen=True, slots=True)
class AboutProduct:
    """``words`` name a product and what of it is asked; ``places`` are of products shown."""

    words: str = ""
    places: tuple[int, ...] = ()
    question: str = ""
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A product with all that can be said of it; ``variants`` are those that were asked for."""

    product: ProductFacts
    variants: tuple[VariantFacts, ...]
    situation: Situation
    question: str


def about_product(arguments: AboutProduct, situation: Situation) -> Outcome:
    """What was asked first, else price, stock and stars; nothing that its page does not say."""
    meant = _meant(arguments, situation)
    product = facts.product(meant.ids[0], situation) if meant.ids else None
    if product is None:
        asked_for = {"question": arguments.question}
        return which_product(meant, situation, tool=ABOUT, told=asked_for)
    question = arguments.question or arguments.words
    asked = _Asked(product, _variants_named(product, question), situation, question)
    told = [text for matter in _matters(asked) if (text := _TELL[matter](asked))]
    return Outcome(
        (Said(" ".join(told)), Products((product.id,))),
        facts={
            **telling.facts_of(product, situation),
            "asked": told,
            "delivery": delivery.told(product, situation),
            **reviews.facts_of(product.id),
        },
        memory={Key.PRODUCT.value: product.id, **_shown(product.id, situation)},
    )


def _shown(product_id: int, situation: Situation) -> dict[str, list[int]]:
    """A list that it was in stays: "and the third one?" comes next."""
    shown = read_memory(situation.conversation.memory).shown
    return {} if product_id in shown else {Key.SHOWN.value: [product_id]}


def _meant(arguments: AboutProduct, situation: Situation) -> Meant:
    if arguments.product_id is not None:
        return Meant((meant_instead(arguments.product_id, arguments.words, situation),))
    return meant_one(arguments.words, arguments.question, arguments.places, situation)


def _variants_named(product: ProductFacts, question: str) -> tuple[VariantFacts, ...]:
    """The variants that have every value that the question names; all of them without any."""
    values = sorted({value for one in product.variants for _option, value in one.values})
    named = {values[place] for place in best_named(question, values)}
    fit = tuple(one for one in product.variants if named <= {value for _o, value in one.values})
    return fit if named else product.variants


def _matters(asked: _Asked) -> list[Matter]:
    matters = matters_of(asked.question)
    if _traits_named(asked) and Matter.TRAITS not in matters:
        matters.insert(0, Matter.TRAITS)
    if Matter.CHOICES in matters and Matter.STOCK not in matters:
        matters.append(Matter.STOCK)
    return matters or [Matter.PRICE, Matter.STOCK, Matter.CHOICES, Matter.REVIEWS]


def _price(asked: _Asked) -> str:
    language = asked.situation.language
    prices = sorted({one.price.minor for one in asked.variants})
    cheapest = min(asked.variants, key=lambda one: one.price.minor)
    told = {"name": _name(asked), "price": cheapest.price.formatted(language)}
    if len(prices) > 1:
        text = _("%(name)s costs from %(price)s, by variant.") % told
    else:
        text = _("%(name)s costs %(price)s.") % told
    if cheapest.before is None:
        return text
    before = {"before": cheapest.before.formatted(language)}
    return f"{text} {_('It was %(before)s before.') % before}"


def _stock(asked: _Asked) -> str:
    """Of the variants that were named, one by one where there are few."""
    variants = asked.variants
    if len(variants) == len(asked.product.variants) or not variants:
        gone = [telling.variant_name(one) for one in asked.product.variants if one.is_sold_out]
        text = _sentence(asked, telling.stock_text(asked.product))
        if gone and not asked.product.is_sold_out:
            text += " " + _("Sold out at the moment: %(variants)s.") % {"variants": "; ".join(gone)}
        return text
    return " ".join(
        f"{asked.product.name} ({telling.variant_name(one)}): {telling.promise_text(one.promise)}."
        for one in variants[:MOST_TRAITS]
    )


def _sentence(asked: _Asked, text: str) -> str:
    """With the name where nothing named it before."""
    is_first = _matters(asked)[0] is Matter.STOCK
    return f"{asked.product.name}: {text}." if is_first else f"{text}."


def _choices(asked: _Asked) -> str:
    options = asked.product.options()
    return " ".join(f"{name}: {telling.choices_text(values)}." for name, values in options.items())


def _delivery(asked: _Asked) -> str:
    return delivery.told(asked.product, asked.situation)


def _reviews(asked: _Asked) -> str:
    return reviews.told(asked.product, asked.situation.language)


def _traits(asked: _Asked) -> str:
    """The traits that were asked for by name, else the first ones; honest where there are none."""
    named = _traits_named(asked)
    chosen = named or list(asked.product.traits[:MOST_TRAITS])
    if not chosen:
        return _("More than its page says of it I do not know.")
    told = " ".join(f"{name}: {value}." for name, value in chosen)
    if named or matters_of(asked.question):
        return told
    return f"{told} {_('More than its page says of it I do not know.')}"


def _traits_named(asked: _Asked) -> list[tuple[str, str]]:
    """By the name of the trait, or by a word of its value: "is it dishwasher safe?"."""
    own = set(words(asked.product.name))
    said = {word for word in words(asked.question) if len(word) > 2} - own
    return [pair for pair in asked.product.traits if said & set(words(" ".join(pair)))]


def _name(asked: _Asked) -> str:
    """With what was chosen of it, where one variant alone was named."""
    if len(asked.variants) == 1 and len(asked.product.variants) > 1:
        return f"{asked.product.name} ({telling.variant_name(asked.variants[0])})"
    return asked.product.name


_TELL: Mapping[Matter, Callable[[_Asked], str]] = {
    Matter.PRICE: _price,
    Matter.STOCK: _stock,
    Matter.CHOICES: _choices,
    Matter.DELIVERY: _delivery,
    Matter.REVIEWS: _reviews,
    Matter.TRAITS: _traits,
}


def register() -> None:
    tools.register(
        ABOUT,
        Tool(
            ABOUT,
            "Price, stock, sizes and colours, delivery, traits and reviews of one product, by its "
            "place among those shown or by name (words). Give the shopper's sentence as question.",
            AboutProduct,
            about_product,
        ),
    )
