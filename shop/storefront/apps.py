from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "shop.storefront"
    label = "storefront"

    def ready(self) -> None:
        from events.outbox import subscribe
        from shop.storefront.listing import refresh_changed

        subscribe("product.changed", "listing", refresh_changed)
