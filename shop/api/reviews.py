"""Reviews: everybody reads them, customers write their own and say which helped."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import reviews
from catalog.models import Product, ProductStatus, Review, ReviewStatus
from shop.api.base import View, asked, context_of, given, responses
from shop.api.member_serializers import (
    NewReview,
    OwnReviewSerializer,
    ReviewQuery,
    ReviewSerializer,
    Vote,
)
from shop.api.members import MemberView
from shop.doors.circumstances import circumstances_of
from shop.doors.reviews import judge_review
from shop.storefront.purchases import has_bought

TAGS = ["reviews"]


class ProductReviews(View, ListAPIView[Review]):
    """Published reviews of a product, those that helped most first."""

    serializer_class = ReviewSerializer
    queryset = Review.objects.none()

    @extend_schema(
        operation_id="reviews",
        tags=TAGS,
        parameters=[ReviewQuery],
        responses=responses(ReviewSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Review]:
        query = asked(ReviewQuery, self.request)
        product = _product(self.kwargs["public_id"])
        found = Review.objects.filter(product=product, status=ReviewStatus.PUBLISHED)
        if stars := query.get("rating"):
            found = found.filter(rating=stars)
        return found.order_by("-helpful_votes", "-written_at", "-pk")


class OwnReview(MemberView):
    """One's own review of a product."""

    @extend_schema(
        operation_id="review_own",
        tags=TAGS,
        responses=responses(OwnReviewSerializer, 401, 403, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        return Response(OwnReviewSerializer(self._own(public_id)).data)

    @extend_schema(
        operation_id="review_write",
        tags=TAGS,
        request=NewReview,
        responses=responses(OwnReviewSerializer, 400, 401, 403, 404, 409, 415),
    )
    def put(self, request: Request, public_id: str) -> Response:
        """Write it, or write it anew. It is shown once somebody of the shop has read it."""
        product, written = _product(public_id), given(NewReview, request)
        review = reviews.write_review(
            product=product,
            customer=self.customer,
            verified=has_bought(customer=self.customer, product_id=product.pk),
            context=context_of(request),
            **written,
        )
        judge_review(review=review, circumstances=circumstances_of(request._request))
        return Response(OwnReviewSerializer(review).data)

    @extend_schema(
        operation_id="review_remove",
        tags=TAGS,
        responses=responses(None, 401, 403, 404, status=204),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        """Take it back."""
        reviews.remove_review(review=self._own(public_id), customer=self.customer)
        return Response(status=204)

    def _own(self, public_id: str) -> Review:
        own = reviews.review_of(customer=self.customer, product=_product(public_id))
        if own is None:
            raise NotFound
        return own


class OwnReviews(MemberView, ListAPIView[Review]):
    """All that the customer wrote, the latest first."""

    serializer_class = OwnReviewSerializer
    queryset = Review.objects.none()

    @extend_schema(
        operation_id="reviews_own",
        tags=TAGS,
        responses=responses(OwnReviewSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Review]:
        own = Review.objects.filter(customer=self.customer).select_related("product")
        return own.order_by("-written_at", "-pk")


class ReviewVote(MemberView):
    """Whether a review helped."""

    @extend_schema(
        operation_id="review_vote",
        tags=TAGS,
        request=Vote,
        responses=responses(ReviewSerializer, 400, 401, 403, 404, 409, 415),
    )
    def put(self, request: Request, review_id: str) -> Response:
        """Say whether it helped; null takes one's word back."""
        is_helpful = given(Vote, request)["is_helpful"]
        review = Review.objects.filter(public_id=review_id, status=ReviewStatus.PUBLISHED).first()
        if review is None:
            raise NotFound
        review = reviews.vote(review=review, customer=self.customer, is_helpful=is_helpful)
        return Response(ReviewSerializer(review).data)


def _product(public_id: str) -> Product:
    found = Product.objects.filter(public_id=public_id, status=ProductStatus.PUBLISHED).first()
    if found is None:
        raise NotFound
    return found
