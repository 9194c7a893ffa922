"""Forms of lines that need to know what they are lines of."""

from __future__ import annotations

from typing import Any

from unfold.forms import PaginationInlineFormSet


class ParentFormSet(PaginationInlineFormSet):
    """Tells its forms what they belong to, which may not be in the database yet."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "parent": self.instance}
