"""Model fields that every app shares."""

from typing import Any

from django.db import models

from foundation.ids import PUBLIC_ID_LENGTH, new_public_id


class PublicIdField(models.CharField):  # type: ignore[type-arg]
    """A short random id for URLs and the API."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.update(
            max_length=PUBLIC_ID_LENGTH, unique=True, default=new_public_id, editable=False
        )
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "unique", "default", "editable"):
            kwargs.pop(fixed, None)
        return name, path, list(args), kwargs


class CurrencyField(models.CharField):  # type: ignore[type-arg]
    """An ISO 4217 code."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["max_length"] = 3
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, path, list(args), kwargs
