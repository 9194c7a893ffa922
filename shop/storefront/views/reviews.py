"""Reviews: reading all of them, writing one's own, saying which helped."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Customer
from catalog import reviews
from catalog.models import Product, Review, ReviewStatus
from foundation.refusals import Refusal
from shop.doors.circumstances import circumstances_of
from shop.doors.reviews import judge_review
from shop.storefront.member_forms import ReviewForm
from shop.storefront.members import for_customers, tell
from shop.storefront.product_page import product_page
from shop.storefront.product_views import ProductPage
from shop.storefront.purchases import has_bought

A_PAGE = 12


@require_safe
def all_of_product(request: HttpRequest, slug: str) -> HttpResponse:
    """Every published review of a product, those that helped most first; by stars if asked."""
    page = _page(slug)
    found = Review.objects.filter(product=page.id, status=ReviewStatus.PUBLISHED)
    stars = request.GET.get("stars", "")
    if stars in {"1", "2", "3", "4", "5"}:
        found = found.filter(rating=int(stars))
    paginator = Paginator(found.order_by("-helpful_votes", "-written_at", "-pk"), A_PAGE)
    return render(
        request,
        "storefront/reviews.html",
        {
            "page": page,
            "slug": slug,
            "reviews": paginator.get_page(request.GET.get("page")),
            "stars": stars,
        },
    )


@for_customers
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, customer: Customer, slug: str) -> HttpResponse:
    """One's own review of a product, to write or to write anew."""
    page = _page(slug)
    product = Product.objects.get(pk=page.id)
    own = reviews.review_of(customer=customer, product=product)
    form = ReviewForm(request.POST or None, initial=_as_initial(own))
    is_verified = has_bought(customer=customer, product_id=product.pk)
    if request.method == "POST" and form.is_valid():
        try:
            written = reviews.write_review(
                product=product,
                customer=customer,
                verified=is_verified,
                context=request.visitor.context,  # type: ignore[attr-defined]
                **form.cleaned_data,
            )
        except Refusal as refusal:
            tell(form, refusal)
        else:
            judge_review(review=written, circumstances=circumstances_of(request))
            messages.success(request, _("Thank you. It is shown as soon as somebody has read it."))
            return redirect("storefront:own-reviews")
    context = {"page": page, "slug": slug, "form": form, "review": own, "is_verified": is_verified}
    return render(request, "storefront/account/review.html", context)


def _as_initial(review: Review | None) -> dict[str, Any]:
    if review is None:
        return {}
    return {name: getattr(review, name) for name in ("rating", "title", "text", "author")}


@for_customers
@require_safe
def own(request: HttpRequest, customer: Customer) -> HttpResponse:
    found = Review.objects.filter(customer=customer).select_related("product")
    return render(
        request, "storefront/account/reviews.html", {"reviews": found.order_by("-written_at")}
    )


@for_customers
@require_POST
def remove(request: HttpRequest, customer: Customer, review_id: int) -> HttpResponse:
    review = get_object_or_404(Review, pk=review_id, customer=customer)
    reviews.remove_review(review=review, customer=customer)
    messages.success(request, _("Your review is gone."))
    return redirect("storefront:own-reviews")


@for_customers
@require_POST
def vote(request: HttpRequest, customer: Customer, review_id: int) -> HttpResponse:
    """Helpful or not; the same button again takes it back."""
    review = get_object_or_404(Review, pk=review_id, status=ReviewStatus.PUBLISHED)
    wanted = {"yes": True, "no": False}.get(request.POST.get("helpful", ""))
    before = review.votes.filter(customer=customer).values_list("is_helpful", flat=True).first()
    problem = ""
    try:
        review = reviews.vote(
            review=review, customer=customer, is_helpful=None if wanted == before else wanted
        )
    except Refusal as refusal:
        problem = refusal.message
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "storefront/votes.html", {"review": review, "problem": problem})
    if problem:
        messages.error(request, problem)
    return redirect("storefront:reviews", review.product.slug)


def _page(slug: str) -> ProductPage:
    page = product_page(slug, language=get_language() or settings.LANGUAGE_CODE)
    if page is None:
        raise Http404
    return page
