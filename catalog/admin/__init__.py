"""Staff pages of the catalogue."""

from catalog.admin import files, pictures, products, reviews, shelves, traits, wishlists

__all__ = ["files", "pictures", "products", "reviews", "shelves", "traits", "wishlists"]
