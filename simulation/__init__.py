"""A market with a known hidden truth."""

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
from simulation.kinds import (
    Aspect,
    Device,
    EventKind,
    FraudKind,
    MailKind,
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
    "Catalogue",
    "CategoryTraits",
    "Device",
    "EventKind",
    "ExposureContext",
    "ExposurePolicy",
    "FraudKind",
    "HiddenTruth",
    "MailKind",
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
