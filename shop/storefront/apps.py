from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "shop.storefront"
    label = "storefront"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed
        from django.contrib.auth.signals import user_logged_in

        from events.outbox import subscribe
        from pricing.services import CURRENCY_CHANGED
        from shop.storefront import logins
        from shop.storefront.heroes import register_slot
        from shop.storefront.listing import refresh_changed
        from shop.storefront.listing_prices import refresh_currencies

        register_slot()
        subscribe("product.changed", "listing", refresh_changed)
        subscribe(CURRENCY_CHANGED, "listing", refresh_currencies)
        user_logged_in.connect(logins.on_login, dispatch_uid="storefront-login")
        email_confirmed.connect(logins.on_email_confirmed, dispatch_uid="storefront-confirmed")
