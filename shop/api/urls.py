"""Addresses of the API, below ``/api/v1/``."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView

from shop.api import (
    cart,
    catalogue,
    checkout,
    feedback,
    members,
    orders,
    recommendations,
    reviews,
    staff,
    staff_coupons,
    staff_orders,
)
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
    path("cart/coupons/", cart.CartCoupons.as_view(), name="cart-coupons"),
    path("cart/coupons/<str:code>/", cart.CartCoupon.as_view(), name="cart-coupon"),
    path("checkout/quotes/", checkout.Quotes.as_view(), name="checkout-quotes"),
    path("checkout/", checkout.Checkout.as_view(), name="checkout"),
    path("orders/", orders.OwnOrders.as_view(), name="orders"),
    path("orders/<slug:public_id>/", orders.OrderDetail.as_view(), name="order"),
    path(
        "orders/<slug:public_id>/cancellation/",
        orders.OrderCancellation.as_view(),
        name="order-cancellation",
    ),
    path("orders/<slug:public_id>/returns/", orders.OrderReturns.as_view(), name="order-returns"),
    path(
        "orders/<slug:public_id>/returns/<slug:return_id>/",
        orders.OrderReturn.as_view(),
        name="order-return",
    ),
    path("orders/<slug:public_id>/again/", orders.OrderAgain.as_view(), name="order-again"),
    path("addresses/", members.Addresses.as_view(), name="addresses"),
    path("addresses/<int:address_id>/", members.OneAddress.as_view(), name="address"),
    path("wishlists/", members.Wishlists.as_view(), name="wishlists"),
    path("wishlists/<slug:public_id>/", members.OneWishlist.as_view(), name="wishlist"),
    path("wishlists/<slug:public_id>/link/", members.WishlistLink.as_view(), name="wishlist-link"),
    path("wishlists/<slug:public_id>/items/", members.Wishes.as_view(), name="wishes"),
    path(
        "wishlists/<slug:public_id>/items/<slug:variant_id>/",
        members.OneWish.as_view(),
        name="wish",
    ),
    path("alerts/", members.Alerts.as_view(), name="alerts"),
    path("alerts/requests/", members.AlertRequests.as_view(), name="alert-requests"),
    path("alerts/<slug:variant_id>/", members.OneAlert.as_view(), name="alert"),
    path(
        "products/<slug:public_id>/reviews/",
        reviews.ProductReviews.as_view(),
        name="product-reviews",
    ),
    path("products/<slug:public_id>/review/", reviews.OwnReview.as_view(), name="own-review"),
    path("reviews/", reviews.OwnReviews.as_view(), name="own-reviews"),
    path("reviews/<slug:review_id>/vote/", reviews.ReviewVote.as_view(), name="review-vote"),
    path("recommendations/similar/", recommendations.Similar.as_view(), name="similar"),
    path(
        "recommendations/similar/<slug:public_id>/",
        recommendations.SimilarTo.as_view(),
        name="similar-to",
    ),
    path("recommendations/impressions/", feedback.Impressions.as_view(), name="impressions"),
    path("recommendations/interactions/", feedback.Interactions.as_view(), name="interactions"),
    path("recommendations/feedback/", feedback.Feedback.as_view(), name="feedback"),
    path("recommendations/together/", recommendations.Together.as_view(), name="together"),
    path("recommendations/trending/", recommendations.Trending.as_view(), name="trending"),
    path("recommendations/for-you/", recommendations.ForYou.as_view(), name="for-you"),
    path("recommendations/cart/", recommendations.ForCart.as_view(), name="for-cart"),
    path("staff/orders/", staff.StaffOrders.as_view(), name="staff-orders"),
    path("staff/orders/<slug:public_id>/", staff.StaffOrder.as_view(), name="staff-order"),
    path(
        "staff/orders/<slug:public_id>/shipments/",
        staff_orders.StaffShipments.as_view(),
        name="staff-shipments",
    ),
    path(
        "staff/orders/<slug:public_id>/cancellation/",
        staff_orders.StaffCancellation.as_view(),
        name="staff-cancellation",
    ),
    path("staff/coupons/", staff_coupons.StaffCoupons.as_view(), name="staff-coupons"),
    path("staff/coupons/<str:code>/", staff_coupons.StaffCoupon.as_view(), name="staff-coupon"),
    path("staff/stock/", staff.StaffStock.as_view(), name="staff-stock"),
    path("staff/stock/counts/", staff.StaffStockCounts.as_view(), name="staff-stock-counts"),
    path("staff/prices/", staff.StaffPrices.as_view(), name="staff-prices"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", Documentation.as_view(url_name="api:schema"), name="docs"),
    # With the slash only: an address that merely lacks it is still redirected.
    re_path(r"^[\s\S]*/$", Nowhere.as_view()),
]
