"""A list as the models have it and as the rules leave it, and who of the models said what.

The real answer of the shop is asked for and watched, so that the preview cannot differ from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalog.models import Product, ProductImage
from events.context import EventContext
from recommendations import serving
from recommendations.algorithms.evidence import Evidence, evidence_of_history, evidence_of_items
from recommendations.algorithms.models import Blend, Member, Surface
from recommendations.algorithms.segments import segment_of
from recommendations.models import RecommendationRule
from recommendations.rules.applying import Applied, watching
from recommendations.rules.arranging import Mark, Placed
from recommendations.rules.book import ShopSurface
from recommendations.rules.labels import MEMBERS, REASONS
from recommendations.rules.sentences import mark_sentence
from recommendations.serving.model import Model
from recommendations.serving.shopper import shopper_of

SHOWN = 8
OF_ONE_PRODUCT = frozenset({ShopSurface.SIMILAR, ShopSurface.TOGETHER, ShopSurface.UPSELL})
OF_PRODUCTS = OF_ONE_PRODUCT | {ShopSurface.CART}
_BLENDS = {
    ShopSurface.SIMILAR: Surface.SIMILAR,
    ShopSurface.UPSELL: Surface.SIMILAR,
    ShopSurface.TOGETHER: Surface.COMPLETE_BASKET,
    ShopSurface.CART: Surface.COMPLETE_BASKET,
    ShopSurface.FOR_YOU: Surface.FOR_USER,
    ShopSurface.NEW_FOR_YOU: Surface.FOR_USER,
    ShopSurface.CATEGORY: Surface.FOR_USER,
    ShopSurface.EMAIL: Surface.FOR_USER,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What a page would ask: for whom, and beside which products."""

    surface: ShopSurface
    context: EventContext
    products: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A product of a list, with what the rules did to it; ``moved`` is up where it is positive."""

    product: Product
    picture: str
    place: int
    moved: int = 0
    deeds: tuple[str, ...] = ()

    @property
    def fallen(self) -> int:
        """By how many places it stands lower."""
        return max(-self.moved, 0)


@dataclass(frozen=True, slots=True)
class Voice:
    """Why a product is shown: its reason, and what each member gives, in the members' order."""

    product: Product
    score: float
    reason: str
    strategy: str
    parts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The list before and after the rules, what is kept out, and who said what."""

    before: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)
    members: tuple[str, ...] = ()
    voices: list[Voice] = field(default_factory=list)
    version: str = ""


def preview(question: Question) -> Preview:
    """Ask as a page would, and tell what became of the answer; empty where no model answers."""
    with watching() as seen:
        shown = _ask(question)
    watched = [applied for applied in seen if applied.surface is question.surface]
    if not watched:
        return Preview()
    members, voices = _voices(question, shown)
    before, after, left_out = _lines(watched[-1])
    version = shown[0].model_version if shown else ""
    return Preview(before, after, left_out, members, voices, version)


def _ask(question: Question) -> list[serving.Recommendation]:
    surface, context, products = question.surface, question.context, question.products
    if surface in OF_PRODUCTS and not products:
        return []
    if surface in OF_ONE_PRODUCT:
        return list(getattr(serving, surface.value)(products[0], n=SHOWN, context=context))
    if surface is ShopSurface.CART:
        return serving.for_cart(products, n=SHOWN, context=context)
    if surface is ShopSurface.TRENDING:
        return serving.trending(n=SHOWN, context=context)
    if surface is ShopSurface.CATEGORY:
        of = Product.objects.filter(pk__in=products).values_list("category_id", flat=True)
        return serving.in_category(context, set(of), n=SHOWN)
    if surface is ShopSurface.EMAIL:
        return serving.email_picks(context, n=SHOWN)
    return list(getattr(serving, surface.value)(context, n=SHOWN))


def _lines(applied: Applied) -> tuple[list[Line], list[Line], list[Line]]:
    """Before, after, and what would have been shown and is not."""
    shown, out = applied.arrangement.shown, applied.arrangement.left_out
    missed = [one for one in out if one.before < applied.n]
    products = _products([*applied.before[: applied.n], *_ids(shown), *_ids(missed)])
    pictures = _pictures(list(products))
    rules = RecommendationRule.objects.select_related("product", "category", "brand", "option")
    known = rules.in_bulk([mark.rule for one in (*shown, *missed) for mark in one.marks])

    def line(product: int, place: int, moved: int = 0, marks: Sequence[Mark] = ()) -> Line:
        deeds = tuple(mark_sentence(mark, known) for mark in marks)
        return Line(products[product], pictures.get(product, ""), place, moved, deeds)

    before = [
        line(product, place)
        for place, product in enumerate(applied.before[: applied.n], 1)
        if product in products
    ]
    after = [
        line(one.candidate.product, place, one.before + 1 - place, one.marks)
        for place, one in enumerate(shown, 1)
    ]
    return (
        before,
        after,
        [line(one.candidate.product, one.before + 1, 0, one.marks) for one in missed],
    )


def _ids(placed: Sequence[Placed]) -> list[int]:
    return [one.candidate.product for one in placed]


def _products(product_ids: Sequence[int]) -> dict[int, Product]:
    return Product.objects.in_bulk(list(dict.fromkeys(product_ids)))


def _pictures(product_ids: Sequence[int]) -> dict[int, str]:
    """The first picture of each product."""
    rows = ProductImage.objects.filter(product__in=product_ids).order_by("-position", "-pk")
    return dict(rows.values_list("product_id", "file"))


def _voices(
    question: Question, shown: Sequence[serving.Recommendation]
) -> tuple[tuple[str, ...], list[Voice]]:
    """What each member gives to what is shown: its weight times its score, in deviations."""
    model = serving.current_model()
    if model is None:
        return (), []
    parts = _parts(model, question, [one.product_id for one in shown])
    because = [one.because for one in shown if one.because is not None]
    products = _products([*(one.product_id for one in shown), *because])
    voices = [
        Voice(
            product=products[one.product_id],
            score=one.score,
            reason=_reason(one, products),
            strategy=str(one.strategy),
            parts=tuple(given.get(one.product_id, 0.0) for given in parts.values()),
        )
        for one in shown
        if one.product_id in products
    ]
    return tuple(str(MEMBERS[member]) for member in parts), voices


def _reason(one: serving.Recommendation, products: Mapping[int, Product]) -> str:
    reason = str(REASONS[one.reason])
    if one.because is None or one.because not in products:
        return reason
    return _("%(reason)s: %(product)s") % {"reason": reason, "product": products[one.because]}


def _parts(
    model: Model, question: Question, product_ids: Sequence[int]
) -> dict[Member, dict[int, float]]:
    """By member what it gives to each product; nothing where no blend answers the question."""
    surface = _BLENDS.get(question.surface)
    if surface is None:
        return {}
    found = _evidence(model, question, surface)
    if found is None:
        return {}
    evidence, blend = found
    named = evidence.places(model.items(product_ids))
    products = model.product_ids[evidence.items[named]].tolist()
    return {
        member: dict(zip(products, (scale * evidence.raw[member][named]).tolist(), strict=True))
        for member, scale in evidence.scales(blend).items()
    }


def _evidence(model: Model, question: Question, surface: Surface) -> tuple[Evidence, Blend] | None:
    """What the members say to this question, and the blend that joins them."""
    blend = model.trained.blends[surface]
    if question.surface in OF_PRODUCTS:
        items = model.items(question.products)
        return (evidence_of_items(model.trained, blend, items), blend) if len(items) else None
    shopper = shopper_of(question.context, model)
    if not shopper.is_known:
        return None
    blend = model.trained.blend_for(surface, segment_of(shopper.orders))
    ranker = model.trained.rankers.get(surface)
    if ranker is not None and len(shopper.history) >= ranker.fewest_events:
        blend = ranker.blend
    evidence = evidence_of_history(model.trained, blend, shopper.history, user=shopper.user)
    return evidence, blend
