"""The visits of a day as the doors see them: honest life or disguise over the market's keys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.columns import BoolArray, IntArray
from simulation.doors.disguises import Disguises
from simulation.doors.everyday import Callers, Everyday
from simulation.doors.tables import Visitors
from simulation.kinds import FraudKind, SessionKind
from simulation.population import Customers
from simulation.results import StepResult

GUEST_MAIL = 1_000_000_000
_RING_MAIL, _RING_DEVICE, _RING_NETWORK = 5_000_000_000, 50_000_000_000, 960_000_000
_BAD_NETWORKS = 300_000_000
_OFTEN_ABROAD = 3


@dataclass(frozen=True, slots=True)
class Lobby:
    """Dresses the visits of a day."""

    customers: Customers
    everyday: Everyday
    disguises: Disguises
    countries: int

    def visitors(self, result: StepResult) -> Visitors:
        """(sessions,) all visits of the day."""
        sessions = result.sessions
        return self.dress(
            result.day,
            Callers.build(
                len(sessions),
                session=sessions.number,
                customer=sessions.customer,
                visitor=sessions.visitor,
                household=self.household(sessions.customer),
                device_kind=sessions.device,
                home=sessions.network,
                country=sessions.country,
            ),
            result.truth.session_fraud,
            result.truth.session_kind == SessionKind.ATTACK,
        )

    def household(self, customer: IntArray) -> IntArray:
        return np.where(customer >= 0, self.customers.address[np.maximum(customer, 0)], -1)

    def dress(self, day: int, callers: Callers, fraud: IntArray, attack: BoolArray) -> Visitors:
        """(n,) what the doors see of those callers."""
        network, country = self._networks(callers, fraud, attack, day)
        device = np.where(
            attack,
            self.disguises.devices(fraud, callers.visitor, callers.session),
            self.everyday.devices(callers, day),
        )
        known = callers.customer >= 0
        email = np.where(known, callers.customer, GUEST_MAIL + callers.visitor)
        email = self.disguises.emails(fraud, callers.visitor, callers.session, email)
        device, network, email = self._as_rings(callers, device, network, email)
        born = self.customers.birth_day[np.maximum(callers.customer, 0)]
        return Visitors.build(
            len(callers),
            number=callers.session,
            customer=callers.customer,
            visitor=callers.visitor,
            email=email,
            device=device,
            network=network,
            network_country=country,
            country=callers.country,
            account_days=np.where(known, np.maximum(day - born, 0), 0),
            is_disposable=self.disguises.throws_mail_away(fraud, email),
            fraud=fraud,
            is_attack=attack,
            is_family=callers.is_family,
            is_office=callers.is_office,
            is_away=self.everyday.away(callers, day),
        )

    def _networks(
        self, callers: Callers, fraud: IntArray, attack: BoolArray, day: int
    ) -> tuple[IntArray, IntArray]:
        """Where attackers' machines stand is often abroad; a proxy stands where it is useful."""
        network, country = self.everyday.networks(callers, day)
        raid = self.disguises.networks(fraud, callers.visitor, callers.session, callers.home)
        machine = (raid >= _BAD_NETWORKS) & (raid < _BAD_NETWORKS + 100_000_000)
        abroad = machine & (raid % _OFTEN_ABROAD > 0)
        elsewhere = (callers.country + 1 + raid % max(1, self.countries - 1)) % self.countries
        victim = self.customers.country[np.maximum(callers.customer, 0)]
        near = np.where(callers.customer >= 0, victim, callers.country)
        raid_country = np.where(abroad, elsewhere, near)
        return np.where(attack, raid, network), np.where(attack, raid_country, country)

    def _as_rings(
        self, callers: Callers, device: IntArray, network: IntArray, email: IntArray
    ) -> tuple[IntArray, IntArray, IntArray]:
        member, ring = self.rings(callers.customer)
        hides = member & self.disguises.ring_hides(ring)
        tags = member & self.disguises.ring_tags_mail(ring)
        return (
            np.where(hides, _RING_DEVICE + callers.customer, device),
            np.where(hides, _RING_NETWORK + callers.customer, network),
            np.where(tags, _RING_MAIL + ring, email),
        )

    def rings(self, customer: IntArray) -> tuple[BoolArray, IntArray]:
        """(n,) who belongs to a ring, and to which: the browser of its head."""
        safe = np.maximum(customer, 0)
        member = (customer >= 0) & (self.customers.abuse[safe] == FraudKind.PROMOTION_ABUSE)
        return member, self.customers.visitor[safe]
