from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from events.first_orders import finders
        from orders import data_checks, jobs, outbox, privacy
        from orders.buyers import first_orders, has_ordered
        from orders.payments.registration import register_providers
        from pricing.purchases import earlier_purchases

        register_providers()
        privacy.register()
        outbox.subscribe_all()
        jobs.register()
        data_checks.register()
        earlier_purchases.register("orders", has_ordered)
        finders.register("orders", first_orders)
