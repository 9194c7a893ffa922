"""Shopify's customer CSV, in its older and its newer headings.

Columns as https://help.shopify.com/en/manual/customers/import-export-customers describes them.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource

from shop.exchange.cells import Email, Words
from shop.exchange.findings import Findings, Unreadable
from shop.exchange.marked import Marked
from shop.exchange.people.columns import Country
from shop.exchange.people.importing import PLACE, WHOLE_PLACE, Person
from shop.exchange.reading import Advance, cleaned_rows
from shop.exchange.sheets import Sheet
from shop.exchange.tables import Terms

REFERENCE = "shopify:"
_ADDRESS = "default address "


class ShopifyCustomerColumns(Resource):
    """The columns that have a place here; an address with or without *Default Address* before."""

    ref = Field(column_name="Customer ID", widget=Marked(40))
    first = Field(column_name="First Name", widget=Words(60))
    last = Field(column_name="Last Name", widget=Words(60))
    email = Field(column_name="Email", widget=Email(254))
    line1 = Field(column_name="Address1", widget=Words(120))
    line2 = Field(column_name="Address2", widget=Words(120))
    city = Field(column_name="City", widget=Words(80))
    region = Field(column_name="Province Code", widget=Words(80))
    country = Field(column_name="Country Code", widget=Country())
    postcode = Field(column_name="Zip", widget=Marked(20))
    address_phone = Field(column_name="Address Phone", widget=Marked(30))
    phone = Field(column_name="Phone", widget=Marked(30))


def read_shopify_people(
    sheet: Sheet, terms: Terms, findings: Findings, advance: Advance | None = None
) -> list[Person]:
    """The customers of Shopify's file.

    Raises:
        Unreadable: it is no customer file of Shopify.
    """
    resource = ShopifyCustomerColumns()
    for field in resource.fields.values():
        field.widget.may_clear = False
    known = _known(resource, sheet, findings)
    if "email" not in known.values() or not {"first", "last"} & set(known.values()):
        raise Unreadable(
            _("This is no customer file of Shopify: it needs “Email” and “First Name”.")
        )
    people = []
    for line, given in cleaned_rows(sheet, resource, known, findings, advance):
        person = _person(line, given, findings)
        if person.given.get("email") or person.given.get("external_ref"):
            people.append(person)
        else:
            findings.note(_("A customer without an e-mail address was left out."))
    return people


def _known(resource: Resource, sheet: Sheet, findings: Findings) -> dict[str, str]:
    by_name = {str(field.column_name).lower(): name for name, field in resource.fields.items()}
    known: dict[str, str] = {}
    for column in sheet.columns:
        plain = column.lower()
        if plain == f"{_ADDRESS}phone":
            plain = "address phone"
        field = by_name.get(plain.removeprefix(_ADDRESS))
        if field and field not in known.values():
            known[column] = field
        else:
            findings.unplaced.append(column)
    return known


def _person(line: int, given: dict[str, Any], findings: Findings) -> Person:
    told = {name: given[name] for name in ("email", "country", *PLACE) if given.get(name)}
    if name := " ".join(part for part in (given.get("first"), given.get("last")) if part):
        told["name"] = name
    if given.get("ref"):
        told["external_ref"] = f"{REFERENCE}{given['ref']}"
    if phone := given.get("phone") or given.get("address_phone"):
        told["phone"] = phone
    if any(told.get(name) for name in PLACE) and not all(told.get(name) for name in WHOLE_PLACE):
        findings.note(_("An address that is not whole was left out."))
        told = {name: value for name, value in told.items() if name not in PLACE}
    return Person(line, told)
