"""What can be changed in many rows at once."""

from shop.bulk.edits.base import (
    Edit,
    EditForm,
    Terms,
    Value,
    Written,
    edits,
    edits_of,
    parts,
)
from shop.bulk.edits.goods import register_goods
from shop.bulk.edits.prices import register_prices
from shop.bulk.edits.terms import register_terms
from shop.bulk.edits.traits import register_traits

__all__ = ["Edit", "EditForm", "Terms", "Value", "Written", "edits", "edits_of", "parts"]

register_goods()
register_prices()
register_traits()
register_terms()
