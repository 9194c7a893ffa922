"""What people type into the search box: names, colours, styles, slips, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.catalogue import Catalogue
from simulation.columns import FloatArray, IntArray

_FORMS = 6
_UNMET = 0.03


class QueryBook:
    """All queries of a market; ``words[index]`` is the text."""

    def __init__(self, catalogue: Catalogue, unmet: Sequence[str]) -> None:
        known = [form for c in range(len(catalogue.categories)) for form in _forms(catalogue, c)]
        self.words: tuple[str, ...] = (*known, *unmet)
        self._categories = len(catalogue.categories)
        self._unmet = len(unmet)

    def draw(self, category: IntArray, uniform: FloatArray) -> IntArray:
        """A query for each search with the given category in mind; uniforms (2, n)."""
        known = np.asarray(category * _FORMS + (uniform[0] * _FORMS).astype(np.int64))
        if not self._unmet:
            return known
        other = self._categories * _FORMS + (uniform[0] * self._unmet).astype(np.int64)
        return np.where(uniform[1] < _UNMET, other, known)


def _forms(catalogue: Catalogue, category: int) -> list[str]:
    name = catalogue.categories[category].lower()
    members = np.flatnonzero(catalogue.product_category == category)
    colours = catalogue.variant_colour[np.isin(catalogue.variant_product, members)]
    colour = catalogue.colours[int(np.bincount(colours).argmax())].lower()
    style = catalogue.styles[int(np.bincount(catalogue.product_style[members]).argmax())].lower()
    brand = catalogue.brands[int(np.bincount(catalogue.product_brand[members]).argmax())].lower()
    middle = len(name) // 2
    misspelt = name[:middle] + name[middle + 1 :] if len(name) > 4 else name + name[-1]
    forms = (name, name, f"{colour} {name}", f"{style} {name}", f"{brand} {name}", misspelt)
    return [form.strip() for form in forms]
