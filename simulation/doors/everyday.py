"""What honest people leave at a shop's doors: the same life that thieves hide in.

Phones are bought anew, browsers forget, families share tablets and cards, offices and mobile
carriers put strangers on one network, people travel, send parcels to a pick-up point, mistype
passwords and have cards declined. Every key means something only by equality.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.columns import BoolArray, Columns, IntArray
from simulation.doors.keyed import About, Chances
from simulation.kinds import Device

HOUSEHOLD_KEYS = 5_000_000
OFFICE_KEYS = 10_000_000
_PRIVATE_WINDOW = 0.06
_PHONE_DAYS = 260
_SHARED_TABLET, _TABLET_TODAY = 0.3, 0.3
_AWAY, _HOTELS, _ABROAD = 0.025, 300, 0.5
_ON_THE_MOVE, _CARRIER_GATEWAYS = 0.35, 24
_GUEST_STREETS = 30_000
_BIG_OFFICE, _BIG_OFFICES = 0.4, 6
_FAMILY_CARD, _USES_FAMILY_CARD = 0.25, 0.5
_PICK_UP, _PICK_UP_POINTS = 0.03, 40


@dataclass(frozen=True)
class Callers(Columns):
    """Somebody at the shop's doors, one row a visit."""

    session: IntArray
    """Number of the visit over the market's whole life."""
    customer: IntArray
    visitor: IntArray
    household: IntArray
    """Key of the address that they share with others, -1 for strangers."""
    device_kind: IntArray
    home: IntArray
    """Key of the network at home or in the office."""
    country: IntArray

    @property
    def person(self) -> IntArray:
        return np.where(self.customer >= 0, self.customer, OFFICE_KEYS + self.visitor)

    @property
    def is_family(self) -> BoolArray:
        return is_family(self.household)

    @property
    def is_office(self) -> BoolArray:
        return (self.home >= OFFICE_KEYS) & (self.home < 10 * OFFICE_KEYS)


@dataclass(frozen=True, slots=True)
class Everyday:
    """Devices, networks, cards and doors of honest people on a day."""

    chances: Chances
    countries: int

    def devices(self, callers: Callers, day: int) -> IntArray:
        """(n,) a browser: new after a year or so, each time for some, the family's for others."""
        told = self.chances
        age = day / _PHONE_DAYS + told.uniform(About.NEW_PHONE, callers.visitor)
        own = callers.visitor * 8 + age.astype(np.int64) % 8
        private = told.below(_PRIVATE_WINDOW, About.PRIVATE_WINDOW, callers.visitor)
        own = np.where(private, 30_000_000_000 + callers.session, own)
        tablet = callers.is_family & told.below(
            _SHARED_TABLET, About.SHARED_TABLET, callers.household
        )
        tablet &= told.below(_TABLET_TODAY, About.TABLET_TODAY, callers.session)
        return np.where(tablet, 40_000_000_000 + callers.household, own)

    def away(self, callers: Callers, day: int) -> BoolArray:
        """(n,) travelling this week."""
        return self.chances.below(_AWAY, About.AWAY, callers.person, day // 7)

    def networks(self, callers: Callers, day: int) -> tuple[IntArray, IntArray]:
        """(n,) the network, and the country that it is in."""
        told, place = self.chances, callers.country
        guest = callers.customer < 0
        street = 100_000_000 + told.one_of(_GUEST_STREETS, About.STREET, callers.visitor)
        network = np.where(guest, street, self._big_offices(callers))
        moving = (callers.device_kind == Device.PHONE) & told.below(
            _ON_THE_MOVE, About.ON_THE_MOVE, callers.session
        )
        gateway = told.one_of(_CARRIER_GATEWAYS, About.CARRIER, callers.session)
        carrier = 900_000_000 + place * _CARRIER_GATEWAYS + gateway
        network = np.where(moving, carrier, network)
        away = self.away(callers, day)
        hotel = told.one_of(_HOTELS, About.HOTEL, callers.person, day // 7)
        abroad = away & told.below(_ABROAD, About.ABROAD, callers.person, day // 7)
        elsewhere = (place + 1 + hotel % max(1, self.countries - 1)) % self.countries
        return np.where(away, 910_000_000 + hotel, network), np.where(abroad, elsewhere, place)

    def _big_offices(self, callers: Callers) -> IntArray:
        """Some offices are floors of one large house with one way to the network."""
        big = callers.is_office & self.chances.below(_BIG_OFFICE, About.BIG_OFFICE, callers.home)
        return np.where(big, 90_000_000 + callers.home % _BIG_OFFICES, callers.home)

    def cards(self, customer: IntArray, household: IntArray, cards: IntArray) -> IntArray:
        """(n,) the card: in some families the same one for several."""
        told = self.chances
        shares = is_family(household) & told.below(_FAMILY_CARD, About.FAMILY_CARD, household)
        shares &= told.below(_USES_FAMILY_CARD, About.USES_FAMILY_CARD, customer)
        return np.where(shares, 1_500_000_000 + household, cards)

    def addresses(
        self, addresses: IntArray, numbers: IntArray, country: IntArray, share: float = _PICK_UP
    ) -> IntArray:
        """(n,) the door that it goes to: a pick-up point now and then."""
        told = self.chances
        picked_up = told.below(share, About.PICK_UP, numbers)
        point = told.one_of(_PICK_UP_POINTS, About.PICK_UP_POINT, numbers)
        return np.where(picked_up, 920_000_000 + country * _PICK_UP_POINTS + point, addresses)


def is_family(household: IntArray) -> BoolArray:
    """(n,) whether the key of an address is one that several people share."""
    return (household >= HOUSEHOLD_KEYS) & (household < OFFICE_KEYS)
