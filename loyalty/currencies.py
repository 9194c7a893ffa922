"""In which currencies staff may issue cards and give credit: those that the shop sells in.

Prices live beside loyalty, not below it: whoever knows the currencies registers here.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from foundation.registries import Registry

sources: Registry[Callable[[], list[str]]] = Registry("currencies on offer")
"""By name: codes of currencies, the first to be shown first."""


def currencies_on_offer() -> list[str]:
    """Codes of all that can be spent here, the base currency first."""
    found = [code for _name, source in sources for code in source()]
    return list(dict.fromkeys([settings.SHOP_BASE_CURRENCY, *found]))
