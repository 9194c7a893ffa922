from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from events.first_orders import finders
        from accounts.companies.facts import facts
        from orders import data_checks, jobs, outbox, privacy
        from orders.buyers import first_orders, has_ordered
        from orders.companies import privacy as company_privacy
        from orders.companies.selectors import credit_words
        from orders.payments.registration import register_providers
        from pricing.purchases import earlier_purchases

        from orders.quotes import privacy as quote_privacy
        from orders.quotes.paper import offer_file
        register_providers()
        privacy.register()
        company_privacy.register()
        facts.register("credit", credit_words)
        outbox.subscribe_all()
        jobs.register()
        quote_privacy.register()
        attachments.register(MailKind.QUOTE_UPDATE, offer_file)
        data_checks.register()
        earlier_purchases.register("orders", has_ordered)
        finders.register("orders", first_orders)
