"""Feeds to test with."""

from typing import Any

from catalog.models import Product
from shop.feeds.models import FeedProblem, ProductFeed
from shop.feeds.specification import FeedFormat, Problem


def make_feed(format: FeedFormat = FeedFormat.GOOGLE_XML, **fields: Any) -> ProductFeed:
    given = {"name": "Feed", "country": "GB", "language": "en", "currency": "EUR"}
    return ProductFeed.objects.create(format=format, **{**given, **fields})


def fill_feeds(product: Product, name: str) -> None:
    """A feed, and a problem that it found."""
    feed = make_feed(name=f"Feed {name}")
    FeedProblem.objects.create(
        feed=feed, product=product, sku=f"SKU-{name}", attribute="gtin", problem=Problem.MISSING
    )
