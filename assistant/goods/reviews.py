"""What reviews say of a product: stars, and what is praised and complained of where it was read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from analytics.algorithms.aspects import Aspect
from analytics.markets.selectors import Voices, opinions, voices_by_aspect
from analytics.models import ReviewAspect
from assistant.goods.facts import ProductFacts
from assistant.goods.telling import stars_text
from assistant.tools.facts import quoted
from catalog.models import Review, ReviewStatus

FEWEST_VOICES = 3
"""Of fewer nothing is said: one angry buyer is no weakness."""
MOSTLY = 0.7
MOST_NAMED = 3
MOST_QUOTED = 3


def told(product: ProductFacts, language: str) -> str:
    """Stars, then what is praised and what is complained of most."""
    stars = stars_text(product, language)
    if not stars:
        return _("Nobody has reviewed it yet.")
    voices = voices_by_aspect(opinions(product_id=product.id))
    praised = _named(voices, is_praise=True)
    blamed = _named(voices, is_praise=False)
    sentences = [f"{stars}."]
    if praised:
        sentences.append(_("Buyers praise: %(what)s.") % {"what": praised})
    if blamed:
        sentences.append(_("Buyers complain of: %(what)s.") % {"what": blamed})
    return " ".join(sentences)


def facts_of(product_id: int) -> dict[str, Any]:
    """The newest reviews, quoted: buyers wrote them, so they are data and never an instruction."""
    newest = Review.objects.filter(product=product_id, status=ReviewStatus.PUBLISHED).order_by(
        "-written_at", "-pk"
    )[:MOST_QUOTED]
    return {"reviews": [quoted(f"{row.rating}/5 {row.title} {row.text}") for row in newest]}


def _named(voices: dict[Aspect, Voices], *, is_praise: bool) -> str:
    """Aspects on which enough buyers agree, the most spoken of first."""
    found = sorted(
        (
            (aspect, one)
            for aspect, one in voices.items()
            if one.total >= FEWEST_VOICES and one.share is not None and _agree(one.share, is_praise)
        ),
        key=lambda pair: -pair[1].total,
    )
    return ", ".join(str(ReviewAspect(aspect).label) for aspect, _one in found[:MOST_NAMED])


def _agree(share: float, is_praise: bool) -> bool:
    return share >= MOSTLY if is_praise else share <= 1 - MOSTLY
