"""A market with a known hidden truth: a pure, stepped world in which a shop can be tried.

One step is one day. The caller sets prices, promotions, stock, mailings and what recommendations
show; the market answers with sessions, events, orders and their consequences, as tables of arrays.
What it hides (tastes, elasticities, who has left, who cheats) is kept in ``HiddenTruth``, so that a
model can be judged by what is so and not only by what was seen. Nothing here knows the shop.

    market = Market(synthetic_catalogue(seed=1), seed=7)
    room = Stockroom(market.catalogue, market.suppliers, seed=7)
    for day in range(market.config.horizon_days):
        room.receive(day)
        result = market.step(
            market.propose_price_moves(day).prices(market.catalogue),
            promotions=market.propose_promotions(day),
            stock=room.on_hand,
            exposures=RankedExposure(market.catalogue.product_popularity),
            mailings=market.propose_mailings(day),
        )
        room.ship(result.sold)
        room.review(day)
    market.truth().save("market-truth")

How people behave, and where the model comes from
- Life: a customer joins, buys at a rate drawn from a gamma distribution and after each purchase
  leaves for good with a chance drawn from a beta distribution (BG/NBD: Fader, Hardie and Lee 2005).
  Visits are that rate over the conversion, thinned by season. On top come the first two weeks of a
  newcomer, mail, and goods that are used up and needed again after a personal cycle; the planted
  rate leaves these out.
- Taste: linear in attributes and latent qualities with an ideal price level, drawn around segments
  (``tastes``). A visit has a category in mind; views follow taste, season and this focus.
- Choice: multinomial logit over what was seen, with buying nothing as an option (McFadden 1974).
  The logit's slope is calibrated so that the product's own-price elasticity at reference prices is
  the planted one, drawn from N(-2, .7) below zero; seen substitutes take over demand.
- Complements are added to a basket at a set rate; price tests move prices at random and on record.
- Promotions work by the price, by an uplift of their own, and pull demand forward (a hangover).
- Mail reaches persuadables, sure things, lost causes and sleeping dogs (the classes of uplift
  modelling), and tires. Those who would have come anyway also click: attribution is confounded.
  Mail at the reader's own hour is read more, a reminder of a cart brings the cart to mind, and a
  code of one's own works as a lower price does, once. ``flows`` plays a shop's flows with holdouts.
- Recommendations are clicked by taste, focus and position (1 / log2(2 + position)); a click only
  brings the product to mind, the choice model decides.
- An empty shelf loses the sale or diverts it; both are on record as hidden truth.
- Calendar: weekdays, months by category, Christmas, payday, growth and rising or falling trends.
- Fraud: card testing, stolen cards, account takeovers, rings that abuse the first-order coupon,
  returns of used goods, review spam; disputed payments arrive weeks later. Honest look-alikes are
  there too: gifts to other addresses, families at one address, offices on one network.

Every random number belongs to a purpose, a day and (where people decide) a person, so that two runs
that differ in one decision share all the rest (common random numbers); ``Market.fork`` makes the
twins. Everything is a function of the catalogue, the seed and what the caller does.
"""

from simulation.catalogue import (
    Catalogue,
    CategoryTraits,
    ProductSpec,
    VariantSpec,
    build_catalogue,
)
from simulation.config import MarketConfig
from simulation.exposure import (
    ExposureContext,
    ExposurePolicy,
    RandomExposure,
    RankedExposure,
    TasteExposure,
    per_visitor,
)
from simulation.flows import Caps, Ending, Entry, FlowDesk, FlowPlan, Sending
from simulation.kinds import (
    Aspect,
    Device,
    EventKind,
    FraudKind,
    MailKind,
    MailMedium,
    MailResponse,
    ReturnReason,
    SessionKind,
    Source,
    Surface,
)
from simulation.market import Market
from simulation.offers import Mailing, PriceMoves, Promotion
from simulation.results import StepResult
from simulation.supply import Stockroom
from simulation.synthetic import synthetic_catalogue
from simulation.truth import HiddenTruth

__all__ = [
    "Aspect",
    "Caps",
    "Catalogue",
    "CategoryTraits",
    "Device",
    "Ending",
    "Entry",
    "EventKind",
    "ExposureContext",
    "ExposurePolicy",
    "FlowDesk",
    "FlowPlan",
    "FraudKind",
    "HiddenTruth",
    "MailKind",
    "MailMedium",
    "MailResponse",
    "Mailing",
    "Market",
    "MarketConfig",
    "PriceMoves",
    "ProductSpec",
    "Promotion",
    "RandomExposure",
    "RankedExposure",
    "ReturnReason",
    "Sending",
    "SessionKind",
    "Source",
    "StepResult",
    "Stockroom",
    "Surface",
    "TasteExposure",
    "VariantSpec",
    "build_catalogue",
    "per_visitor",
    "synthetic_catalogue",
]
