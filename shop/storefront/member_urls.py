"""Addresses of what a customer keeps here: part of ``shop.storefront.urls``."""

from django.urls import path

from shop.storefront.views import (
    addresses,
    alerts,
    gift_cards,
    inbox,
    own_data,
    points,
    preferences,
    proving,
    reviews,
    unsubscribing,
    viewed,
    wishlists,
)

urlpatterns = [
    path("account/addresses/", addresses.book, name="addresses"),
    path("account/addresses/add/", addresses.add, name="address-add"),
    path("account/addresses/<int:address_id>/", addresses.edit, name="address"),
    path("account/addresses/<int:address_id>/remove/", addresses.remove, name="address-remove"),
    path(
        "account/addresses/<int:address_id>/default/", addresses.set_default, name="address-default"
    ),
    path("account/likes/", preferences.show, name="preferences"),
    path("account/likes/say/", preferences.say, name="preference"),
    path("account/likes/forget/", preferences.forget, name="preferences-forget"),
    path("account/likes/age/", preferences.tell_age, name="age"),
    path("account/likes/birthday/", preferences.tell_birthday, name="birthday"),
    path("account/likes/mail/", preferences.choose_mail, name="mail-choice"),
    path("account/wishlists/", wishlists.overview, name="wishlists"),
    path("account/wishlists/add/", wishlists.add, name="wish-add"),
    path("account/wishlists/<slug:public_id>/", wishlists.show, name="wishlist"),
    path(
        "account/wishlists/<slug:public_id>/remove/", wishlists.remove_list, name="wishlist-remove"
    ),
    path("account/wishlists/<slug:public_id>/share/", wishlists.share, name="wishlist-share"),
    path("account/wishlists/<slug:public_id>/take-off/", wishlists.remove_wish, name="wish-remove"),
    path(
        "account/wishlists/<slug:public_id>/to-cart/", wishlists.move_to_cart, name="wish-to-cart"
    ),
    path("wishlist/<str:token>/", wishlists.shared, name="wishlist-shared"),
    path("account/reviews/", reviews.own, name="own-reviews"),
    path("account/reviews/<int:review_id>/remove/", reviews.remove, name="review-remove"),
    path("reviews/<int:review_id>/vote/", reviews.vote, name="review-vote"),
    path("p/<slug:slug>/reviews/", reviews.all_of_product, name="reviews"),
    path("p/<slug:slug>/review/", reviews.write, name="review"),
    path("account/points/", points.show, name="points"),
    path("account/points/link/", points.make_link, name="friend-link"),
    path("friend/<slug:code>/", points.friend, name="friend"),
    path("account/credit/", gift_cards.own_credit, name="credit"),
    path("gift-card/", gift_cards.check, name="gift-card"),
    path("account/prove/", proving.prove, name="prove"),
    path("account/prove/again/", proving.again, name="prove-again"),
    path("account/not-me/<str:token>/", proving.not_me, name="not-me"),
    path("account/data/", own_data.show, name="data"),
    path("account/data/download/", own_data.download, name="data-download"),
    path("account/data/erase/", own_data.erase, name="data-erase"),
    path("account/keys/", own_data.api_tokens, name="tokens"),
    path("account/keys/<slug:public_id>/revoke/", own_data.revoke_token, name="token-revoke"),
    path("account/inbox/", inbox.show, name="inbox"),
    path("account/inbox/read/", inbox.read_all, name="inbox-read"),
    path("account/inbox/<int:note_id>/open/", inbox.open_note, name="inbox-open"),
    path("account/inbox/<int:note_id>/remove/", inbox.remove_note, name="inbox-remove"),
    path("account/notifications/", inbox.browsers, name="notifications"),
    path("account/notifications/add/", inbox.add_browser, name="push-add"),
    path(
        "account/notifications/<int:subscription_id>/remove/",
        inbox.remove_browser,
        name="push-remove",
    ),
    path("holes/notifications/", inbox.invite, name="push-invite"),
    path("viewed/", viewed.show, name="viewed"),
    path("holes/viewed/", viewed.row, name="viewed-row"),
    path("alerts/", alerts.ask, name="alert-ask"),
    path("alerts/<str:token>/confirm/", alerts.confirm, name="alert-confirm"),
    path("alerts/<str:token>/cancel/", alerts.cancel, name="alert-cancel"),
    path("mail/stop/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
]
