from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from accounts.companies.facts import facts
        from events.first_orders import finders
        from loyalty.currencies import sources as currencies
        from notifications.attachments import attachments
        from notifications.kinds import MailKind
        from orders import data_checks, jobs, outbox, privacy
        from orders.buyers import first_orders, has_ordered
        from orders.companies import privacy as company_privacy
        from orders.companies.selectors import credit_words
        from orders.payments.registration import register_providers
        from orders.quotes import privacy as quote_privacy
        from orders.quotes.paper import offer_file
        from orders.subscriptions import privacy as subscription_privacy
        from pricing.purchases import earlier_purchases
        from pricing.selectors import offered_currencies

        currencies.register("pricing", offered_currencies)
        register_providers()
        privacy.register()
        company_privacy.register()
        facts.register("credit", credit_words)
        quote_privacy.register()
        subscription_privacy.register()
        attachments.register(MailKind.QUOTE_UPDATE, offer_file)
        outbox.subscribe_all()
        jobs.register()
        data_checks.register()
        earlier_purchases.register("orders", has_ordered)
        finders.register("orders", first_orders)
