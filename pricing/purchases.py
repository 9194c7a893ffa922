"""Who has bought before: known to a floor above, which registers here how to ask."""

from collections.abc import Callable

from django.db.models import Exists

from foundation.registries import Registry

# By app: customer id -> an expression that is true where the customer has bought something.
earlier_purchases: Registry[Callable[[int], Exists]] = Registry("earlier purchases of a customer")
