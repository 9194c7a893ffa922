"""Staff pages of the catalogue."""

from catalog.admin import pictures, products, reviews, shelves, traits, wishlists

__all__ = ["pictures", "products", "reviews", "shelves", "traits", "wishlists"]
