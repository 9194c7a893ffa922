"""Which of our variants a competitor's offer is: certain by number, proposed by likeness.

A barcode or our own SKU beside the price is proof; a title that reads alike is not, and counts
for nothing until staff have looked at it. What staff said stays, whatever a later file tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.models import Variant
from catalog.selectors import cards_of
from foundation import clock
from foundation.refusals import Refusal
from pricing.competition.observations import gtin
from pricing.models import CompetitorOffer, MatchedBy, MatchState

LEAST_SIMILARITY = 0.45
MOST_PROPOSED = 50_000
MOST_REFUSED = 50


def match_for_sure(
    offers: Iterable[CompetitorOffer], *, our_skus: Mapping[str, str] | None = None
) -> int:
    """Match offers by our SKU, told for their keys, or by barcode; returns how many are new.

    Only marks the rows: whoever calls writes them. A barcode that two variants carry proves
    nothing. Offers that staff decided upon are left as they are.
    """
    told = our_skus or {}
    open_ones = [offer for offer in offers if _is_open(offer)]
    by_sku = dict(Variant.objects.filter(sku__in=set(told.values())).values_list("sku", "pk"))
    by_barcode = _by_barcode({offer.barcode for offer in open_ones if offer.barcode})
    matched = 0
    for offer in open_ones:
        variant_id, proof = by_sku.get(told.get(offer.key, "")), MatchedBy.SKU
        if variant_id is None:
            variant_id, proof = by_barcode.get(offer.barcode), MatchedBy.BARCODE
        if variant_id is None or variant_id in offer.refused:
            continue
        matched += offer.variant_id != variant_id
        offer.variant_id, offer.state, offer.matched_by = variant_id, MatchState.MATCHED, proof
        offer.candidate_id, offer.similarity = None, 1.0
    return matched


def _is_open(offer: CompetitorOffer) -> bool:
    """Whether staff have not decided what it is."""
    return offer.state != MatchState.IGNORED and offer.matched_by != MatchedBy.STAFF


def _by_barcode(barcodes: set[str]) -> dict[str, int]:
    """The one variant of each barcode, whatever length ours is written in."""
    forms = {code[-length:] for code in barcodes for length in (8, 12, 13, 14)}
    found: dict[str, list[int]] = {}
    for pk, barcode in Variant.objects.filter(barcode__in=forms).values_list("pk", "barcode"):
        if known := gtin(barcode):
            found.setdefault(known, []).append(pk)
    return {code: pks[0] for code, pks in found.items() if len(pks) == 1 and code in barcodes}


def propose_matches(*, at: datetime | None = None) -> int:
    """Match what can be by now, and propose what reads most alike for the rest; how many.

    Goes over all offers without a match: goods of ours may be new, or have got their barcodes.
    """
    from pricing.algorithms.offer_matching import Named, likest  # brings scikit-learn

    waiting = list(_waiting()[:MOST_PROPOSED])
    found = match_for_sure(waiting)
    rest = [offer for offer in waiting if offer.state != MatchState.MATCHED and offer.title]
    ours = _our_names() if rest else {}
    pks = list(ours)
    likes = likest(
        [Named(offer.title, offer.brand) for offer in rest],
        [Named(name, brand) for name, brand in ours.values()],
        least=LEAST_SIMILARITY,
    )
    for offer, candidates in zip(rest, likes, strict=True):
        best = next((one for one in candidates if pks[one.place] not in offer.refused), None)
        offer.candidate_id = pks[best.place] if best else None
        offer.similarity = best.similarity if best else 0.0
        offer.state = MatchState.PROPOSED if best else MatchState.UNMATCHED
        found += best is not None
    _write(waiting)
    return found


def _waiting() -> QuerySet[CompetitorOffer]:
    """Offers that no one decided upon, and matched ones whose variant is gone."""
    return CompetitorOffer.objects.filter(
        Q(state__in=[MatchState.UNMATCHED, MatchState.PROPOSED])
        | Q(state=MatchState.MATCHED, variant__isnull=True),
        competitor__is_active=True,
    ).order_by("-seen_at", "pk")


def _our_names() -> dict[int, tuple[str, str]]:
    """Names with their options, and brands, of the variants that are on offer."""
    variants = list(
        Variant.objects.filter(is_active=True)
        .exclude(product__status="retired")
        .select_related("product__brand")
        .order_by("pk")
    )
    cards = cards_of(variants, pictures=False)
    return {
        variant.pk: (
            f"{cards[variant.pk].name} {cards[variant.pk].options}".strip(),
            str(variant.product.brand or ""),
        )
        for variant in variants
    }


@transaction.atomic
def _write(offers: list[CompetitorOffer]) -> None:
    """Write proposals, unless staff decided meanwhile."""
    standing = CompetitorOffer.objects.select_for_update().filter(
        pk__in=[offer.pk for offer in offers]
    )
    open_now = {offer.pk for offer in standing if _is_open(offer)}
    CompetitorOffer.objects.bulk_update(
        [offer for offer in offers if offer.pk in open_now],
        ["variant", "state", "matched_by", "candidate", "similarity"],
        batch_size=250,
    )


@transaction.atomic
def confirm_match(
    *,
    offers: Iterable[CompetitorOffer],
    by: User | None,
    variant: Variant | None = None,
    at: datetime | None = None,
) -> int:
    """Staff say that offers are what they read like, or are ``variant``; returns how many.

    Raises:
        Refusal: an offer has no proposal to confirm, and no variant is named.
    """
    rows = _locked(offers)
    for offer in rows:
        chosen = variant.pk if variant else offer.candidate_id
        if chosen is None:
            raise Refusal(_("“%(offer)s” has no proposal: choose a variant.") % {"offer": offer})
        offer.variant_id, offer.state = chosen, MatchState.MATCHED
        offer.matched_by, offer.candidate_id = MatchedBy.STAFF, None
        _decided(offer, by, at)
    return len(rows)


@transaction.atomic
def refuse_match(
    *, offers: Iterable[CompetitorOffer], by: User | None, at: datetime | None = None
) -> int:
    """Staff say that offers are not what they read like, or were matched to; returns how many.

    That variant is not proposed for them again; another may be.
    """
    rows = _locked(offers)
    for offer in rows:
        wrong = offer.variant_id or offer.candidate_id
        if wrong is not None and wrong not in offer.refused:
            offer.refused = [*offer.refused, wrong][-MOST_REFUSED:]
        offer.variant_id = offer.candidate_id = None
        offer.state, offer.matched_by = MatchState.UNMATCHED, MatchedBy.NOBODY
        offer.similarity = 0.0
        _decided(offer, by, at)
    return len(rows)


@transaction.atomic
def ignore_offers(
    *, offers: Iterable[CompetitorOffer], by: User | None, at: datetime | None = None
) -> int:
    """Staff say that offers are nothing that we sell; they are not asked again."""
    rows = _locked(offers)
    for offer in rows:
        offer.variant_id = offer.candidate_id = None
        offer.state, offer.matched_by = MatchState.IGNORED, MatchedBy.STAFF
        _decided(offer, by, at)
    return len(rows)


def _locked(offers: Iterable[CompetitorOffer]) -> list[CompetitorOffer]:
    pks = [offer.pk for offer in offers]
    return list(CompetitorOffer.objects.select_for_update().filter(pk__in=pks).order_by("pk"))


def _decided(offer: CompetitorOffer, by: User | None, at: datetime | None) -> None:
    offer.decided_by, offer.decided_at = by, at or clock.now()
    offer.save()
