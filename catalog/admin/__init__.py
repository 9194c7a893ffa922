"""Staff pages of the catalogue."""

from catalog.admin import pictures, products, reviews, shelves, traits

__all__ = ["pictures", "products", "reviews", "shelves", "traits"]
