"""Staff pages for prices, promotions, coupons, lists, taxes and currencies."""

from pricing.admin import coupons, currencies, lists, prices, promotions, taxes

__all__ = ["coupons", "currencies", "lists", "prices", "promotions", "taxes"]
