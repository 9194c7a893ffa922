"""What shoppers ask: the catalogue, a cart, ordering it, and all that is their own.

Written by ``scripts/generate-client``: change the API instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shelfwise_client.reading import build, build_all
from shelfwise_client.shapes import (
    Acceptance,
    Address,
    Alert,
    AlertAsked,
    Asked,
    AskedAgain,
    CardInCart,
    Cart,
    Category,
    Company,
    CompanyApproval,
    CouponGiven,
    Decision,
    GiftCodeGiven,
    Kept,
    LineQuantity,
    Links,
    NewAddress,
    NewAlert,
    NewFeedback,
    NewImpressions,
    NewInteractions,
    NewLine,
    NewOrder,
    NewQuote,
    NewReturn,
    NewReview,
    NewWish,
    Order,
    OrderDetail,
    OwnReview,
    PaginatedAddressList,
    PaginatedAlertList,
    PaginatedCompanyApprovalList,
    PaginatedOrderList,
    PaginatedOwnReviewList,
    PaginatedPointsEntryList,
    PaginatedProductCardList,
    PaginatedQuoteList,
    PaginatedReviewList,
    PaginatedSubscriptionList,
    PaginatedWishlistList,
    PatchedCartChoices,
    Points,
    PointsEntry,
    Product,
    ProductCard,
    Quote,
    Quotes,
    Recommendations,
    Reordered,
    Return,
    Review,
    Subscription,
    Vote,
    Wishlist,
    WishlistDetail,
    WishlistName,
)
from shelfwise_client.transport import new_key, quoted
from shelfwise_client.visit import Visit


class Storefront(Visit):
    """The shop, as a guest sees it, or the customer whose token it has."""

    def root(self) -> Links:
        """What there is."""
        told = self.ask("GET", "/api/v1/")
        return build(Links, told)

    def addresses_page(
        self, *, page: int | None = None, page_size: int | None = None
    ) -> PaginatedAddressList:
        """The address book, the default one first. One page of them."""
        told = self.ask("GET", "/api/v1/addresses/", query={"page": page, "page_size": page_size})
        return build(PaginatedAddressList, told)

    def addresses(self, *, page_size: int | None = None) -> Iterator[Address]:
        """The address book, the default one first. All of them, page after page."""
        page = 1
        while True:
            told = self.addresses_page(page_size=page_size, page=page)
            yield from told.results
            if told.next is None:
                return
            page += 1

    def address_add(self, body: NewAddress | Mapping[str, Any]) -> Address:
        """Put one into the book."""
        told = self.ask("POST", "/api/v1/addresses/", body=body)
        return build(Address, told)

    def address(self, address_id: int) -> Address:
        """An address of the book."""
        told = self.ask("GET", f"/api/v1/addresses/{quoted(address_id)}/")
        return build(Address, told)

    def address_change(self, address_id: int, body: NewAddress | Mapping[str, Any]) -> Address:
        """Write it anew. Orders keep the one they were sent to."""
        told = self.ask("PUT", f"/api/v1/addresses/{quoted(address_id)}/", body=body)
        return build(Address, told)

    def address_remove(self, address_id: int) -> None:
        """Take it out of the book; orders keep it."""
        self.ask("DELETE", f"/api/v1/addresses/{quoted(address_id)}/")

    def alerts_page(
        self, *, page: int | None = None, page_size: int | None = None
    ) -> PaginatedAlertList:
        """What the customer waits for, the newest first. One page of them."""
        told = self.ask("GET", "/api/v1/alerts/", query={"page": page, "page_size": page_size})
        return build(PaginatedAlertList, told)

    def alerts(self, *, page_size: int | None = None) -> Iterator[Alert]:
        """What the customer waits for, the newest first. All of them, page after page."""
        page = 1
        while True:
            told = self.alerts_page(page_size=page_size, page=page)
            yield from told.results
            if told.next is None:
                return
            page += 1

    def alert_cancel(self, variant_id: str) -> None:
        """Wait for it no more."""
        self.ask("DELETE", f"/api/v1/alerts/{quoted(variant_id)}/")

    def alert_ask(self, body: NewAlert | Mapping[str, Any]) -> AlertAsked:
        """Any address but the customer's own is asked first, by mail."""
        told = self.ask("POST", "/api/v1/alerts/requests/", body=body)
        return build(AlertAsked, told)

    def cart(self, *, language: str | None = None, cart_token: str | None = None) -> Cart:
        """The cart with today's prices and stock; empty where nothing was put in yet."""
        told = self.ask(
            "GET",
            "/api/v1/cart/",
            query={"language": language},
            headers={"X-Cart-Token": cart_token or self.cart_token},
        )
        return self.keep(build(Cart, told))

    def cart_choose(
        self,
        body: PatchedCartChoices | Mapping[str, Any],
        *,
        language: str | None = None,
        cart_token: str | None = None,
    ) -> Cart:
        """Choose the currency to pay in, and the country that taxes are reckoned for."""
        told = self.ask(
            "PATCH",
            "/api/v1/cart/",
            query={"language": language},
            body=body,
            headers={"X-Cart-Token": cart_token or self.cart_token},
        )
        return self.keep(build(Cart, told))

    def cart_coupon_add(
        self,
        body: CouponGiven | Mapping[str, Any],
        *,
        language: str | None = None,
        cart_token: str | None = None,
    ) -> Cart:
        """Kept where it can still come to work; the cart's ``coupons`` say what it lacks."""
        told = self.ask(
            "POST",
            "/api/v1/cart/coupons/",
            query={"language": language},
            body=body,
            headers={"X-Cart-Token": cart_token or self.cart_token},
        )
        return self.keep(build(Cart, told))

    def cart_coupon_remove(
        self, code: str, *, language: str | None = None, cart_token: str | None = None
    ) -> Cart:
        """Take the code out; one that is not there is no error."""
        told = self.ask(
            "DELETE",
            f"/api/v1/cart/coupons/{quoted(code)}/",
            query={"language": language},
            headers={"X-Cart-Token": cart_token or self.cart_token},
        )
        return self.keep(build(Cart, told))

    def cart_gift_card_add(
        self,
        body: GiftCodeGiven | Mapping[str, Any],
        *,
        language: str | None = None,
        cart_token: str | None = None,
    ) -> CardInCart:
        """It pays when the cart is ordered, and keeps nothing before."""
        told = self.ask(
            "POST",
            "/api/v1/cart/gift-cards/",
            query={"language": language},
            body=body,
            headers={"X-Cart-Token": cart_token or self.cart_token},
        )
        return build(CardInCart, told)

    def cart_gift_card_remove(
        self, card_id: str, *, language: str | None = None, cart_token: str | None = None
    ) -> Cart:
        """Take the card out; one that is not there is no error."""
        told = self.ask(
            "DELETE",
            f"/api/v1/cart/gift-cards/{quoted(card_id)}/",
            query={"language": language},
            headers={"X-Cart-Token": cart_token or self.cart_token},
        )
        return self.keep(build(Cart, told))

    def cart_add(
        self,
        body: NewLine | Mapping[str, Any],
        *,
        language: str | None = None,
        cart_token: str | None = None,
    ) -> Cart:
        """Units are added to those that are in the cart. The first makes the cart."""
        told = self.ask(
            "POST",
            "/api/v1/cart/lines/",
            query={"language": language},
            body=body,
            headers={"X-Cart-Token": cart_token or self.cart_token},
        )
        return self.keep(build(Cart, told))

    def cart_set(
        self,
        variant_id: str,
        body: LineQuantity | Mapping[str, Any],
        *,
        language: str | None = None,
        cart_token: str | None = None,
    ) -> Cart:
        """Have exactly so many; zero takes the line out."""
        told = self.ask(
            "PUT",
            f"/api/v1/cart/lines/{quoted(variant_id)}/",
            query={"language": language},
            body=body,
            headers={"X-Cart-Token": cart_token or self.cart_token},
        )
        return self.keep(build(Cart, told))

    def cart_remove(
        self, variant_id: str, *, language: str | None = None, cart_token: str | None = None
    ) -> Cart:
        """Take the line out."""
        told = self.ask(
            "DELETE",
            f"/api/v1/cart/lines/{quoted(variant_id)}/",
            query={"language": language},
            headers={"X-Cart-Token": cart_token or self.cart_token},
        )
        return self.keep(build(Cart, told))

    def categories(self, *, language: str | None = None) -> list[Category]:
        """The visible categories, in the order of the tree."""
        told = self.ask("GET", "/api/v1/categories/", query={"language": language})
        return build_all(Category, told)

    def checkout(
        self,
        body: NewOrder | Mapping[str, Any],
        *,
        language: str | None = None,
        idempotency_key: str,
        cart_token: str | None = None,
    ) -> OrderDetail:
        """Order the cart and pay for it. The key makes it safe to send again: it orders
        once. The answer's ``payment`` tells what is left to do: with an ``action_url``
        the shopper is to be sent there. A declined payment (402) frees the cart; try
        again with a new key.
        """
        told = self.ask(
            "POST",
            "/api/v1/checkout/",
            query={"language": language},
            body=body,
            key=idempotency_key,
            headers={"X-Cart-Token": cart_token or self.cart_token},
        )
        return build(OrderDetail, told)

    def checkout_approval(
        self, body: NewOrder | Mapping[str, Any], *, language: str | None = None
    ) -> Asked:
        """Ask for approval of the cart; its id leads to what becomes of it. It is asked
        once.
        """
        told = self.ask(
            "POST", "/api/v1/checkout/approval/", query={"language": language}, body=body
        )
        return build(Asked, told)

    def checkout_quotes(
        self,
        *,
        address: int | None = None,
        country: str | None = None,
        language: str | None = None,
        postcode: str | None = None,
        region: str | None = None,
        use_credit: bool | None = None,
        use_points: bool | None = None,
        vat_number: str | None = None,
        cart_token: str | None = None,
    ) -> Quotes:
        """What the cart costs with each way of delivery, and how it can be paid."""
        told = self.ask(
            "GET",
            "/api/v1/checkout/quotes/",
            query={
                "address": address,
                "country": country,
                "language": language,
                "postcode": postcode,
                "region": region,
                "use_credit": use_credit,
                "use_points": use_points,
                "vat_number": vat_number,
            },
            headers={"X-Cart-Token": cart_token or self.cart_token},
        )
        return build(Quotes, told)

    def company(self) -> Company:
        """The company that the customer buys for; none is found where there is none."""
        told = self.ask("GET", "/api/v1/company/")
        return build(Company, told)

    def approvals_page(
        self, *, page: int | None = None, page_size: int | None = None
    ) -> PaginatedCompanyApprovalList:
        """What the customer asked for, and everybody's requests where they may decide;
        newest first. One page of them.
        """
        told = self.ask(
            "GET", "/api/v1/company/approvals/", query={"page": page, "page_size": page_size}
        )
        return build(PaginatedCompanyApprovalList, told)

    def approvals(self, *, page_size: int | None = None) -> Iterator[CompanyApproval]:
        """What the customer asked for, and everybody's requests where they may decide;
        newest first. All of them, page after page.
        """
        page = 1
        while True:
            told = self.approvals_page(page_size=page_size, page=page)
            yield from told.results
            if told.next is None:
                return
            page += 1

    def approval(self, public_id: str) -> CompanyApproval:
        """One of them."""
        told = self.ask("GET", f"/api/v1/company/approvals/{quoted(public_id)}/")
        return build(CompanyApproval, told)

    def approval_withdraw(self, public_id: str) -> CompanyApproval:
        """Take back what one asked for oneself: it goes back into one's cart."""
        told = self.ask("DELETE", f"/api/v1/company/approvals/{quoted(public_id)}/")
        return build(CompanyApproval, told)

    def approval_decide(
        self, public_id: str, body: Decision | Mapping[str, Any]
    ) -> CompanyApproval:
        """Approve, which orders at once on invoice, or decline. Sent again it orders once.
        Where the total is another than the one that was seen, it is to be looked at
        again.
        """
        told = self.ask(
            "POST", f"/api/v1/company/approvals/{quoted(public_id)}/decision/", body=body
        )
        return build(CompanyApproval, told)

    def orders_page(
        self, *, page: int | None = None, page_size: int | None = None
    ) -> PaginatedOrderList:
        """The customer's orders, the latest first. One page of them."""
        told = self.ask("GET", "/api/v1/orders/", query={"page": page, "page_size": page_size})
        return build(PaginatedOrderList, told)

    def orders(self, *, page_size: int | None = None) -> Iterator[Order]:
        """The customer's orders, the latest first. All of them, page after page."""
        page = 1
        while True:
            told = self.orders_page(page_size=page_size, page=page)
            yield from told.results
            if told.next is None:
                return
            page += 1

    def order(self, public_id: str, *, order_token: str | None = None) -> OrderDetail:
        """One order."""
        told = self.ask(
            "GET", f"/api/v1/orders/{quoted(public_id)}/", headers={"X-Order-Token": order_token}
        )
        return build(OrderDetail, told)

    def order_again(
        self, public_id: str, *, cart_token: str | None = None, order_token: str | None = None
    ) -> Reordered:
        """What can still be bought goes into the cart; what cannot is told."""
        told = self.ask(
            "POST",
            f"/api/v1/orders/{quoted(public_id)}/again/",
            headers={"X-Cart-Token": cart_token or self.cart_token, "X-Order-Token": order_token},
        )
        return self.keep(build(Reordered, told))

    def order_cancel(self, public_id: str, *, order_token: str | None = None) -> OrderDetail:
        """All of it, as long as nothing was sent. What was paid goes back."""
        told = self.ask(
            "POST",
            f"/api/v1/orders/{quoted(public_id)}/cancellation/",
            headers={"X-Order-Token": order_token},
        )
        return build(OrderDetail, told)

    def order_return(
        self,
        public_id: str,
        body: NewReturn | Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
        order_token: str | None = None,
    ) -> Return:
        """Ask for it; the shop answers by mail."""
        told = self.ask(
            "POST",
            f"/api/v1/orders/{quoted(public_id)}/returns/",
            body=body,
            key=idempotency_key or new_key(),
            headers={"X-Order-Token": order_token},
        )
        return build(Return, told)

    def order_return_withdraw(
        self, public_id: str, return_id: str, *, order_token: str | None = None
    ) -> Return:
        """Keep it after all, until the parcel has arrived."""
        told = self.ask(
            "DELETE",
            f"/api/v1/orders/{quoted(public_id)}/returns/{quoted(return_id)}/",
            headers={"X-Order-Token": order_token},
        )
        return build(Return, told)

    def points(self) -> Points:
        """What a customer has, and where they stand."""
        told = self.ask("GET", "/api/v1/points/")
        return build(Points, told)

    def points_entries_page(
        self, *, page: int | None = None, page_size: int | None = None
    ) -> PaginatedPointsEntryList:
        """Every movement of a customer's points, the latest first. One page of them."""
        told = self.ask(
            "GET", "/api/v1/points/entries/", query={"page": page, "page_size": page_size}
        )
        return build(PaginatedPointsEntryList, told)

    def points_entries(self, *, page_size: int | None = None) -> Iterator[PointsEntry]:
        """Every movement of a customer's points, the latest first. All of them, page after
        page.
        """
        page = 1
        while True:
            told = self.points_entries_page(page_size=page_size, page=page)
            yield from told.results
            if told.next is None:
                return
            page += 1

    def products_page(
        self,
        *,
        brand: str | None = None,
        category: str | None = None,
        in_stock: bool | None = None,
        language: str | None = None,
        max_price: str | None = None,
        min_price: str | None = None,
        page: int | None = None,
        page_size: int | None = None,
        q: str | None = None,
        sort: str | None = None,
    ) -> PaginatedProductCardList:
        """The products on the shelves. One page of them."""
        told = self.ask(
            "GET",
            "/api/v1/products/",
            query={
                "brand": brand,
                "category": category,
                "in_stock": in_stock,
                "language": language,
                "max_price": max_price,
                "min_price": min_price,
                "page": page,
                "page_size": page_size,
                "q": q,
                "sort": sort,
            },
        )
        return build(PaginatedProductCardList, told)

    def products(
        self,
        *,
        brand: str | None = None,
        category: str | None = None,
        in_stock: bool | None = None,
        language: str | None = None,
        max_price: str | None = None,
        min_price: str | None = None,
        page_size: int | None = None,
        q: str | None = None,
        sort: str | None = None,
    ) -> Iterator[ProductCard]:
        """The products on the shelves. All of them, page after page."""
        page = 1
        while True:
            told = self.products_page(
                brand=brand,
                category=category,
                in_stock=in_stock,
                language=language,
                max_price=max_price,
                min_price=min_price,
                page_size=page_size,
                q=q,
                sort=sort,
                page=page,
            )
            yield from told.results
            if told.next is None:
                return
            page += 1

    def product(self, public_id: str, *, language: str | None = None) -> Product:
        """One product with its variants, prices, stock and pictures."""
        told = self.ask(
            "GET", f"/api/v1/products/{quoted(public_id)}/", query={"language": language}
        )
        return build(Product, told)

    def review_own(self, public_id: str) -> OwnReview:
        """One's own review of a product."""
        told = self.ask("GET", f"/api/v1/products/{quoted(public_id)}/review/")
        return build(OwnReview, told)

    def review_write(self, public_id: str, body: NewReview | Mapping[str, Any]) -> OwnReview:
        """Write it, or write it anew. It is shown once somebody of the shop has read it."""
        told = self.ask("PUT", f"/api/v1/products/{quoted(public_id)}/review/", body=body)
        return build(OwnReview, told)

    def review_remove(self, public_id: str) -> None:
        """Take it back."""
        self.ask("DELETE", f"/api/v1/products/{quoted(public_id)}/review/")

    def reviews_page(
        self,
        public_id: str,
        *,
        page: int | None = None,
        page_size: int | None = None,
        rating: int | None = None,
    ) -> PaginatedReviewList:
        """Published reviews of a product, those that helped most first. One page of them."""
        told = self.ask(
            "GET",
            f"/api/v1/products/{quoted(public_id)}/reviews/",
            query={"page": page, "page_size": page_size, "rating": rating},
        )
        return build(PaginatedReviewList, told)

    def reviews(
        self, public_id: str, *, page_size: int | None = None, rating: int | None = None
    ) -> Iterator[Review]:
        """Published reviews of a product, those that helped most first. All of them, page
        after page.
        """
        page = 1
        while True:
            told = self.reviews_page(public_id, page_size=page_size, rating=rating, page=page)
            yield from told.results
            if told.next is None:
                return
            page += 1

    def quotes_page(
        self, *, page: int | None = None, page_size: int | None = None
    ) -> PaginatedQuoteList:
        """The customer's quotes, those of the company where they may see them; newest first.
        One page of them.
        """
        told = self.ask("GET", "/api/v1/quotes/", query={"page": page, "page_size": page_size})
        return build(PaginatedQuoteList, told)

    def quotes(self, *, page_size: int | None = None) -> Iterator[Quote]:
        """The customer's quotes, those of the company where they may see them; newest first.
        All of them, page after page.
        """
        page = 1
        while True:
            told = self.quotes_page(page_size=page_size, page=page)
            yield from told.results
            if told.next is None:
                return
            page += 1

    def quote_ask(
        self, body: NewQuote | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> Quote:
        """Ask for a price."""
        told = self.ask("POST", "/api/v1/quotes/", body=body, key=idempotency_key or new_key())
        return build(Quote, told)

    def quote(self, public_id: str) -> Quote:
        """One of them."""
        told = self.ask("GET", f"/api/v1/quotes/{quoted(public_id)}/")
        return build(Quote, told)

    def quote_decline(self, public_id: str) -> Quote:
        """Take a request back, or turn the offer down."""
        told = self.ask("DELETE", f"/api/v1/quotes/{quoted(public_id)}/")
        return build(Quote, told)

    def quote_accept(self, public_id: str, body: Acceptance | Mapping[str, Any]) -> Quote:
        """Order at exactly these prices, or send it to an approver. A second yes is refused."""
        told = self.ask("POST", f"/api/v1/quotes/{quoted(public_id)}/acceptance/", body=body)
        return build(Quote, told)

    def quote_ask_again(self, public_id: str, body: AskedAgain | Mapping[str, Any]) -> Quote:
        """Ask for another offer; the one before is kept."""
        told = self.ask("POST", f"/api/v1/quotes/{quoted(public_id)}/rounds/", body=body)
        return build(Quote, told)

    def recommend_because_viewed(
        self, *, language: str | None = None, limit: int | None = None
    ) -> Recommendations:
        """Products like the one that this visitor looked at last; empty without their
        consent.
        """
        told = self.ask(
            "GET",
            "/api/v1/recommendations/because-viewed/",
            query={"language": language, "limit": limit},
        )
        return build(Recommendations, told)

    def recommend_buy_again(
        self, *, language: str | None = None, limit: int | None = None
    ) -> Recommendations:
        """What this visitor bought and may need about now; empty without their consent."""
        told = self.ask(
            "GET",
            "/api/v1/recommendations/buy-again/",
            query={"language": language, "limit": limit},
        )
        return build(Recommendations, told)

    def recommend_for_cart(
        self,
        *,
        language: str | None = None,
        limit: int | None = None,
        cart_token: str | None = None,
    ) -> Recommendations:
        """What goes well with the cart; empty without one."""
        told = self.ask(
            "GET",
            "/api/v1/recommendations/cart/",
            query={"language": language, "limit": limit},
            headers={"X-Cart-Token": cart_token or self.cart_token},
        )
        return build(Recommendations, told)

    def recommend_in_category(
        self, *, category: str, language: str | None = None, limit: int | None = None
    ) -> Recommendations:
        """The best of a category and those below it for this visitor; empty without their
        consent.
        """
        told = self.ask(
            "GET",
            "/api/v1/recommendations/category/",
            query={"category": category, "language": language, "limit": limit},
        )
        return build(Recommendations, told)

    def recommendation_feedback(self, body: NewFeedback | Mapping[str, Any]) -> None:
        """Not for me: the product is recommended to this person no more."""
        self.ask("POST", "/api/v1/recommendations/feedback/", body=body)

    def recommend_for_you(
        self, *, language: str | None = None, limit: int | None = None
    ) -> Recommendations:
        """What this visitor may like. Empty without their consent to personalisation (the
        shop's consent and visitor cookies).
        """
        told = self.ask(
            "GET", "/api/v1/recommendations/for-you/", query={"language": language, "limit": limit}
        )
        return build(Recommendations, told)

    def recommendation_impressions(self, body: NewImpressions | Mapping[str, Any]) -> Kept:
        """One list that somebody saw, told once. A repeat of the same ids is kept once."""
        told = self.ask("POST", "/api/v1/recommendations/impressions/", body=body)
        return build(Kept, told)

    def recommendation_interactions(self, body: NewInteractions | Mapping[str, Any]) -> Kept:
        """Without consent to personalisation they are counted, and of nobody."""
        told = self.ask("POST", "/api/v1/recommendations/interactions/", body=body)
        return build(Kept, told)

    def recommend_neighbours(
        self, *, language: str | None = None, limit: int | None = None
    ) -> Recommendations:
        """What shoppers like this visitor look at; empty without their consent."""
        told = self.ask(
            "GET",
            "/api/v1/recommendations/neighbours/",
            query={"language": language, "limit": limit},
        )
        return build(Recommendations, told)

    def recommend_new_for_you(
        self, *, language: str | None = None, limit: int | None = None
    ) -> Recommendations:
        """What is new on the shelves, by this visitor's taste; empty without their consent."""
        told = self.ask(
            "GET",
            "/api/v1/recommendations/new-for-you/",
            query={"language": language, "limit": limit},
        )
        return build(Recommendations, told)

    def recommend_similar(
        self, *, language: str | None = None, limit: int | None = None, product: str
    ) -> Recommendations:
        """Products like one."""
        told = self.ask(
            "GET",
            "/api/v1/recommendations/similar/",
            query={"language": language, "limit": limit, "product": product},
        )
        return build(Recommendations, told)

    def recommend_similar_to(
        self, public_id: str, *, language: str | None = None, limit: int | None = None
    ) -> Recommendations:
        """Products like the one that the address names."""
        told = self.ask(
            "GET",
            f"/api/v1/recommendations/similar/{quoted(public_id)}/",
            query={"language": language, "limit": limit},
        )
        return build(Recommendations, told)

    def recommend_together(
        self, *, language: str | None = None, limit: int | None = None, product: str
    ) -> Recommendations:
        """Products that are bought along with one."""
        told = self.ask(
            "GET",
            "/api/v1/recommendations/together/",
            query={"language": language, "limit": limit, "product": product},
        )
        return build(Recommendations, told)

    def recommend_trending(
        self, *, language: str | None = None, limit: int | None = None
    ) -> Recommendations:
        """What sells now."""
        told = self.ask(
            "GET", "/api/v1/recommendations/trending/", query={"language": language, "limit": limit}
        )
        return build(Recommendations, told)

    def recommend_upsell(
        self, *, language: str | None = None, limit: int | None = None, product: str
    ) -> Recommendations:
        """Products like one and somewhat dearer."""
        told = self.ask(
            "GET",
            "/api/v1/recommendations/upsell/",
            query={"language": language, "limit": limit, "product": product},
        )
        return build(Recommendations, told)

    def reviews_own_page(
        self, *, page: int | None = None, page_size: int | None = None
    ) -> PaginatedOwnReviewList:
        """All that the customer wrote, the latest first. One page of them."""
        told = self.ask("GET", "/api/v1/reviews/", query={"page": page, "page_size": page_size})
        return build(PaginatedOwnReviewList, told)

    def reviews_own(self, *, page_size: int | None = None) -> Iterator[OwnReview]:
        """All that the customer wrote, the latest first. All of them, page after page."""
        page = 1
        while True:
            told = self.reviews_own_page(page_size=page_size, page=page)
            yield from told.results
            if told.next is None:
                return
            page += 1

    def review_vote(self, review_id: str, body: Vote | Mapping[str, Any]) -> Review:
        """Say whether it helped; null takes one's word back."""
        told = self.ask("PUT", f"/api/v1/reviews/{quoted(review_id)}/vote/", body=body)
        return build(Review, told)

    def subscriptions_page(
        self, *, page: int | None = None, page_size: int | None = None
    ) -> PaginatedSubscriptionList:
        """The customer's subscriptions, newest first. One page of them."""
        told = self.ask(
            "GET", "/api/v1/subscriptions/", query={"page": page, "page_size": page_size}
        )
        return build(PaginatedSubscriptionList, told)

    def subscriptions(self, *, page_size: int | None = None) -> Iterator[Subscription]:
        """The customer's subscriptions, newest first. All of them, page after page."""
        page = 1
        while True:
            told = self.subscriptions_page(page_size=page_size, page=page)
            yield from told.results
            if told.next is None:
                return
            page += 1

    def subscription(self, public_id: str) -> Subscription:
        """One of them."""
        told = self.ask("GET", f"/api/v1/subscriptions/{quoted(public_id)}/")
        return build(Subscription, told)

    def subscription_end(self, public_id: str) -> Subscription:
        """End it at once and for good; ended again it stays so."""
        told = self.ask("DELETE", f"/api/v1/subscriptions/{quoted(public_id)}/")
        return build(Subscription, told)

    def subscription_pause(self, public_id: str) -> Subscription:
        """Order nothing until it is resumed."""
        told = self.ask("POST", f"/api/v1/subscriptions/{quoted(public_id)}/pause/")
        return build(Subscription, told)

    def subscription_resume(self, public_id: str) -> Subscription:
        """Go on, in the same rhythm as before."""
        told = self.ask("DELETE", f"/api/v1/subscriptions/{quoted(public_id)}/pause/")
        return build(Subscription, told)

    def subscription_skip(
        self, public_id: str, *, idempotency_key: str | None = None
    ) -> Subscription:
        """Leave the next one out. Each call skips one more, but for a repeat under its key."""
        told = self.ask(
            "POST",
            f"/api/v1/subscriptions/{quoted(public_id)}/skip/",
            key=idempotency_key or new_key(),
        )
        return build(Subscription, told)

    def wishlists_page(
        self, *, page: int | None = None, page_size: int | None = None
    ) -> PaginatedWishlistList:
        """The customer's lists, the oldest first. One page of them."""
        told = self.ask("GET", "/api/v1/wishlists/", query={"page": page, "page_size": page_size})
        return build(PaginatedWishlistList, told)

    def wishlists(self, *, page_size: int | None = None) -> Iterator[Wishlist]:
        """The customer's lists, the oldest first. All of them, page after page."""
        page = 1
        while True:
            told = self.wishlists_page(page_size=page_size, page=page)
            yield from told.results
            if told.next is None:
                return
            page += 1

    def wishlist_add(self, body: WishlistName | Mapping[str, Any]) -> WishlistDetail:
        """Begin another list."""
        told = self.ask("POST", "/api/v1/wishlists/", body=body)
        return build(WishlistDetail, told)

    def wishlist(self, public_id: str) -> WishlistDetail:
        """A list with what is on it."""
        told = self.ask("GET", f"/api/v1/wishlists/{quoted(public_id)}/")
        return build(WishlistDetail, told)

    def wishlist_rename(
        self, public_id: str, body: WishlistName | Mapping[str, Any]
    ) -> WishlistDetail:
        """Give the list another name."""
        told = self.ask("PUT", f"/api/v1/wishlists/{quoted(public_id)}/", body=body)
        return build(WishlistDetail, told)

    def wishlist_remove(self, public_id: str) -> None:
        """Remove the list with all that is on it."""
        self.ask("DELETE", f"/api/v1/wishlists/{quoted(public_id)}/")

    def wish_add(self, public_id: str, body: NewWish | Mapping[str, Any]) -> WishlistDetail:
        """Put it on the list; what is on it already stays there once."""
        told = self.ask("POST", f"/api/v1/wishlists/{quoted(public_id)}/items/", body=body)
        return build(WishlistDetail, told)

    def wish_remove(self, public_id: str, variant_id: str) -> WishlistDetail:
        """Take it off the list."""
        told = self.ask(
            "DELETE", f"/api/v1/wishlists/{quoted(public_id)}/items/{quoted(variant_id)}/"
        )
        return build(WishlistDetail, told)

    def wishlist_share(self, public_id: str) -> WishlistDetail:
        """Make it; the same until it is taken back."""
        told = self.ask("PUT", f"/api/v1/wishlists/{quoted(public_id)}/link/")
        return build(WishlistDetail, told)

    def wishlist_unshare(self, public_id: str) -> WishlistDetail:
        """Take it back: it opens nothing any more."""
        told = self.ask("DELETE", f"/api/v1/wishlists/{quoted(public_id)}/link/")
        return build(WishlistDetail, told)
