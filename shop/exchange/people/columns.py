"""The shop's own columns of customers, and those of Shopify's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource

from shop.exchange.cells import Email, Moment, Words

ADDRESS = ("line1", "line2", "postcode", "city", "region", "phone")


class Country(Words):
    """Two letters by ISO 3166."""

    def __init__(self) -> None:
        super().__init__(2)

    def read(self, text: str) -> str:
        code = super().read(text).upper()
        if len(code) != 2 or not code.isascii() or not code.isalpha():
            raise ValueError(
                _("“%(text)s” is no country of two letters, such as DE.") % {"text": text[:40]}
            )
        return code


class CustomerColumns(Resource):
    """Consent is not among them: it is proof of a choice, which no file can make."""

    email = Field(widget=Email(254))
    external_ref = Field(widget=Words(60))
    name = Field(widget=Words(120))
    country = Field(widget=Country())
    language = Field(widget=Words(8))
    group = Field(widget=Words(40))
    company = Field(widget=Words(120))
    line1 = Field(widget=Words(120))
    line2 = Field(widget=Words(120))
    postcode = Field(widget=Words(20))
    city = Field(widget=Words(80))
    region = Field(widget=Words(80))
    phone = Field(widget=Words(30))
    created_at = Field(widget=Moment())

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name, field in self.fields.items():
            field.attribute = name
