"""What customers say of their taste: more of this, none of that. Names only, see ``Preference``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, Preference, PreferenceKind, Stance
from foundation import clock
from foundation.refusals import Refusal

MOST_PREFERENCES = 300
LONGEST_NAME = 160


@dataclass(frozen=True, slots=True)
class Preferences:
    """What somebody boosted and muted: names by kind."""

    boosted: dict[PreferenceKind, frozenset[str]] = field(default_factory=dict)
    muted: dict[PreferenceKind, frozenset[str]] = field(default_factory=dict)

    def stance(self, kind: PreferenceKind, name: str) -> Stance | None:
        if name in self.muted.get(kind, ()):
            return Stance.MUTED
        return Stance.BOOSTED if name in self.boosted.get(kind, ()) else None

    def __bool__(self) -> bool:
        return bool(self.boosted or self.muted)


def preferences_of(customer: Customer) -> Preferences:
    return _collected(Preference.objects.filter(customer=customer).values_list(*_COLUMNS))


def preferences_of_pseudonym(pseudonym: UUID | None) -> Preferences:
    """The same for whoever the event log calls so; nothing for guests."""
    if pseudonym is None:
        return Preferences()
    stated = Preference.objects.filter(customer__pseudonym=pseudonym)
    return _collected(stated.values_list(*_COLUMNS))


_COLUMNS = ("kind", "name", "stance")


def _collected(rows: Iterable[tuple[str, str, str]]) -> Preferences:
    found: dict[Stance, dict[PreferenceKind, set[str]]] = {stance: {} for stance in Stance}
    for kind, name, stance in rows:
        found[Stance(stance)].setdefault(PreferenceKind(kind), set()).add(name)
    return Preferences(
        boosted={kind: frozenset(names) for kind, names in found[Stance.BOOSTED].items()},
        muted={kind: frozenset(names) for kind, names in found[Stance.MUTED].items()},
    )


@transaction.atomic
def set_preference(
    *,
    customer: Customer,
    kind: PreferenceKind,
    name: str,
    stance: Stance | None,
    at: datetime | None = None,
) -> None:
    """Boost or mute something by its name; None takes back what was said.

    Raises:
        Refusal: no name or too long a one, or too many preferences.
    """
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(_("There is nothing of that name."), field="name")
    own = Preference.objects.filter(customer=customer)
    if stance is None:
        own.filter(kind=kind, name=name).delete()
        return
    Customer.objects.select_for_update(no_key=True).only("pk").get(pk=customer.pk)
    if own.exclude(kind=kind, name=name).count() >= MOST_PREFERENCES:
        raise Refusal(_("That is more than can be kept. Take some back first."))
    Preference.objects.update_or_create(
        customer=customer,
        kind=kind,
        name=name,
        defaults={"stance": stance, "changed_at": at or clock.now()},
    )


def forget_preferences(*, customer: Customer) -> int:
    """Take back everything that was said; returns how much it was."""
    count, _by_model = Preference.objects.filter(customer=customer).delete()
    return count
