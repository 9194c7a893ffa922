"""The listing table follows the catalogue, prices, stock and reviews."""

from datetime import date

import pytest
from django.core.management import call_command

from catalog.illustrations import Kind
from catalog.models import Review, ReviewStatus
from catalog.reviews import moderate_review
from catalog.services import retire_product
from catalog.tests.factories import make_category, make_product
from events.models import DailyDemand
from events.outbox import drain
from foundation.money import Money
from inventory.services import adjust_stock
from pricing.models import Price
from pricing.services import set_price
from shop.storefront.listing import rebuild_listings, refresh_listings, refresh_popularity
from shop.storefront.models import Listing, ListingPlacement

pytestmark = pytest.mark.django_db


def test_a_published_product_is_listed_by_the_outbox():
    product = make_product(
        "Field mug",
        price="18.50",
        compare_at="24.00",
        stock=3,
        colours=["forest", "sand"],
        kind=Kind.MUG,
        brand="Alder",
    )
    drain()

    row = Listing.objects.get(product=product)
    assert (row.name, row.brand, row.price_minor) == ("Field mug", "Alder", 1850)
    assert (row.compare_at_minor, row.available, row.in_stock) == (2400, 6, True)
    assert row.swatches == ["#2d5646", "#cbab7d"]
    assert row.picture.startswith("products/")
    assert row.second_picture != row.picture


def test_a_product_stands_on_its_shelf_and_on_those_above():
    home = make_category("Home")
    mugs = make_category("Mugs", parent=make_category("Kitchen", parent=home))
    product = make_product(category=mugs)
    drain()

    shelves = ListingPlacement.objects.filter(listing_id=product.pk)
    assert {row.category.name_en for row in shelves} == {"Home", "Kitchen", "Mugs"}

    product.category = home
    product.save()
    refresh_listings([product.pk])
    assert [row.category for row in shelves.all()] == [home]


def test_price_stock_and_reviews_reach_the_listing():
    product = make_product(price="20.00", stock=5, sizes=["S", "M"])
    small, medium = product.variants.all()
    set_price(variant=small, amount=Money.of("15.00", "EUR"))
    adjust_stock(variant_id=small.pk, on_hand=0, note="counted")
    adjust_stock(variant_id=medium.pk, on_hand=0, note="counted")
    for rating in (5, 4):
        review = Review.objects.create(product=product, author="A", rating=rating)
        moderate_review(review=review, status=ReviewStatus.PUBLISHED)
    Review.objects.create(product=product, author="B", rating=1)
    drain()

    row = Listing.objects.get(product=product)
    assert (row.price_minor, row.highest_price_minor) == (1500, 2000)
    assert (row.available, row.in_stock) == (0, False)
    assert (float(row.rating), row.review_count) == (4.5, 2)


def test_what_is_not_tracked_is_always_in_stock():
    product = make_product(stock=None)
    drain()
    row = Listing.objects.get(product=product)
    assert (row.available, row.in_stock) == (None, True)


def test_what_cannot_be_sold_is_not_listed():
    retired, priceless, draft = make_product(), make_product(), make_product(published=False)
    drain()
    retire_product(product=retired)
    Price.objects.filter(variant__product=priceless).delete()
    refresh_listings([priceless.pk, draft.pk])
    drain()
    assert not Listing.objects.exists()
    assert not ListingPlacement.objects.exists()


def test_popularity_is_of_the_last_four_weeks_of_the_data():
    old, new = make_product(), make_product()
    for product, day, orders in ((old, 1, 50), (new, 1, 9), (new, 28, 3), (new, 30, 4)):
        DailyDemand.objects.create(
            variant_id=product.variants.get().pk,
            product_id=product.pk,
            day=date(2011, 11, day),
            units=orders * 10,
            orders=orders,
        )
    rebuild_listings()
    assert Listing.objects.get(product=old).popularity == 0
    assert Listing.objects.get(product=new).popularity == 7

    DailyDemand.objects.filter(product_id=new.pk, day=date(2011, 11, 28)).update(orders=5)
    assert refresh_popularity() == 1
    assert ListingPlacement.objects.get(listing=new.pk).popularity == 9


def test_a_batch_costs_the_same_queries_as_one_product(django_assert_max_num_queries):
    products = [make_product(colours=["forest", "sand"]) for _ in range(12)]
    with django_assert_max_num_queries(18):
        refresh_listings([product.pk for product in products])
    assert Listing.objects.count() == 12


def test_the_command_rebuilds_what_was_lost(capsys):
    make_product()
    make_product()
    call_command("rebuild_listings", verbosity=1)
    assert Listing.objects.count() == 2
    assert "2 products" in capsys.readouterr().out
