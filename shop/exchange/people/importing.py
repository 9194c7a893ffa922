"""Customers by file, known by their e-mail address or by their name in another system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.history import PastAddress, PastCustomer, record_history
from accounts.models import Customer, CustomerGroup
from events.outbox import publish_many
from foundation.bulk import update_rows
from shop.exchange.findings import Findings, Unreadable
from shop.exchange.goods.existing import parts
from shop.exchange.people.columns import CustomerColumns
from shop.exchange.reading import Advance, cleaned_rows, known_columns
from shop.exchange.sheets import Sheet
from shop.exchange.tables import Carrying, Judged, Terms, Verdict

OWN = ("email", "external_ref", "name", "country", "language")
PLACE = ("line1", "line2", "postcode", "city", "region", "phone")
WHOLE_PLACE = ("line1", "postcode", "city", "country")


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the file; what is not in it stays as it is."""

    line: int
    given: dict[str, Any]

    @property
    def called(self) -> str:
        return str(self.given.get("email") or self.given.get("external_ref"))


@dataclass(slots=True)
class PeoplePlan:
    rows: list[Judged] = field(default_factory=list)
    new: list[tuple[Person, int | None]] = field(default_factory=list)
    """With the key of the group."""
    changes: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def judged(self) -> Iterable[Judged]:
        return self.rows

    def needs(self) -> set[str]:
        needed = {"accounts.add_customer"} if self.new else set()
        return needed | ({"accounts.change_customer"} if self.changes else set())

    def remarks(self) -> Iterable[str]:
        return ()


def read_people(
    sheet: Sheet, terms: Terms, findings: Findings, advance: Advance | None = None
) -> list[Person]:
    """The customers of a file.

    Raises:
        Unreadable: nothing in it tells who is who.
    """
    resource = CustomerColumns()
    for field_ in resource.fields.values():
        field_.widget.may_clear = False
    known = known_columns(resource, sheet, findings)
    if not {"email", "external_ref"} & set(known.values()):
        raise Unreadable(
            _("It needs the column “email” or “external_ref”, by which rows are known.")
        )
    people = []
    for line, given in cleaned_rows(sheet, resource, known, findings, advance):
        if given.get("email") or given.get("external_ref"):
            people.append(Person(line, given))
        else:
            findings.say(line, "email", _("Every row needs an e-mail address or a name elsewhere."))
    return people


def plan_people(people: list[Person], findings: Findings, at: datetime) -> PeoplePlan:
    """Compare with the customers that there are."""
    plan = PeoplePlan()
    groups = dict(CustomerGroup.objects.values_list("code", "pk"))
    known = _known(people)
    seen: dict[tuple[str, str], int] = {}
    for person in people:
        if _is_again(person, seen, findings):
            continue
        group = person.given.get("group")
        if group and group not in groups:
            findings.say(person.line, "group", _("There is no customer group “%s”.") % group)
            continue
        customer = _found(person, known, findings)
        if customer is None:
            _plan_new(plan, person, groups.get(group or ""), findings)
        else:
            _plan_change(plan, person, customer, groups.get(group or ""), findings)
    return plan


_Known = dict[tuple[str, str], dict[str, Any]]


def _known(people: list[Person]) -> _Known:
    """Customers by e-mail address and by name elsewhere."""
    found: _Known = {}
    for column in ("email", "external_ref"):
        wanted = sorted({p.given[column] for p in people if p.given.get(column)})
        for some in parts(wanted):
            rows = Customer.objects.filter(**{f"{column}__in": some})
            for row in rows.values("pk", "group_id", "erased_at", *OWN):
                found[column, row[column]] = row
    return found


def _is_again(person: Person, seen: dict[tuple[str, str], int], findings: Findings) -> bool:
    for column in ("email", "external_ref"):
        value = person.given.get(column)
        first = seen.setdefault((column, value), person.line) if value else person.line
        if first != person.line:
            words = _("It stands in line %(line)d, too.") % {"line": first}
            findings.say(person.line, column, words)
            return True
    return False


def _found(person: Person, known: _Known, findings: Findings) -> dict[str, Any] | None:
    by_email = known.get(("email", person.given.get("email", "")))
    by_name = known.get(("external_ref", person.given.get("external_ref", "")))
    if by_email and by_name and by_email["pk"] != by_name["pk"]:
        words = _("This address and this name elsewhere belong to two customers.")
        findings.say(person.line, "external_ref", words)
    return by_name or by_email


def _plan_new(plan: PeoplePlan, person: Person, group: int | None, findings: Findings) -> None:
    given = person.given
    if any(given.get(name) for name in PLACE) and not all(given.get(n) for n in WHOLE_PLACE):
        words = _("An address needs a street, a postcode, a city and a country.")
        findings.say(person.line, "line1", words)
    plan.new.append((person, group))
    plan.rows.append(Judged(person.line, person.called, Verdict.NEW))


def _plan_change(
    plan: PeoplePlan,
    person: Person,
    customer: dict[str, Any],
    group: int | None,
    findings: Findings,
) -> None:
    given = person.given
    if given.get("email") and customer["email"] and given["email"] != customer["email"]:
        words = _("This customer has another address, and changes it by a mail to the new one.")
        findings.say(person.line, "email", words)
    wanted = {name: given[name] for name in OWN if name in given}
    if group is not None:
        wanted["group_id"] = group
    columns = {name: value for name, value in wanted.items() if customer[name] != value}
    if columns:
        plan.changes.append((customer["pk"], columns))
    verdict = Verdict.CHANGED if columns else Verdict.SAME
    plan.rows.append(Judged(person.line, person.called, verdict, tuple(columns)))


def write_people(plan: PeoplePlan, carrying: Carrying) -> None:
    """Write new customers with their address and what changes of the others.

    Addresses of customers who are there already are theirs to change.
    """
    carrying.step("customers")
    stored = record_history(customers=[_past(p, carrying.at) for p, _group in plan.new])
    publish_many("customer.created", [{"customer": kept.id} for kept in stored])
    grouped = [
        (kept.id, {"group_id": group})
        for kept, (_person, group) in zip(stored, plan.new, strict=True)
        if group is not None
    ]
    alike: dict[tuple[str, ...], list[tuple[int, list[Any]]]] = {}
    for key, columns in (*plan.changes, *grouped):
        names = tuple(sorted(columns))
        alike.setdefault(names, []).append((key, [columns[name] for name in names]))
    for names, rows in alike.items():
        update_rows(Customer, names, rows)


def _past(person: Person, at: datetime) -> PastCustomer:
    given = person.given
    place = None
    if given.get("line1"):
        place = PastAddress(**{name: given.get(name, "") for name in PLACE})
    return PastCustomer(
        created_at=given.get("created_at") or at,
        address=place,
        **{name: given.get(name, "") for name in OWN},
    )
