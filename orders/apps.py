from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from orders.payments.base import providers
        from orders.payments.card_for_tests import TestCardProvider

        card = providers.get(TestCardProvider.name) or TestCardProvider()
        providers.register(TestCardProvider.name, card)
