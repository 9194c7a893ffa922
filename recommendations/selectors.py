"""Reading what recommendations must respect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db.models import Exists, F, OuterRef, Q

from catalog.models import Category, Product, ProductStatus, Variant
from events.context import EventContext
from events.names import EventName
from events.selectors import recent_product_events
from inventory.models import StockLevel

MOST_DISMISSED = 500


@dataclass(frozen=True, slots=True)
class Shelves:
    """What can be sold now: products with their category and when they were published (epoch).

    ``sections`` number what stands around a category: its parent with all below, or itself where
    it has none.
    """

    product_ids: npt.NDArray[np.int64]
    categories: npt.NDArray[np.int32]
    sections: npt.NDArray[np.int32]
    published: npt.NDArray[np.float64]

    def where(self, mask: npt.NDArray[np.bool_]) -> Shelves:
        """The products where ``mask`` holds."""
        return Shelves(
            self.product_ids[mask], self.categories[mask], self.sections[mask], self.published[mask]
        )


def shelves() -> Shelves:
    """Published products of which at least one active variant is in stock or not tracked.

    Reservations of a running checkout are not counted: they pass within minutes.
    """
    levels = StockLevel.objects.filter(variant=OuterRef("pk"))
    sellable = Variant.objects.filter(product=OuterRef("pk"), is_active=True).filter(
        Q(~Exists(levels)) | Q(Exists(levels.filter(on_hand__gt=F("allocated"))))
    )
    rows = list(
        Product.objects.filter(Exists(sellable), status=ProductStatus.PUBLISHED).values_list(
            "pk", "category_id", "published_at"
        )
    )
    ids, categories, published = zip(*rows, strict=True) if rows else ((), (), ())
    return Shelves(
        np.array(ids, np.int64),
        np.array(categories, np.int32),
        _sections(np.array(categories, np.int32)),
        np.array([at.timestamp() if at else 0.0 for at in published], np.float64),
    )


def section_path(category_path: str) -> str:
    """The path in the tree of what stands around a category: its parent, or itself."""
    step = Category.steplen
    return category_path[:-step] if len(category_path) > step else category_path


def _sections(categories: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    numbers: dict[str, int] = {}
    of_category = {
        key: numbers.setdefault(section_path(path), len(numbers))
        for key, path in Category.objects.values_list("pk", "path")
    }
    distinct, places = np.unique(categories, return_inverse=True)
    return np.array([of_category[key] for key in distinct.tolist()], np.int32)[places]


def dismissed_products(context: EventContext) -> set[int]:
    """What this person said is not for them; nothing without their consent."""
    if not context.may_personalise:
        return set()
    events = recent_product_events(
        customer=context.customer,
        visitor=context.visitor,
        names=[EventName.RECOMMENDATION_DISMISSED],
        limit=MOST_DISMISSED,
    )
    return {event.product_id for event in events}
