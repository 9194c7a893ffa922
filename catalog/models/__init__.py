"""Products, how they are found, described, pictured and reviewed. No prices and no stock."""

from catalog.models.opinions import (
    RefusalReason,
    Review,
    ReviewStatus,
    ReviewVote,
    Wishlist,
    WishlistItem,
)
from catalog.models.products import (
    Attribute,
    AttributeType,
    Brand,
    Category,
    Option,
    OptionValue,
    Product,
    ProductAttribute,
    ProductImage,
    ProductKind,
    ProductStatus,
    Variant,
    VariantOption,
)
from catalog.models.selling import BundlePart, DigitalFile

__all__ = [
    "Attribute",
    "AttributeType",
    "Brand",
    "BundlePart",
    "Category",
    "DigitalFile",
    "Option",
    "OptionValue",
    "Product",
    "ProductAttribute",
    "ProductImage",
    "ProductKind",
    "ProductStatus",
    "RefusalReason",
    "Review",
    "ReviewStatus",
    "ReviewVote",
    "Variant",
    "VariantOption",
    "Wishlist",
    "WishlistItem",
]
