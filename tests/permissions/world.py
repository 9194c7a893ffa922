"""One of everything that belongs to Ada, so that others can be kept from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from accounts.models import Address, ApiToken, CompanyInvitation, Customer, User
from accounts.roles import Role, assign_role
from accounts.tests.factories import PASSWORD, make_customer
from assistant.models import Article, Conversation
from catalog.models import Product, Review, Variant, Wishlist
from catalog.wishlists import share_wishlist
from forecasting.models import OutsideSeries
from marketing.models import InboxNote, LandingPage, PushSubscription
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.downloads.links import link_of
from orders.models import (
    ApprovalRequest,
    Cart,
    DownloadGrant,
    Mandate,
    Order,
    Quote,
    QuoteState,
    Subscription,
)
from pricing.models import Competitor
from pricing.tests.factories import make_coupon
from shop.feeds.models import ProductFeed
from shop.feeds.services import write_feed
from shop.marketplaces.models import Marketplace
from shop.marketplaces.stock_file import write_stock_file
from shop.tests.busy_shop import after_the_order, fill_shop, make_order

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class World:
    """A busy shop with the customer Ada in it, somebody else, and one of each role."""

    ada: Customer
    other: Customer
    staff: dict[Role, User]

    @property
    def address(self) -> Address:
        return self.ada.addresses.get()

    @property
    def wishlist(self) -> Wishlist:
        return self.ada.wishlists.get()

    @property
    def review(self) -> Review:
        return self.ada.reviews.get()

    @property
    def token(self) -> ApiToken:
        return ApiToken.objects.filter(user=self.ada.user).get()

    @property
    def note(self) -> InboxNote:
        return self.ada.inbox.get()

    @property
    def browser(self) -> PushSubscription:
        return self.ada.push_subscriptions.get()

    @property
    def invitation(self) -> CompanyInvitation:
        assert self.ada.company is not None
        return self.ada.company.invitations.get()

    @property
    def invitation_key(self) -> str:
        """Of the mail that went out."""
        mail = Mail.objects.filter(kind=MailKind.COMPANY_INVITATION).earliest("pk")
        return str(mail.context["join_url"]).rstrip("/").rpartition("/")[2]

    @property
    def approval(self) -> ApprovalRequest:
        return self.ada.approval_requests.get()

    @property
    def quote(self) -> Quote:
        """The one with an offer that is out."""
        return self.ada.quotes.filter(state=QuoteState.OFFERED).earliest("pk")

    @property
    def subscription(self) -> Subscription:
        return self.ada.subscriptions.get()

    @property
    def card(self) -> Mandate:
        """The one that is kept for it."""
        return self.ada.mandates.get()

    @property
    def feed(self) -> ProductFeed:
        """One whose file is there."""
        feed = ProductFeed.objects.earliest("pk")
        write_feed(feed=feed)
        return feed

    @property
    def marketplace(self) -> Marketplace:
        """One whose file of stock is there."""
        marketplace = Marketplace.objects.earliest("pk")
        write_stock_file(marketplace=marketplace)
        return marketplace

    @property
    def landing_page(self) -> LandingPage:
        return LandingPage.objects.earliest("pk")

    @property
    def order(self) -> Order:
        return Order.objects.filter(customer=self.ada).earliest("pk")

    @property
    def download_link(self) -> str:
        return link_of(self.row_of(DownloadGrant))

    @property
    def conversation(self) -> Conversation:
        return self.ada.conversations.earliest("pk")

    @property
    def article(self) -> Article:
        return Article.objects.filter(is_published=True).earliest("pk")

    @property
    def series(self) -> OutsideSeries:
        return OutsideSeries.objects.earliest("pk")

    @property
    def competitor(self) -> Competitor:
        return Competitor.objects.earliest("pk")

    @property
    def cart(self) -> Cart:
        return self.ada.carts.get()

    @property
    def others_order(self) -> Order:
        return Order.objects.get(customer=self.other)

    @property
    def product(self) -> Product:
        return Product.objects.earliest("pk")

    @property
    def variant(self) -> Variant:
        return Variant.objects.earliest("pk")

    def row_of(self, model: type[Model]) -> Any:
        return model._default_manager.order_by("pk").first()


def make_world() -> World:
    fill_shop(1)
    ada = Customer.objects.get(email="a0@example.com")
    world = World(
        ada=ada,
        other=make_customer("Eve"),
        staff={role: _member(role) for role in Role},
    )
    after_the_order(make_order(world.product, customer=world.other))
    make_coupon("CODE")
    share_wishlist(customer=ada, wishlist=world.wishlist)
    return world


def _member(role: Role) -> User:
    user = User.objects.create_user(f"{role.value}@example.com", PASSWORD)
    assign_role(user=user, role=role, actor=None)
    return User.objects.get(pk=user.pk)
