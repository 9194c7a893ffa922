"""Every change of prices, promotions and taxes; redeeming is in ``pricing.coupons``."""

from pricing.services.bundles import BundlePriceRefused, free_bundle_price, set_bundle_share
from pricing.services.currencies import CURRENCY_CHANGED, save_currency, set_exchange_rate
from pricing.services.lists import ListRefused, remove_list_price, save_price_list, set_list_price
from pricing.services.prices import PriceRefused, set_price
from pricing.services.promotions import (
    PromotionRefused,
    generate_coupons,
    save_coupon,
    save_group,
    save_promotion,
    set_targets,
)
from pricing.services.taxes import (
    load_tax_rates,
    put_in_class,
    put_products_in_class,
    save_tax_class,
    save_tax_rate,
)

__all__ = [
    "CURRENCY_CHANGED",
    "BundlePriceRefused",
    "ListRefused",
    "PriceRefused",
    "PromotionRefused",
    "free_bundle_price",
    "generate_coupons",
    "load_tax_rates",
    "put_in_class",
    "put_products_in_class",
    "remove_list_price",
    "save_coupon",
    "save_currency",
    "save_group",
    "save_price_list",
    "save_promotion",
    "save_tax_class",
    "save_tax_rate",
    "set_bundle_share",
    "set_exchange_rate",
    "set_list_price",
    "set_price",
    "set_targets",
]
