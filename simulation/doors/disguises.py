"""How attackers look at the doors: a part of each kind hides what gives the others away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.columns import BoolArray, IntArray
from simulation.doors.keyed import About, Chances
from simulation.kinds import FraudKind

_ROTATES_NETWORK, _ROTATES_DEVICE, _ONE_MAIL = 0.4, 0.3, 0.5
_CAREFUL_THIEF, _PROXIED_TAKEOVER, _KNOWN_PASSWORD = 0.25, 0.4, 0.5
_RING_IN_DISGUISE, _RING_SPREADS, _RING_TAGS = 0.35, 0.5, 0.25
_PROXIES = 100_000
_THROW_AWAY_MAIL, _HONEST_THROW_AWAY = 0.35, 0.005
_SESSIONS_A_PROXY = 3


@dataclass(frozen=True, slots=True)
class Disguises:
    """What each raid changes; a raid is known by its ``visitor``, shapes (n,) visits."""

    chances: Chances

    def devices(self, fraud: IntArray, visitor: IntArray, session: IntArray) -> IntArray:
        changes = (fraud == FraudKind.CARD_TESTING) & self.chances.below(
            _ROTATES_DEVICE, About.ROTATES_DEVICE, visitor
        )
        return np.where(changes, 60_000_000_000 + session, visitor * 8)

    def networks(
        self, fraud: IntArray, visitor: IntArray, session: IntArray, network: IntArray
    ) -> IntArray:
        """Proxies in people's homes, each good for one visit, or a few of a card tester's."""
        told = self.chances
        testing = (fraud == FraudKind.CARD_TESTING) & told.below(
            _ROTATES_NETWORK, About.ROTATES_NETWORK, visitor
        )
        hides = self.is_careful(fraud, visitor) | (
            (fraud == FraudKind.ACCOUNT_TAKEOVER)
            & told.below(_PROXIED_TAKEOVER, About.ROTATES_NETWORK, visitor)
        )
        turn = np.where(testing, session // _SESSIONS_A_PROXY, 0)
        proxy = 950_000_000 + told.one_of(_PROXIES, About.PROXY, visitor, turn)
        return np.where(testing | hides, proxy, network)

    def is_careful(self, fraud: IntArray, visitor: IntArray) -> BoolArray:
        """A thief with a stolen card who avoids all that is known to be looked at."""
        return (fraud == FraudKind.STOLEN_CARD) & self.chances.below(
            _CAREFUL_THIEF, About.CAREFUL, visitor
        )

    def knows_password(self, visitor: IntArray) -> BoolArray:
        return self.chances.below(_KNOWN_PASSWORD, About.KNOWS_PASSWORD, visitor)

    def emails(
        self, fraud: IntArray, visitor: IntArray, session: IntArray, email: IntArray
    ) -> IntArray:
        """Made up for the occasion; a takeover has its victim's."""
        made_up = 2_000_000_000 + session
        one = self.chances.below(_ONE_MAIL, About.ONE_MAIL, visitor)
        made_up = np.where(one, 3_000_000_000 + visitor, made_up)
        thieves = np.isin(fraud, (FraudKind.CARD_TESTING, FraudKind.STOLEN_CARD))
        return np.where(thieves, made_up, email)

    def throws_mail_away(self, fraud: IntArray, email: IntArray) -> BoolArray:
        """(n,) an address of a service whose addresses last minutes."""
        thieves = np.isin(fraud, (FraudKind.CARD_TESTING, FraudKind.STOLEN_CARD))
        share = np.where(thieves, _THROW_AWAY_MAIL, _HONEST_THROW_AWAY)
        return np.asarray(self.chances.uniform(About.THROW_AWAY_MAIL, email) < share)

    # A ring is known by the browser of its head, ``ring``.

    def ring_hides(self, ring: IntArray) -> BoolArray:
        """Members come from browsers and networks of their own."""
        return self.chances.below(_RING_IN_DISGUISE, About.RING_IN_DISGUISE, ring)

    def ring_spreads(self, ring: IntArray) -> BoolArray:
        """Members also have a door each: a letter box with another number."""
        return self.ring_hides(ring) & self.chances.below(
            _RING_SPREADS, About.RING_SPREADS_ADDRESSES, ring
        )

    def ring_tags_mail(self, ring: IntArray) -> BoolArray:
        """One mailbox, written with a tag for each member."""
        return self.chances.below(_RING_TAGS, About.RING_TAGS_MAIL, ring)
