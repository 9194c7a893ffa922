"""How large the simulated market is and how it behaves on average."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from simulation.kinds import FraudKind


@dataclass(frozen=True)
class MarketConfig:
    """Size and mean behaviour; what single customers and products are like is drawn from the seed.

    Rates are per day, shares are fractions of one, effects are differences of log odds.
    """

    start: date = date(2025, 10, 1)
    horizon_days: int = 396
    """Days over which ``customers`` arrive."""
    continue_days: int = 180
    """Days after the horizon in which customers go on arriving at the same pace."""

    customers: int = 3000
    initial_share: float = 0.25
    """Customers who had joined before the first day."""
    guest_profiles: int = 2000
    guest_sessions: float = 285.0
    bot_sessions: float = 22.0
    growth_a_year: float = 0.15

    customer_conversion: float = 0.05
    """Orders per session of a customer, at reference prices in a neutral season."""
    guest_conversion: float = 0.011
    birth_conversion: float = 0.55
    """Orders per session on the day somebody becomes a customer."""
    checkout_completion: float = 0.7
    """Carts that are paid, of those filled by somebody who wants the goods."""

    purchase_rate_shape: float = 1.3
    purchase_rate_mean: float = 0.0085
    """Mean of the gamma-distributed purchase rate while alive (BG/NBD)."""
    dropout_a: float = 1.2
    dropout_b: float = 8.5
    """Beta parameters of the chance to leave for good after a purchase (BG/NBD)."""

    elasticity_mean: float = -2.0
    elasticity_sd: float = 0.7
    elasticity_category_sd: float = 0.4
    """Part of ``elasticity_sd`` that a category's products share."""
    price_test_share: float = 0.6
    """Products whose price is moved at random."""
    price_spell_days: int = 14
    price_levels: tuple[float, ...] = (0.85, 0.92, 1.0, 1.08, 1.15)

    promotion_uplift_mean: float = 0.35
    promotion_hangover: float = 0.5
    """Log odds lost right after a long promotion, because people bought ahead."""
    hangover_days: float = 10.0

    complement_rate: float = 0.38
    substitution_rate: float = 0.5
    """Chance that somebody who finds the wanted variant sold out takes another."""
    return_rate: float = 0.07
    review_rate: float = 0.12

    mail_people: tuple[float, float, float, float] = (0.3, 0.3, 0.3, 0.1)
    """Shares of persuadables, sure things, lost causes and sleeping dogs among customers."""

    attacks: bool = True
    attack_scale: float = 1.0
    planted: tuple[tuple[int, FraudKind], ...] = ()
    """Further attacks on days of the caller's choice."""
    countries: tuple[tuple[str, float], ...] = field(
        default=(
            ("GB", 0.46),
            ("DE", 0.14),
            ("FR", 0.11),
            ("IE", 0.08),
            ("NL", 0.07),
            ("US", 0.06),
            ("SE", 0.04),
            ("JP", 0.04),
        )
    )
    """Codes with their shares of shoppers."""
    unmet_queries: tuple[str, ...] = (
        "gift card",
        "rain poncho",
        "dog bed",
        "record player",
        "yoga mat",
    )
    """What people search for although nobody sells it here."""

    @property
    def days(self) -> int:
        """Days for which arrivals and attacks are planned."""
        return self.horizon_days + self.continue_days
