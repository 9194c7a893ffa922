"""Reviews on the shop's pages: written, read, voted on."""

import pytest

from catalog.models import Review, ReviewStatus
from catalog.reviews import moderate_review
from catalog.tests.factories import make_product
from orders.tests.factories import check_out, make_cart
from shop.storefront.tests.people import client_of, make_customer

pytestmark = pytest.mark.django_db

WRITTEN = {"rating": "4", "title": "Holds tea", "text": "It holds tea and looks well."}


@pytest.fixture
def ada():
    return make_customer()


def _path(product, page="review"):
    return f"/p/{product.slug_en}/{page}/"


def _write(customer, product, **changes):
    client_of(customer).post(_path(product), {**WRITTEN, **changes})
    return Review.objects.get(customer=customer, product=product)


def test_a_review_waits_for_its_readers_and_is_then_shown(ada, stocked):
    review = _write(ada, stocked)
    assert (review.status, review.is_verified, review.author) == (
        ReviewStatus.PENDING, False, "Ada L.",
    )  # fmt: skip
    assert "Holds tea" not in client_of(None).get(_path(stocked, "reviews")).content.decode()
    moderate_review(review=review, status=ReviewStatus.PUBLISHED)
    assert "Holds tea" in client_of(None).get(_path(stocked, "reviews")).content.decode()


def test_who_bought_it_is_a_verified_reviewer(ada, stocked):
    check_out(make_cart(stocked, customer=ada), customer=ada)
    assert _write(ada, stocked).is_verified


def test_what_is_wrong_is_told_and_the_words_are_kept(ada, stocked):
    response = client_of(ada).post(_path(stocked), {"title": "Nice", "text": "Short"})
    html = response.content.decode()
    assert 'id="id_rating_error"' in html
    assert 'value="Nice"' in html
    assert ">\nShort</textarea>" in html
    assert not Review.objects.exists()
    html = client_of(ada).post(_path(stocked), {**WRITTEN, "text": "Short"}).content.decode()
    assert 'id="id_text_error"' in html


def test_written_anew_it_takes_the_place_of_the_first(ada, stocked):
    _write(ada, stocked)
    assert "Holds tea" in client_of(ada).get(_path(stocked)).content.decode()
    assert _write(ada, stocked, rating="2").rating == 2
    assert Review.objects.count() == 1


def test_own_reviews_can_be_read_and_removed_by_their_author_alone(ada, stocked):
    review = _write(ada, stocked)
    eve = client_of(make_customer("eve@example.com", "Eve"))
    assert "Holds tea" not in eve.get("/account/reviews/").content.decode()
    assert eve.post(f"/account/reviews/{review.pk}/remove/").status_code == 404
    assert "Holds tea" in client_of(ada).get("/account/reviews/").content.decode()
    client_of(ada).post(f"/account/reviews/{review.pk}/remove/")
    assert not Review.objects.exists()


def test_a_vote_counts_once_and_can_be_taken_back(ada, stocked):
    review = _write(ada, stocked)
    moderate_review(review=review, status=ReviewStatus.PUBLISHED)
    eve = client_of(make_customer("eve@example.com", "Eve"))
    path = f"/reviews/{review.pk}/vote/"
    for helpful, votes in (("yes", (1, 0)), ("no", (0, 1)), ("no", (0, 0))):
        eve.post(path, {"helpful": helpful})
        review.refresh_from_db()
        assert (review.helpful_votes, review.unhelpful_votes) == votes


def test_nobody_votes_on_their_own_or_on_what_is_not_shown(ada, stocked):
    review = _write(ada, stocked)
    path = f"/reviews/{review.pk}/vote/"
    eve = client_of(make_customer("eve@example.com", "Eve"))
    assert eve.post(path, {"helpful": "yes"}).status_code == 404
    moderate_review(review=review, status=ReviewStatus.PUBLISHED)
    answer = client_of(ada).post(path, {"helpful": "yes"}, headers={"HX-Request": "true"})
    assert "own review" in answer.content.decode()
    assert client_of(None).post(path, {"helpful": "yes"}).status_code == 302


def test_many_reviews_stand_on_pages_and_can_be_had_by_stars(stocked):
    for number in range(30):
        Review.objects.create(
            product=stocked, author="A", rating=1 + number % 5, title=f"No {number}.",
            text="words", status=ReviewStatus.PUBLISHED,
        )  # fmt: skip
    client = client_of(None)
    first = client.get(_path(stocked, "reviews")).content.decode()
    assert first.count("<article") == 12
    assert "page=2" in first
    assert client.get(_path(stocked, "reviews") + "?page=3").content.decode().count("<art") == 6
    of_two = client.get(_path(stocked, "reviews") + "?stars=2").content.decode()
    assert of_two.count("<article") == 6
    assert "No 1." in of_two


def test_a_product_that_is_not_shown_has_no_review_pages(ada):
    hidden = make_product("Hidden", published=False)
    assert client_of(ada).get(_path(hidden)).status_code == 404
    assert client_of(ada).get(_path(hidden, "reviews")).status_code == 404
