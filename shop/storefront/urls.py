"""Addresses of the storefront, in every language of the shop."""

from django.urls import path

from shop.storefront import (
    assistant_urls,
    company_urls,
    member_urls,
    order_urls,
    quote_urls,
    subscription_urls,
)
from shop.storefront.views import (
    account,
    cart,
    catalogue,
    checkout,
    dismissing,
    holes,
    landing,
    lists,
    orders,
    payments,
    pictures,
    privacy,
    searching,
)
from shop.storefront.views.currency import choose as choose_currency
from shop.storefront.views.in_stores import stores
from shop.storefront.views.own_prices import own

app_name = "storefront"

urlpatterns = [
    path("", catalogue.home, name="home"),
    path("l/<slug:slug>/", landing.show, name="landing"),
    path("l/<slug:slug>/preview/", landing.preview, name="landing-preview"),
    path("holes/landing/<slug:slug>/<int:place>/", landing.section, name="landing-section"),
    path("holes/hero/", landing.hero, name="hero"),
    path("products/", lists.product_list, name="list"),
    path("suggest/", searching.suggestions, name="suggest"),
    path("picture-search/", pictures.picture_search, name="picture_search"),
    path("c/<slug:slug>/", lists.category, name="category"),
    path("p/<slug:slug>/", catalogue.product, name="product"),
    path("cart/", cart.show, name="cart"),
    path("cart/add/", cart.add, name="cart-add"),
    path("cart/update/", cart.update, name="cart-update"),
    path("cart/badge/", cart.badge, name="cart-badge"),
    path("cart/coupon/", cart.coupon, name="cart-coupon"),
    path("cart/country/", cart.country, name="cart-country"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("order/<slug:token>/", orders.order, name="order"),
    path("order/<slug:token>/paid/", payments.paid, name="paid"),
    path("order/<slug:token>/pay/", payments.pay, name="pay"),
    path("pay/test/<slug:reference>/", payments.test_bank, name="test-bank"),
    path("account/", account.account, name="account"),
    path("currency/", choose_currency, name="currency"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/choices/", privacy.choices, name="consent"),
    path("holes/for-you/", holes.for_you, name="for-you"),
    path("holes/trending/", holes.trending, name="trending"),
    path("holes/similar/", holes.similar, name="similar"),
    path("holes/looks-alike/", holes.looks_alike, name="looks-alike"),
    path("holes/together/", holes.together, name="together"),
    path("holes/own-prices/", own, name="own-prices"),
    path("holes/in-stores/", stores, name="in-stores"),
    path("holes/upsell/", holes.upsell, name="upsell"),
    path("holes/because-viewed/", holes.because_viewed, name="because-viewed"),
    path("holes/buy-again/", holes.buy_again, name="buy-again"),
    path("holes/new-for-you/", holes.new_for_you, name="new-for-you"),
    path("holes/neighbours/", holes.neighbours, name="neighbours"),
    path("holes/in-category/", holes.in_category, name="in-category"),
    path("recommendations/not-for-me/", dismissing.not_for_me, name="not-for-me"),
    path("holes/cart/", holes.cart_suggestions, name="cart-suggestions"),
    *assistant_urls.urlpatterns,
    *order_urls.urlpatterns,
    *member_urls.urlpatterns,
    *company_urls.urlpatterns,
    *quote_urls.urlpatterns,
    *subscription_urls.urlpatterns,
]
