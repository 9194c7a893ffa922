"""The review door: every review waits for the moderators; what is held waits with its reasons.

No machine refuses a review. What moderators make of it is learned from.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.models import Customer
from catalog.models import Product, RefusalReason, Review, ReviewStatus
from catalog.reviews import moderate_review
from risk.algorithms.vocabulary import Door, Mark, Result, Signal, Verdict
from risk.decisions import Detail, Dossier, Knock
from risk.kinds import FraudKind, LabelSource
from risk.marks import mark_of
from risk.reviewing.services import label, withdraw
from risk.scoring.serving import judge, note_result
from shop.doors.circumstances import Circumstances, known, mark_of_person
from shop.doors.people import facts_of_person
from shop.doors.staff_pages import row_url

_NOT_HONEST: Final = {RefusalReason.SPAM, RefusalReason.ADVERTISING}


def judge_review(*, review: Review, circumstances: Circumstances) -> None:
    """Judge a review that was just written, or written anew."""
    customer, product = review.customer, review.product
    if customer is None:
        return
    judge(
        Knock(
            door=Door.REVIEW,
            subject=subject_of(review),
            marks=_marks(review, customer, product, circumstances),
            facts={
                **facts_of_person(customer, written_at(review)),
                Signal.RATING: float(review.rating),
                Signal.UNVERIFIED: float(not review.is_verified),
            },
            customer_id=customer.pk,
            at=written_at(review),
        )
    )


def subject_of(review: Review) -> str:
    """Another for each time that it was written anew."""
    edited = f":{review.edited_at.timestamp():.0f}" if review.edited_at else ""
    return f"review:{review.pk}{edited}"


def written_at(review: Review) -> datetime:
    return review.edited_at or review.written_at


def hear_moderated(payloads: list[dict[str, Any]]) -> None:
    """Outbox consumer of ``review.moderated``: what moderators found is known of it."""
    for review in Review.objects.filter(pk__in=[payload["review"] for payload in payloads]):
        _hear(review)


def _hear(review: Review) -> None:
    subject, at = subject_of(review), review.moderated_at
    if review.status == ReviewStatus.PENDING:
        return
    is_shown = review.status == ReviewStatus.PUBLISHED
    result = Result.PASSED if is_shown else Result.FAILED
    note_result(door=Door.REVIEW, subject=subject, result=result, at=at)
    withdraw(door=Door.REVIEW, subject=subject, at=at)
    if is_shown or review.refusal in _NOT_HONEST:
        label(
            door=Door.REVIEW,
            subject=subject,
            verdict=Verdict.LEGITIMATE if is_shown else Verdict.FRAUD,
            kind=FraudKind.NONE if is_shown else FraudKind.REVIEW_SPAM,
            source=LabelSource.REVIEWER,
            at=at,
        )


def _marks(
    review: Review, customer: Customer, product: Product, circumstances: Circumstances
) -> dict[Mark, int]:
    return known(
        {
            Mark.CUSTOMER: mark_of_person(customer=customer),
            Mark.EMAIL: mark_of(Mark.EMAIL, customer.email),
            Mark.THING: mark_of(Mark.THING, product.public_id),
            Mark.WORDING: mark_of(Mark.WORDING, f"{review.title} {review.text}"),
            **circumstances.marks,
        }
    )


class ReviewKeeper:
    """``risk.decisions.Keeper`` of reviews."""

    def dossier(self, subject: str) -> Dossier | None:
        review = _review(subject)
        if review is None:
            return None
        return Dossier(
            title=review.title or str(review.product),
            url=row_url(review),
            details=(
                Detail(_("Product"), str(review.product), row_url(review.product)),
                Detail(_("Written by"), review.author),
                Detail(_("Stars"), str(review.rating)),
                Detail(_("Text"), review.text or "–"),
            ),
            is_open=review.status == ReviewStatus.PENDING,
        )

    def release(self, subject: str, *, at: datetime | None = None) -> None:
        """It stays with the moderators, who read every review."""

    def refuse(self, subject: str, *, kind: FraudKind, at: datetime | None = None) -> None:
        review = _review(subject)
        if review is not None and review.status == ReviewStatus.PENDING:
            moderate_review(
                review=review, status=ReviewStatus.REFUSED, reason=RefusalReason.SPAM, at=at
            )


def _review(subject: str) -> Review | None:
    """The review as it was judged; None where it is gone or was written anew since."""
    number = subject.split(":")[1] if subject.count(":") else ""
    if not number.isdigit():
        return None
    found = Review.objects.select_related("product", "customer").filter(pk=int(number)).first()
    return found if found is not None and subject_of(found) == subject else None
