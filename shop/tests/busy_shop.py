"""A shop in which every table that staff look at has rows, made by the real services."""

from datetime import timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.models import Group

from accounts.models import (
    Address,
    Company,
    ConsentRecord,
    Customer,
    CustomerGroup,
    PreferenceKind,
    Stance,
    User,
    VisitorLink,
)
from accounts.notes import write_note
from accounts.preferences import set_preference
from accounts.tokens import Scope, create_token
from analytics.models import DailyMail, DailyOperations
from analytics.tests.customer_rows import fill_customers
from analytics.tests.days import fill_days
from analytics.tests.factories import fill_markets
from analytics.tests.journey_rows import fill_journeys
from assistant.tests.factories import fill_assistant
from catalog.illustrations import Kind
from catalog.models import Attribute, Product, ProductAttribute, Review, ReviewVote
from catalog.tests.factories import make_product
from catalog.wishlists import add_wish
from events.models import DailyDemand, Job, JobState, OutboxMessage
from events.names import EventName
from events.services import Fact, record
from events.tests.factories import fill_letters, fill_webhooks
from experiments.bandits import save_bandit
from experiments.models import Bandit
from experiments.snapshots import take_snapshots
from experiments.tests.factories import make_draft, make_running, see
from forecasting.tests.busy_plans import fill_planning
from foundation import clock
from foundation.money import Money
from inventory.services import reserve_stock
from inventory.tests.factories import fill_stockroom
from loyalty.tests.factories import fill_loyalty
from loyalty.tests.member_rows import fill_programme
from marketing.tests.factories import fill_contacts, fill_enrolments, make_offer
from marketing.tests.outcome_rows import fill_results
from marketing.tests.page_rows import fill_pages
from marketing.tests.push_rows import fill_push
from marketing.tests.uplift_rows import fill_uplift
from mlops.models import (
    AnswerCount,
    CheckKind,
    CheckState,
    DataCheck,
    DriftReport,
    Feature,
    ModelVersion,
    ShadowReport,
    VersionState,
)
from notifications.kinds import MailKind
from notifications.models import OptOut
from notifications.tests.factories import fill_suppressions, queue_mail
from orders.carts import add_to_cart, open_cart
from orders.documents.issue import issue_invoice
from orders.models import (
    DisputeState,
    Order,
    OrderLine,
    OrderState,
    Payment,
    PaymentState,
    ReturnLine,
    ReturnRequest,
    Shipment,
    ShippingMethod,
    ShippingRate,
    ShippingZone,
    WebhookEvent,
)
from orders.states import refresh_states
from orders.tests.account_rows import fill_accounts
from orders.tests.company_rows import fill_companies
from orders.tests.counter_rows import fill_counter
from orders.tests.factories import make_dispute
from orders.tests.quote_rows import fill_quotes
from orders.tests.selling_rows import fill_selling
from orders.tests.subscription_rows import fill_subscriptions
from pricing.models import Currency, PriceList, PromotionGroup, Redemption, TaxClass, TaxRate
from pricing.services import (
    put_in_class,
    save_currency,
    save_group,
    save_price_list,
    save_tax_class,
    save_tax_rate,
    set_exchange_rate,
    set_list_price,
    set_price,
)
from pricing.tests.busy_repricing import fill_repricing
from pricing.tests.competing import fill_competition
from pricing.tests.elasticity_champions import fill_elasticities
from pricing.tests.factories import make_coupon, make_promotion
from pricing.tests.price_test_shop import fill_price_tests
from pricing.tests.promoted_outcomes import fill_promotion_outcomes
from pricing.tests.trading import fill_wholesale
from recommendations.models import RecommendationRule, SegmentPrices, SurfaceSettings
from recommendations.rules.book import RuleKind, Segment, ShopSurface
from recommendations.rules.services import save_rule, save_settings, set_price_bands
from risk.tests.factories import fill_risk
from search.algorithms.rules import Kind as SearchRuleKind
from search.models import PlaceDay, QueryDay, SearchRule, Synonym
from search.services import save_rule as save_search_rule
from search.services import save_synonym
from shop.bulk.tests.factories import fill_bulk
from shop.dashboards.tests.factories import fill_dashboards
from shop.exchange.tests.factories import fill_exchange
from shop.feeds.tests.factories import fill_feeds
from shop.marketplaces.tests.factories import fill_marketplaces
from shop.storefront.listing import rebuild_listings


def fill_shop(rows: int, *, seed: str = "a") -> None:
    """``rows`` of everything; call it again with another ``seed`` for more."""
    for number in range(rows):
        product = make_product(
            f"Thing {seed}{number}",
            brand=f"Brand {seed}{number}",
            category=f"Shelf {seed}{number}",
            kind=Kind.MUG if number == 0 else None,
            colours=["forest"] if number == 0 else [],
        )
        customer = _customer(f"{seed}{number}")
        _describe(product, customer, seed, number)
        _sell(product, customer, number)
        _offer(product, f"{seed}{number}")
        fill_stockroom(product.variants.get(), name=f"{seed}{number}")
        fill_planning(product.variants.get(), name=f"{seed}{number}")
        fill_competition(product.variants.get(), name=f"{seed}{number}")
        fill_wholesale(product.variants.get(), name=f"{seed}{number}")
        fill_promotion_outcomes(f"{seed}{number}")
        fill_price_tests(product, name=f"{seed}{number}")
        fill_repricing(product, name=f"{seed}{number}")
        fill_dashboards(customer.user, f"{seed}{number}")
        fill_accounts(f"{seed}{number}")
        fill_feeds(product, f"{seed}{number}")
        fill_marketplaces(product, f"{seed}{number}")
        fill_exchange(product, f"{seed}{number}")
        fill_bulk(customer.user, product, f"{seed}{number}")
        _log(product, f"{seed}{number}")
        fill_journeys()
        _recommend(product)
        _search(product, f"{seed}{number}")
    fill_elasticities()
    rebuild_listings()


def make_staff() -> User:
    return User.objects.create_superuser(
        "boss@example.com", "a good long password", name="Ada Boss"
    )


def _customer(name: str) -> Customer:
    user = User.objects.create_user(f"{name}@example.com", "another good password")
    customer = Customer.objects.create(
        user=user, email=f"{name}@example.com", name=f"Customer {name}", country="GB",
        group=CustomerGroup.objects.create(code=f"group-{name}", name=f"Group {name}"),
        company=Company.objects.create(name=f"Company {name}", country="GB"),
    )  # fmt: skip
    Address.objects.create(
        customer=customer, name="Home", line1="1 Road", postcode="AB1", city="Town", country="GB"
    )
    ConsentRecord.objects.create(customer=customer, level=1, wording="2026-11")
    write_note(customer=customer, text=f"Rang about {customer.name}.", author=None)
    VisitorLink.objects.create(visitor=uuid4(), customer=customer)
    set_preference(
        customer=customer, kind=PreferenceKind.BRAND, name=f"brand-{name}", stance=Stance.MUTED
    )
    create_token(user=user, name=f"Token {name}", scopes=[Scope.ORDERS_READ])
    _doors(user, name)
    _experiment(customer, name)
    fill_customers(customer)
    enrolment = fill_enrolments(customer, name=name)
    fill_uplift(customer, enrolment.campaign)
    fill_push(customer, name=name)
    fill_pages(name=name)
    fill_contacts(customer, name=name)
    fill_results(name=name)
    fill_assistant(customer, name=name)
    fill_risk(customer)
    fill_loyalty(customer, name=name)
    fill_companies(customer, name=name)
    fill_programme(customer, name=name)
    return customer


def _experiment(customer: Customer, name: str) -> None:
    """One that runs, with this customer in it, and one that is only planned."""
    visitor = customer.visitors.get().visitor
    running = make_running(f"test-{name}", at=clock.now() - timedelta(days=2))
    see(running, "treatment", visitor=visitor, at=clock.now() - timedelta(days=1))
    take_snapshots(experiment=running)
    make_draft(f"plan-{name}")
    save_bandit(bandit=Bandit(slot=f"slot-{name}"), strategies=["model", "crowd"])


def _doors(user: User, name: str) -> None:
    """What the packages at the shop's doors keep: groups, addresses, second factors, attempts."""
    Group.objects.create(name=f"Group {name}")
    EmailAddress.objects.create(user=user, email=user.email)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": name})
    came = {"username": user.email, "ip_address": "127.0.0.1", "path_info": "/account/login/"}
    AccessAttempt.objects.create(**came, failures_since_start=1)
    AccessFailureLog.objects.create(**came)
    AccessLog.objects.create(**came)


def _describe(product: Product, customer: Customer, seed: str, number: int) -> None:
    attribute, _ = Attribute.objects.get_or_create(
        code="material", defaults={"name_en": "Material"}
    )
    ProductAttribute.objects.create(product=product, attribute=attribute, text="Oak")
    review = Review.objects.create(
        product=product, customer=customer, author="Ann", rating=4, title="Good"
    )
    ReviewVote.objects.create(review=review, customer=customer, is_helpful=True)
    fill_markets(review)
    add_wish(customer=customer, variant=product.variants.get())
    method = ShippingMethod.objects.create(code=f"m-{seed}{number}", name="Post", price_minor=490)
    zone = ShippingZone.objects.create(code=f"z-{seed}{number}", name="Islands", countries=["GB"])
    ShippingRate.objects.create(method=method, zone=zone, price_minor=990)


def _sell(product: Product, customer: Customer, number: int) -> None:
    variant = product.variants.get()
    currency = settings.SHOP_BASE_CURRENCY
    set_price(variant=variant, amount=Money(1500 + number, currency), cost=Money(700, currency))
    set_exchange_rate(
        currency="USD", rate="1.1", at=clock.now() - timedelta(minutes=Order.objects.count())
    )
    cart = open_cart(customer=customer, currency=currency)
    add_to_cart(cart=cart, variant=variant, quantity=2)
    reserve_stock(key=f"cart-{cart.pk}", quantities={variant.pk: 1})
    at = clock.now() - timedelta(days=number % 3)
    fill_quotes(product, customer)
    fill_subscriptions(product, customer)
    fill_counter(product, name=str(Order.objects.count()))
    order = make_order(product, customer=customer, quantity=2, at=at)
    after_the_order(order)
    fill_selling(order, name=str(order.pk))
    make_dispute(order.payments.get(), state=DisputeState.WON)


def make_order(
    product: Product,
    *,
    customer: Customer | None = None,
    quantity: int = 1,
    minor: int = 1500,
    at=None,
    state: OrderState = OrderState.PLACED,
) -> Order:
    variant = product.variants.first()
    at = at or clock.now()
    total = quantity * minor
    order = Order.objects.create(
        customer=customer, state=state, email="buyer@example.com", ship_name="Bea Buyer",
        ship_country="GB", currency=settings.SHOP_BASE_CURRENCY,
        base_currency=settings.SHOP_BASE_CURRENCY, subtotal_minor=total, total_minor=total,
        created_at=at, placed_at=at,
    )  # fmt: skip
    order.number = f"{100_000 + order.pk}"
    order.save(update_fields=["number"])
    OrderLine.objects.create(
        order=order, variant=variant, product_id_then=product.pk, sku=variant.sku,
        name=product.name_en, quantity=quantity, unit_price_minor=minor, total_minor=total,
    )  # fmt: skip
    Payment.objects.create(
        order=order, provider="test", key=f"k-{order.pk}", state=PaymentState.PAID,
        amount_minor=total, currency=order.currency,
    )  # fmt: skip
    Shipment.objects.create(order=order, tracking="T1")
    refresh_states(order)
    demand, _ = DailyDemand.objects.get_or_create(
        variant_id=variant.pk, product_id=product.pk, day=clock.business_day(at)
    )
    demand.units += quantity
    demand.orders += 1
    demand.revenue_minor += total
    demand.save()
    return order


def _offer(product: Product, name: str) -> None:
    """What staff make of prices, none of it live: what the shop sells at stays as it was."""
    code = ("USD", "GBP", "JPY", "CHF", "SEK", "KWD", "CAD", "AUD")[Currency.objects.count()]
    save_currency(currency=Currency(code=code, is_active=False))
    tax_class = save_tax_class(tax_class=TaxClass(code=f"tax-{name}", name_en=f"Tax {name}"))
    save_tax_rate(
        rate=TaxRate(tax_class=tax_class, country="GB", rate_basis_points=500,
                     valid_from=clock.business_day())
    )  # fmt: skip
    put_in_class(product=product, tax_class=tax_class)
    price_list = save_price_list(
        price_list=PriceList(
            name=f"List {name}", currency=settings.SHOP_BASE_CURRENCY, is_active=False
        )
    )
    set_list_price(
        price_list=price_list, variant=product.variants.first(), minimum_quantity=2,
        amount=Money(1000, settings.SHOP_BASE_CURRENCY),
    )  # fmt: skip
    group = save_group(group=PromotionGroup(name=f"Group {name}"))
    promotion = make_promotion(targets=(product,), group=group, is_active=False)
    make_offer(name=f"Offer {name}", promotion=promotion)
    coupon = make_coupon(f"CODE-{name}", promotion)
    Redemption.objects.create(
        promotion=promotion, coupon=coupon, order_ref=f"o-{name}", amount_minor=100,
        currency=settings.SHOP_BASE_CURRENCY,
    )  # fmt: skip


def _recommend(product: Product) -> None:
    """What staff say of recommendations."""
    save_rule(
        rule=RecommendationRule(kind=RuleKind.BOOST, product=product, strength=20), actor=None
    )
    surface = list(ShopSurface)[SurfaceSettings.objects.count()]
    settings = save_settings(settings=SurfaceSettings(surface=surface), actor=None)
    set_price_bands(
        settings=settings, bands=[SegmentPrices(segment=Segment.NEW, highest_minor=9000)]
    )


def _search(product: Product, name: str) -> None:
    """What staff say of searches, and what was searched for."""
    save_synonym(synonym=Synonym(language="en", words=f"thing, gadget {name}"), actor=None)
    save_search_rule(
        rule=SearchRule(
            kind=SearchRuleKind.PIN, words=f"thing {name}", product=product, position=1
        ),
        actor=None,
    )
    today = clock.business_day()
    QueryDay.objects.create(day=today, language="en", words=f"thing {name}", searches=9)
    PlaceDay.objects.create(day=today, position=PlaceDay.objects.count() + 1, shown=9, clicks=2)


def _log(product: Product, name: str) -> None:
    record(Fact(EventName.PRODUCT_VIEWED, product_id=product.pk, payload={"where": "list"}))
    OutboxMessage.objects.create(topic="order.placed", consumer=name, payload={"order": 1})
    fill_letters()
    fill_webhooks(name)
    queue_mail(to=f"{name}@example.com")
    fill_suppressions(f"{name}@gone.example.com")
    OptOut.objects.create(digest=name, kind=MailKind.REVIEW_REQUEST)
    Job.objects.create(name="train", key=f"job-{name}", state=JobState.FAILED, error="it broke")
    version = ModelVersion.objects.create(
        name=f"model-{name}", version="1", state=VersionState.CHAMPION, artifact="a",
        metrics={"A": {"ndcg@10": 0.12}}, baseline={"A": {"ndcg@10": 0.08}},
    )  # fmt: skip
    ShadowReport.objects.create(
        version=version, champion=version, day=clock.business_day(), requests=40, agreement=0.6,
        hits=9, champion_hits=8, answered_ms=1.5,
    )  # fmt: skip
    DriftReport.objects.create(
        name=f"model-{name}", version="1", figure="prices", day=clock.business_day(), psi=0.3,
        noise=0.05, rows=200, is_alarm=True,
        bins={"names": ["cheap", "dear"], "before": [0.5, 0.5], "now": [0.8, 0.2]},
    )  # fmt: skip
    Feature.objects.create(subject=f"customer:{name}", name="churn", value=0.5, as_of=clock.now())
    AnswerCount.objects.create(
        day=clock.business_day(), name=f"model-{name}", version="1", within_ms=5, answers=30
    )
    DataCheck.objects.create(
        day=clock.business_day(), checked_at=clock.now(), source=f"feature:{name}",
        kind=CheckKind.COMPLETENESS, name="subjects", state=CheckState.FAILED, value=0.5,
        target=0.995, rows=10, failed=5,
    )  # fmt: skip


def _deliver() -> None:
    """A day on which a parcel left."""
    day = clock.business_day() - timedelta(days=DailyOperations.objects.count())
    DailyOperations.objects.create(day=day, parcels=2, late_parcels=1, waited_hours=20)
    DailyMail.objects.create(day=day, campaign="spring", sent=20, opened=9, clicked=3)


def after_the_order(order: Order) -> None:
    """What an order leaves in the other lists: its invoice, a return, a message of the provider."""
    issue_invoice(order=order)
    fill_days(order)
    _deliver()
    request = ReturnRequest.objects.create(order=order, number=f"{order}-R1")
    ReturnLine.objects.create(request=request, line=order.lines.first(), quantity=1)
    WebhookEvent.objects.create(provider="test", event_id=f"event-{order.pk}")
