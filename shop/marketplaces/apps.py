from django.apps import AppConfig


class MarketplacesConfig(AppConfig):
    name = "shop.marketplaces"
    label = "marketplaces"
