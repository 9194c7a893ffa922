from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "shop.storefront"
    label = "storefront"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed
        from django.contrib.auth.signals import user_logged_in

        from events.outbox import subscribe
        from shop.storefront import logins
        from shop.storefront.listing import refresh_changed

        subscribe("product.changed", "listing", refresh_changed)
        user_logged_in.connect(logins.on_login, dispatch_uid="storefront-login")
        email_confirmed.connect(logins.on_email_confirmed, dispatch_uid="storefront-confirmed")
