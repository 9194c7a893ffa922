"""The hero of the home page as it is drawn: staff's words, or the shop's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experiments.serving import strategy_of
from experiments.slots import Slot, slots
from marketing.pages.blocks import say
from marketing.pages.selectors import Hero, hero_for, segment_of
from shop.storefront.cards import Card
from shop.storefront.holding import customer_of
from shop.storefront.selectors import showcase, showcase_of

SLOT = "home.hero"
BY_SEGMENT, ALIKE = "segment", "everybody"
MOSAIC = 6


@dataclass(frozen=True)
class DrawnHero:
    """Words, links and pictures; ``more`` is a second link, which only the shop's own hero has."""

    title: str
    line: str
    button: str
    url: str
    mosaic: Sequence[Card]
    more: str = ""
    more_url: str = ""


def register_slot() -> None:
    """Tell the experiments' floor of the slot: a test may show some the hero of everybody."""
    labels = {
        BY_SEGMENT: gettext_lazy("By the segment of who looks"),
        ALIKE: gettext_lazy("The same for everybody"),
    }
    slots.register(
        SLOT, Slot(gettext_lazy("Hero of the home page"), labels, plain=frozenset({ALIKE}))
    )


def everybodys_hero(language: str) -> DrawnHero:
    """What the home page opens with for everybody."""
    hero = hero_for("")
    return _drawn(hero, language) if hero else _own_words(language)


def hero_of(request: HttpRequest, language: str) -> DrawnHero | None:
    """The hero of the segment of who asks; None where they see everybody's.

    A segment is known of customers alone, and used only with consent to personalisation: of this
    browser and of the customer.
    """
    visitor = request.visitor  # type: ignore[attr-defined]
    if not visitor.context.may_personalise:
        return None
    segment = segment_of(customer_of(request))
    hero = hero_for(segment) if segment else None
    if hero is None:
        return None
    tried = strategy_of(SLOT, request)
    return None if tried and tried.strategy == ALIKE else _drawn(hero, language)


def _drawn(hero: Hero, language: str) -> DrawnHero:
    cards = showcase_of(hero.category_id, MOSAIC, language=language) if hero.category_id else []
    return DrawnHero(
        title=say(hero.title, language),
        line=say(hero.line, language),
        button=say(hero.button, language),
        url=hero.url,
        mosaic=cards or showcase(MOSAIC, language=language),
    )


def _own_words(language: str) -> DrawnHero:
    shelves = reverse("storefront:list")
    return DrawnHero(
        title=_("Good things, well chosen."),
        line=_(
            "Things to wear, to use and to live with. We tell you what is in stock, what it costs,"
            " and why we recommend it."
        ),
        button=_("Shop everything"),
        url=shelves,
        mosaic=showcase(MOSAIC, language=language),
        more=_("See what is new"),
        more_url=f"{shelves}?sort=newest",
    )
