"""Tools around the cart: what is in it, and preparing what the shopper's own click puts in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assistant import proposals
from assistant.algorithms.matching import best_named
from assistant.dialogue.memory import Free, Key, Option, Use, asked
from assistant.goods import facts, telling
from assistant.goods.asking import which_product
from assistant.goods.facts import ProductFacts, VariantFacts
from assistant.goods.naming import Meant, meant_instead, meant_one
from assistant.kinds import ProposalKind
from assistant.languages import page_language
from assistant.replies import Block, Choices, Links, Offer, Products, Said
from assistant.tools.base import Outcome, Situation, Tool, tools
from orders.carts import MOST_OF_ONE, find_cart, too_few
from orders.selectors import CartLineView, cart_quote
from recommendations.serving import similar

ADD, SHOW = "prepare_cart_add", "show_cart"
MOST_CHOICES = 12
MOST_INSTEAD = 4
MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class PrepareCartAdd:
    """``words`` name the product and its size or colour; ``places`` are of products shown."""

    words: str = ""
    places: tuple[int, ...] = ()
    quantity: int | None = None
    question: str = ""
    product_id: int | None = None
    variant_id: int | None = None


@dataclass(frozen=True, slots=True)
class ShowCart:
    """Nothing to say: whose cart it is comes from the session."""


def prepare_cart_add(arguments: PrepareCartAdd, situation: Situation) -> Outcome:
    """A proposal for one variant; asks for what is left to choose."""
    meant = _meant(arguments, situation)
    product = facts.product(meant.ids[0], situation) if meant.ids else None
    told = _told(arguments)
    if product is None:
        return which_product(meant, situation, tool=ADD, told=told)
    if product.is_sold_out:
        return _sold_out(product, situation)
    variants = _fitting(product, arguments)
    if len(variants) == 1:
        return _prepared(product, variants[0], arguments.quantity or 1, situation)
    return _which_variant(product, variants, told)


def show_cart(_arguments: ShowCart, situation: Situation) -> Outcome:
    """What is in the asker's own cart, with its sum as the cart's page says it."""
    asker = situation.asker
    cart = find_cart(token=asker.cart_token, customer=asker.customer)
    with translation.override(page_language(situation)):
        summary = cart_quote(cart, customer=asker.customer, remembered=True).summary()
        path = reverse("storefront:cart")
    if not summary.lines:
        return Outcome((Said(_("Your cart is empty.")),), facts={"cart": []})
    lines = [_line(line, situation.language) for line in summary.lines]
    said = [_("In your cart:"), *lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        said.append(_("… and %(count)d more.") % {"count": len(lines) - MOST_LINES})
    goods = summary.goods.formatted(situation.language)
    said.append(_("Together: %(total)s, without delivery.") % {"total": goods})
    ids = tuple(dict.fromkeys(line.product_id for line in summary.lines))
    return Outcome(
        (Said("\n".join(said)), Links(((_("To the cart"), path),))),
        facts={"cart": lines, "total": goods},
        memory={Key.SHOWN.value: list(ids)},
    )


def _line(line: CartLineView, language: str) -> str:
    name = f"{line.name} ({line.options})" if line.options else line.name
    text = f"{line.quantity} × {name}: {line.total.formatted(language)}"
    return f"{text}. {line.problem}" if line.problem else text


def _told(arguments: PrepareCartAdd) -> dict[str, object]:
    """What is kept while the assistant asks back."""
    told: dict[str, object] = {"question": f"{arguments.words} {arguments.question}".strip()}
    if arguments.quantity is not None:
        told["quantity"] = arguments.quantity
    return told


def _meant(arguments: PrepareCartAdd, situation: Situation) -> Meant:
    if arguments.product_id is not None:
        return Meant((meant_instead(arguments.product_id, arguments.words, situation),))
    return meant_one(arguments.words, arguments.question, arguments.places, situation)


def _fitting(product: ProductFacts, arguments: PrepareCartAdd) -> tuple[VariantFacts, ...]:
    """The variants that can be had and have every value that was named.

    Where nothing that was named can be had together, all that can be had are left to choose from.
    """
    sold = tuple(one for one in product.variants if not one.is_sold_out)
    if arguments.variant_id is not None:
        return tuple(one for one in sold if one.id == arguments.variant_id) or sold
    said = f"{arguments.words} {arguments.question}"
    values = sorted({value for one in product.variants for _option, value in one.values})
    named = {values[place] for place in best_named(said, values)}
    return tuple(one for one in sold if named <= {value for _o, value in one.values}) or sold


def _which_variant(
    product: ProductFacts, variants: Sequence[VariantFacts], told: dict[str, object]
) -> Outcome:
    """One option after the other, each with the values that can be had."""
    options = product.options(of=variants)
    if not options:
        first = variants[0]
        again = Use(ADD, {**told, "product_id": product.id, "variant_id": first.id})
        return Outcome(
            (Said(_("Shall I take %(name)s?") % {"name": product.name}),),
            memory=asked([Option(_("Yes"), again)]),
        )
    name, values = next(iter(options.items()))
    question = str(told.get("question", ""))
    chosen = [
        Option(
            value,
            Use(ADD, {**told, "product_id": product.id, "question": f"{question} {value}".strip()}),
        )
        for value in values[:MOST_CHOICES]
    ]
    said = _("%(product)s comes in several variants. Please choose – %(option)s:") % {
        "product": product.name,
        "option": name,
    }
    free = Free(Use(ADD, {**told, "product_id": product.id}), "words")
    return Outcome(
        (Said(said), Choices(tuple((one.label, one.label) for one in chosen))),
        facts={"product": product.name, "to_choose": {name: values}},
        memory={Key.PRODUCT.value: product.id, **asked(chosen, free)},
    )


def _prepared(
    product: ProductFacts, variant: VariantFacts, quantity: int, situation: Situation
) -> Outcome:
    units = max(1, min(quantity, MOST_OF_ONE))
    if variant.promise is not None and variant.promise.sellable < units:
        return Outcome((Said(too_few(variant.promise.sellable)),), facts={"product": product.name})
    offered = proposals.offer(
        conversation=situation.conversation,
        kind=ProposalKind.CART_ADD,
        payload={"variant_id": variant.id, "quantity": units},
    )
    chosen = telling.variant_name(variant)
    name = f"{product.name} ({chosen})" if chosen else product.name
    price = variant.price.formatted(situation.language)
    said = _("%(count)d × %(name)s at %(price)s each. One click puts it into your cart:")
    return Outcome(
        (
            Said(said % {"count": units, "name": name, "price": price}),
            Offer(offered.public_id),
        ),
        facts={"prepared": name, "quantity": units, "price": price, "waits_for": "a click"},
        memory={Key.PRODUCT.value: product.id},
    )


def _sold_out(product: ProductFacts, situation: Situation) -> Outcome:
    """What is much like it and can be had."""
    said = _("%(name)s is sold out.") % {"name": product.name}
    rows = similar(product.id, context=situation.asker.context)
    others = [
        one
        for one in facts.products([row.product_id for row in rows], situation)
        if not one.is_sold_out
    ][:MOST_INSTEAD]
    outcome = Outcome(
        (Said(said),), facts={"sold_out": product.name}, memory={Key.PRODUCT.value: product.id}
    )
    if not others:
        return outcome
    ids = tuple(one.id for one in others)
    blocks: tuple[Block, ...] = (
        Said(f"{said} {_('These are much like it and can be had:')}"),
        Products(ids),
    )
    return replace(
        outcome,
        blocks=blocks,
        facts={**outcome.facts, "instead": telling.placed_facts(others, situation)},
        memory={Key.SHOWN.value: list(ids), Key.PRODUCT.value: None},
    )


def register() -> None:
    tools.register(
        ADD,
        Tool(
            ADD,
            "Prepare putting a product into the cart: by its place among those shown or by name "
            "(words), with size and colour in words. The shopper's click carries it out.",
            PrepareCartAdd,
            prepare_cart_add,
        ),
    )
    tools.register(SHOW, Tool(SHOW, "Say what is in the shopper's own cart.", ShowCart, show_cart))
