"""Addresses of the API, below ``/api/v1/``."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView

from shop.api import cart, catalogue, recommendations, staff
from shop.api.root import Documentation, Nowhere, Root

app_name = "api"

urlpatterns = [
    path("", Root.as_view(), name="root"),
    path("products/", catalogue.ProductList.as_view(), name="products"),
    path("products/<slug:public_id>/", catalogue.ProductDetail.as_view(), name="product"),
    path("categories/", catalogue.CategoryList.as_view(), name="categories"),
    path("cart/", cart.CartDetail.as_view(), name="cart"),
    path("cart/lines/", cart.CartLines.as_view(), name="cart-lines"),
    path("cart/lines/<slug:variant_id>/", cart.CartLine.as_view(), name="cart-line"),
    path("recommendations/similar/", recommendations.Similar.as_view(), name="similar"),
    path("recommendations/together/", recommendations.Together.as_view(), name="together"),
    path("recommendations/trending/", recommendations.Trending.as_view(), name="trending"),
    path("recommendations/for-you/", recommendations.ForYou.as_view(), name="for-you"),
    path("recommendations/cart/", recommendations.ForCart.as_view(), name="for-cart"),
    path("staff/orders/", staff.StaffOrders.as_view(), name="staff-orders"),
    path("staff/orders/<slug:public_id>/", staff.StaffOrder.as_view(), name="staff-order"),
    path("staff/stock/", staff.StaffStock.as_view(), name="staff-stock"),
    path("staff/stock/counts/", staff.StaffStockCounts.as_view(), name="staff-stock-counts"),
    path("staff/prices/", staff.StaffPrices.as_view(), name="staff-prices"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", Documentation.as_view(url_name="api:schema"), name="docs"),
    # With the slash only: an address that merely lacks it is still redirected.
    re_path(r"^[\s\S]*/$", Nowhere.as_view()),
]
