"""What the shop tells and takes, as dataclasses.

Written by ``scripts/generate-client``: change the API instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """The version that was seen; the number where the company asks for one."""

    version: int
    po_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address of the customer's book."""

    id: int
    label: str
    name: str
    company: str
    vat_id: str
    line1: str
    line2: str
    postcode: str
    city: str
    region: str
    country: str
    phone: str
    is_default: bool


@dataclass(frozen=True, kw_only=True)
class Alert:
    variant: str
    sku: str
    state: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class AlertAsked:
    must_confirm: bool


@dataclass(frozen=True, kw_only=True)
class Application:
    suggestions: list[int]


@dataclass(frozen=True, kw_only=True)
class Applied:
    label: str
    code: str
    amount: Money
    is_shipping: bool


@dataclass(frozen=True, kw_only=True)
class Approval:
    suggestions: list[int]
    apply: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Where a cart went that needs approval."""

    id: str


@dataclass(frozen=True, kw_only=True)
class AskedAgain:
    """What is needed, and a word to it."""

    items: list[ItemBySku]
    wish: str | None = None


@dataclass(frozen=True, kw_only=True)
class BackordersPage:
    results: list[BackordersRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class BackordersRecord:
    """Units that orders wait for."""

    id: int
    sku: str
    warehouse: str | None
    reference: str
    quantity: int
    waiting: int
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class BrandsPage:
    results: list[BrandsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class BrandsRecord:
    """Brands."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class BulkAnswer:
    written: int
    refused: int
    results: list[BulkResult]


@dataclass(frozen=True, kw_only=True)
class BulkResult:
    index: int
    key: str
    written: bool
    field: str
    message: str


@dataclass(frozen=True, kw_only=True)
class BundlesPage:
    results: list[BundlesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class BundlesRecord:
    """What bundles are made of: so many units of a part in one."""

    id: int
    bundle: str
    part: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class CardInCart:
    """A gift card that pays for the cart; ``name`` ends as its code does."""

    id: str
    name: str
    left: Money


@dataclass(frozen=True, kw_only=True)
class Cart:
    """A cart with today's prices. ``token`` opens it: keep it as a secret of the shopper."""

    token: str | None
    currency: str
    count: int
    lines: list[CartLine]
    subtotal: Money
    discount: Money
    coupons: list[CartCoupon]
    promotions: list[Applied]
    tax: Money
    total: Money
    prices_include_tax: bool
    has_problems: bool


@dataclass(frozen=True, kw_only=True)
class CartCoupon:
    code: str
    label: str
    problem: str


@dataclass(frozen=True, kw_only=True)
class CartLine:
    variant: str
    product: str
    sku: str
    name: str
    options: str
    picture: str | None
    quantity: int
    unit_price: Money
    price_before: Money | None
    discount: Money
    total: Money
    is_gift: bool
    available: int | None
    problem: str


@dataclass(frozen=True, kw_only=True)
class CategoriesPage:
    results: list[CategoriesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class CategoriesRecord:
    """The tree of categories; `path` sorts it, four signs a level."""

    id: str
    path: str
    depth: int
    name_en: str | None
    name_de: str | None
    slug_en: str | None
    slug_de: str | None
    description_en: str | None
    description_de: str | None
    is_visible: bool


@dataclass(frozen=True, kw_only=True)
class Category:
    slug: str
    name: str
    description: str
    parent: str | None
    url: str


@dataclass(frozen=True, kw_only=True)
class CompaniesPage:
    results: list[CompaniesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class CompaniesRecord:
    """Companies with the terms on which their members buy; amounts in the base currency."""

    id: str
    name: str
    vat_id: str
    country: str
    is_active: bool
    payment_days: int | None
    credit_limit_minor: int | None
    approval_from_minor: int | None
    needs_po_number: bool
    tax_exemption: str
    tax_exempt_until: date | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Company:
    """The company with its terms; amounts are of the shop's base currency."""

    id: str
    name: str
    role: str
    buys_on_invoice: bool
    payment_days: int
    needs_po_number: bool
    approval_from: Money | None
    credit_used: Money
    credit_left: Money | None
    tax_exemption: str


@dataclass(frozen=True, kw_only=True)
class CompanyApproval:
    """An order that waits for an approver, or what became of it."""

    id: str
    state: str
    requested_by: str
    total: Money
    total_now: Money | None
    rest_now: Money | None
    po_number: str
    note: str
    reason: str
    may_decide: bool
    order: str | None
    created_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CompetitorOffer:
    """What a competitor asks for one thing, and which variant it is known to be."""

    competitor: str
    key: str
    title: str
    barcode: str
    amount: Money
    is_available: bool
    first_seen_at: datetime
    seen_at: datetime
    state: str
    matched_by: str
    sku: str | None = None


@dataclass(frozen=True, kw_only=True)
class Coupon:
    code: str
    promotion: int
    promotion_name: str
    batch: str
    most_uses: int | None
    most_uses_each: int | None
    uses: int
    is_active: bool
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CouponGiven:
    code: str


@dataclass(frozen=True, kw_only=True)
class CouponsPage:
    results: list[CouponsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class CouponsRecord:
    """Codes and what they open."""

    code: str
    promotion: int
    batch: str
    most_uses: int | None
    most_uses_each: int | None
    uses: int
    is_active: bool
    starts_at: datetime | None
    ends_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class CurrenciesPage:
    results: list[CurrenciesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class CurrenciesRecord:
    """What the shop sells in."""

    code: str
    rounding: str
    converts: bool
    is_active: bool
    position: int


@dataclass(frozen=True, kw_only=True)
class CustomersPage:
    results: list[CustomersRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class CustomersRecord:
    """Who buys here. One who was erased has neither name nor address."""

    id: str
    email: str
    name: str
    country: str
    language: str
    external_ref: str
    group: str | None
    company: str | None
    company_role: str
    created_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DayDemand:
    day: date
    units: float
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Yes with the total that was seen, or no with a reason."""

    is_approved: bool
    total: SeenTotal | None = None
    rest: SeenTotal | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeliveryAddress:
    """An address as it is typed; what a way of delivery needs of it, the checkout says."""

    name: str
    country: str
    company: str | None = None
    line1: str | None = None
    line2: str | None = None
    postcode: str | None = None
    city: str | None = None
    region: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class DisputesPage:
    results: list[DisputesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class DisputesRecord:
    """Payments that a bank takes back."""

    id: str
    payment: str
    order: str
    state: str
    reason: str
    amount: Money
    opened_at: datetime
    respond_by: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Download:
    """A file of an order that its buyer may fetch."""

    title: str
    file: str
    size: int
    url: str
    expires_at: datetime
    left: int
    over: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft purchase order: staff send it."""

    number: str
    supplier: str
    warehouse: str
    state: str
    total: Money
    lines: list[DraftLine]


@dataclass(frozen=True, kw_only=True)
class DraftLine:
    sku: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class ExchangeRatesPage:
    results: list[ExchangeRatesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class ExchangeRatesRecord:
    """What a currency was worth against the base currency, since when."""

    id: int
    currency: str
    rate: str
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class File:
    """What the buyer may download, how long and how often for each unit."""

    title: str
    kind: str
    size: int
    days: int
    downloads: int


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What will be wanted of a variant; bands for the first 28 days alone."""

    sku: str
    as_of: date
    version: str
    method: str
    demand_class: str
    next_28: float
    last_28: float
    explanation: str
    daily: list[DayDemand]


@dataclass(frozen=True, kw_only=True)
class Gift:
    email: str
    name: str | None = None
    message: str | None = None
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class GiftCodeGiven:
    code: str


@dataclass(frozen=True, kw_only=True)
class GroupsPage:
    results: list[GroupsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class GroupsRecord:
    """Groups of customers."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class InvoicesPage:
    results: list[InvoicesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class InvoicesRecord:
    """Invoices and credit notes by number."""

    number: str
    kind: str
    order: str
    total: Money
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class ItemBySku:
    sku: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class Kept:
    kept: int


@dataclass(frozen=True, kw_only=True)
class KeptValues:
    kept: int


@dataclass(frozen=True, kw_only=True)
class LineQuantity:
    quantity: int


@dataclass(frozen=True, kw_only=True)
class Links:
    products: str
    categories: str
    cart: str
    checkout_quotes: str
    checkout: str
    orders: str
    addresses: str
    wishlists: str
    reviews: str
    alerts: str
    similar: str
    together: str
    trending: str
    for_you: str
    for_cart: str
    impressions: str
    interactions: str
    feedback: str
    staff_orders: str
    staff_stock: str
    staff_prices: str
    staff_coupons: str
    schema: str
    documentation: str


@dataclass(frozen=True, kw_only=True)
class MarketplacesPage:
    results: list[MarketplacesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class MarketplacesRecord:
    """Marketplaces that sell from the same stock; `orders` of theirs have the channel
    `market`.
    """

    id: str
    name: str
    code: str
    layout: str
    country: str
    currency: str
    prices_include_tax: bool
    collects_tax: bool
    commission_basis_points: int
    price_change_basis_points: int
    stock_share: int
    buffer_units: int
    is_active: bool
    written_at: datetime | None
    listed: int


@dataclass(frozen=True, kw_only=True)
class Means:
    """What pays beside another way: gift cards of the cart, the customer's credit and
    points.
    """

    gift_cards: list[CardInCart]
    credit: Money | None
    points: int
    points_pay: Money | None


@dataclass(frozen=True, kw_only=True)
class MeasuredAmount:
    minor: int
    low_minor: int
    high_minor: int


@dataclass(frozen=True, kw_only=True)
class MeasuredChange:
    """Against like goods that were left alone; intervals of 80 per cent."""

    first: date
    last: date
    lift: float
    low: float
    high: float
    units: float
    revenue: MeasuredAmount
    margin: MeasuredAmount | None
    matched: int
    pre_trend_p: float
    untold: str


@dataclass(frozen=True, kw_only=True)
class Money:
    amount: str
    minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class NewAddress:
    name: str
    line1: str
    postcode: str
    city: str
    country: str
    label: str | None = None
    company: str | None = None
    vat_id: str | None = None
    line2: str | None = None
    region: str | None = None
    phone: str | None = None
    is_default: bool | None = None


@dataclass(frozen=True, kw_only=True)
class NewAlert:
    variant: str
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewCancellation:
    """Without lines all of the order."""

    reason: str
    lines: list[WantedLine] | None = None


@dataclass(frozen=True, kw_only=True)
class NewCompetitorPrices:
    prices: list[SeenPrice]


@dataclass(frozen=True, kw_only=True)
class NewCount:
    sku: str
    on_hand: int
    note: str
    warehouse: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewCoupon:
    code: str
    promotion: int
    most_uses: int | None = None
    most_uses_each: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    batch: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewDrafts:
    lines: list[PlannedLine]


@dataclass(frozen=True, kw_only=True)
class NewFeedback:
    """Not for me."""

    product: str
    slot: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewImpressions:
    """One list as it was shown."""

    slot: str
    shown: list[ShownProduct]
    surface: str | None = None
    model: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewInteraction:
    """A look at a product, or a click on one that was found or recommended."""

    id: str
    kind: str
    product: str
    impression: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewInteractions:
    """What was done, oldest first. Carts, wishlists and orders tell of themselves."""

    interactions: list[NewInteraction]


@dataclass(frozen=True, kw_only=True)
class NewLine:
    variant: str
    quantity: int | None = None


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """The address is typed, or one of the customer's own is named by ``address_id``."""

    email: str
    shipping: str
    payment: str
    total: SeenTotal
    address: DeliveryAddress | None = None
    address_id: int | None = None
    billing: TypedAddress | None = None
    vat_number: str | None = None
    po_number: str | None = None
    rest: SeenTotal | None = None
    use_credit: bool | None = None
    use_points: bool | None = None
    gift: Gift | None = None
    starts_at_once: bool | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewPrice:
    sku: str
    currency: str
    amount: str
    compare_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewQuote:
    """Where it is to go besides."""

    items: list[ItemBySku]
    address: DeliveryAddress
    wish: str | None = None
    vat_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewReturn:
    lines: list[UnwantedLine]
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewReview:
    rating: int
    text: str
    title: str | None = None
    author: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewShipment:
    """Without lines all that lies ready leaves."""

    lines: list[WantedLine] | None = None
    warehouse: str | None = None
    carrier: str | None = None
    tracking: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewValues:
    values: list[OutsideValue]


@dataclass(frozen=True, kw_only=True)
class NewWish:
    variant: str


@dataclass(frozen=True, kw_only=True)
class Option:
    code: str
    name: str
    values: list[OptionValue]


@dataclass(frozen=True, kw_only=True)
class OptionValue:
    code: str
    name: str
    swatch: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order as its buyer sees it in a list."""

    id: str
    number: str | None
    state: str
    payment_state: str
    fulfilment_state: str
    created_at: datetime
    placed_at: datetime | None
    cancelled_at: datetime | None
    held: bool
    held_until: datetime | None
    can_cancel: bool
    lines: list[OrderLine]
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    prices_include_tax: bool


@dataclass(frozen=True, kw_only=True)
class OrderAddress:
    name: str
    company: str
    line1: str
    line2: str
    postcode: str
    city: str
    region: str
    country: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class OrderDetail:
    """An order with everything its page shows. ``token`` opens a guest's order, in the
    header ``X-Order-Token``: keep it as a secret of the shopper. A customer's order opens
    by their login, so theirs is null.
    """

    id: str
    number: str | None
    state: str
    payment_state: str
    fulfilment_state: str
    created_at: datetime
    placed_at: datetime | None
    cancelled_at: datetime | None
    held: bool
    held_until: datetime | None
    can_cancel: bool
    lines: list[OrderLine]
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    prices_include_tax: bool
    token: str | None
    email: str
    address: OrderAddress
    shipping_method: str
    expected_from: date | None
    expected_to: date | None
    payment: Payment | None
    shipments: list[Shipment]
    returns: list[Return]
    returnable: list[Returnable]
    return_until: datetime | None
    downloads: list[Download]


@dataclass(frozen=True, kw_only=True)
class OrderLine:
    number: int
    sku: str
    name: str
    quantity: int
    shipped: int
    cancelled: int
    returned: int
    is_gift: bool
    unit_price: Money
    discount: Money
    tax: Money
    total: Money


@dataclass(frozen=True, kw_only=True)
class OrdersPage:
    results: list[OrdersRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class OrdersRecord:
    """Orders with their lines."""

    id: str
    number: str | None
    state: str
    payment_state: str
    fulfilment_state: str
    hold: str
    channel: str
    external_ref: str
    customer: str | None
    company: str | None
    po_number: str
    country: str
    language: str
    vat_number: str
    reverse_charge: bool
    currency: str
    prices_include_tax: bool
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    shipping_method: str
    shipping_code: str
    created_at: datetime
    placed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    lines: list[OrdersRecordLines]
    discounts: list[OrdersRecordDiscounts]


@dataclass(frozen=True, kw_only=True)
class OrdersRecordDiscounts:
    """A row as its entity's columns tell it."""

    label: str
    code: str
    is_shipping: bool
    amount: Money


@dataclass(frozen=True, kw_only=True)
class OrdersRecordLines:
    """A row as its entity's columns tell it."""

    sku: str
    name: str
    kind: str
    quantity: int
    shipped: int
    cancelled: int
    returned: int
    is_gift: bool
    tax_rate_basis_points: int
    unit_price: Money
    discount: Money
    tax: Money
    total: Money


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """``done`` with those of the same price families; ``refused`` with the reason of each."""

    done: list[Suggestion]
    refused: list[RefusedSuggestion]


@dataclass(frozen=True, kw_only=True)
class OutsideValue:
    day: date
    value: float


@dataclass(frozen=True, kw_only=True)
class OwnReview:
    """One's own, whether it is shown yet or not."""

    id: str
    author: str
    rating: int
    title: str
    text: str
    is_verified: bool
    helpful_votes: int
    unhelpful_votes: int
    written_at: datetime
    product: str
    status: str
    refusal: str


@dataclass(frozen=True, kw_only=True)
class PaginatedAddressList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[Address]


@dataclass(frozen=True, kw_only=True)
class PaginatedAlertList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[Alert]


@dataclass(frozen=True, kw_only=True)
class PaginatedCompanyApprovalList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[CompanyApproval]


@dataclass(frozen=True, kw_only=True)
class PaginatedCompetitorOfferList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[CompetitorOffer]


@dataclass(frozen=True, kw_only=True)
class PaginatedCouponList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[Coupon]


@dataclass(frozen=True, kw_only=True)
class PaginatedForecastList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[Forecast]


@dataclass(frozen=True, kw_only=True)
class PaginatedOrderList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[Order]


@dataclass(frozen=True, kw_only=True)
class PaginatedOwnReviewList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[OwnReview]


@dataclass(frozen=True, kw_only=True)
class PaginatedPlanLineList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[PlanLine]


@dataclass(frozen=True, kw_only=True)
class PaginatedPointsEntryList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[PointsEntry]


@dataclass(frozen=True, kw_only=True)
class PaginatedPricePositionList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[PricePosition]


@dataclass(frozen=True, kw_only=True)
class PaginatedProductCardList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[ProductCard]


@dataclass(frozen=True, kw_only=True)
class PaginatedQuoteList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[Quote]


@dataclass(frozen=True, kw_only=True)
class PaginatedReviewList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[Review]


@dataclass(frozen=True, kw_only=True)
class PaginatedStaffOrderList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[StaffOrder]


@dataclass(frozen=True, kw_only=True)
class PaginatedStaffPriceList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[StaffPrice]


@dataclass(frozen=True, kw_only=True)
class PaginatedStaffShipmentList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[StaffShipment]


@dataclass(frozen=True, kw_only=True)
class PaginatedStockLevelList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[StockLevel]


@dataclass(frozen=True, kw_only=True)
class PaginatedSubscriptionList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[Subscription]


@dataclass(frozen=True, kw_only=True)
class PaginatedSuggestionList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[Suggestion]


@dataclass(frozen=True, kw_only=True)
class PaginatedWishlistList:
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    results: list[Wishlist]


@dataclass(frozen=True, kw_only=True)
class Part:
    name: str
    units: int


@dataclass(frozen=True, kw_only=True)
class PatchedCartChoices:
    currency: str | None = None
    country: str | None = None


@dataclass(frozen=True, kw_only=True)
class PatchedCouponChanges:
    most_uses: int | None = None
    most_uses_each: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_active: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Payment:
    state: str
    provider: str
    message: str
    action_url: str
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class PaymentChoice:
    id: str
    name: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class PaymentsPage:
    results: list[PaymentsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class PaymentsRecord:
    """What was paid or is to be paid, by which provider."""

    id: str
    order: str
    provider: str
    provider_ref: str
    state: str
    amount: Money
    created_at: datetime
    due_on: date | None
    settled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PickUpsPage:
    results: list[PickUpsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class PickUpsRecord:
    """Orders that lie or lay ready in a store."""

    id: str
    order: str
    warehouse: str
    ready_at: datetime
    reminded_at: datetime | None
    collected_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Picture:
    url: str | None
    alt: str


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """What the plan says of a variant in a warehouse, and why."""

    sku: str
    warehouse: str
    day: date
    on_hand: int
    free: int
    incoming: int
    drafted: int
    waiting: int
    daily_demand: float
    lead_days: float
    service_level: float
    safety_stock: int
    reorder_point: int
    order_up_to: int
    quantity: int
    cost: Money | None
    transfer_quantity: int
    days_of_cover: float | None
    risk: float
    risk_from: date | None
    risk_until: date | None
    state: str
    advice: str
    markdown_percent: int
    status: str
    reasons: list[str]
    supplier: str | None = None
    transfer_from: str | None = None


@dataclass(frozen=True, kw_only=True)
class PlannedLine:
    sku: str
    warehouse: str | None = None
    quantity: int | None = None


@dataclass(frozen=True, kw_only=True)
class Points:
    """``waiting`` can be spent later; ``owed`` is taken from what comes in next."""

    free: int
    held: int
    waiting: int
    owed: int
    worth: Money
    next_to_expire: int
    good_until: date | None
    tier: str | None


@dataclass(frozen=True, kw_only=True)
class PointsEntry:
    kind: str
    amount: int
    balance_after: int
    written_at: datetime | None = None
    reason: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PriceItem:
    """A price that begins now and ends the one before it; major units."""

    sku: str
    currency: str
    amount: str
    compare_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class PriceListEntriesPage:
    results: list[PriceListEntriesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class PriceListEntriesRecord:
    """Lines of price lists."""

    id: int
    price_list: int
    sku: str
    minimum_quantity: int
    amount: Money


@dataclass(frozen=True, kw_only=True)
class PriceListsPage:
    results: list[PriceListsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class PriceListsRecord:
    """Prices of a group or a company, by quantity."""

    id: int
    name: str
    currency: str
    group: str | None
    company: str | None
    is_active: bool
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PricePosition:
    """Our price among those of competitors, in the base currency."""

    sku: str
    own: Money
    lowest: Money
    median: Money
    highest: Money
    offers: int
    newest: datetime
    stale: bool
    place: str


@dataclass(frozen=True, kw_only=True)
class PricesPage:
    results: list[PricesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class PricesRecord:
    """Prices by time: the one in force has no end."""

    id: int
    sku: str
    currency: str
    amount: Money
    compare_at: Money | None
    cost: Money | None
    source: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PricesWriteRequest:
    items: list[PriceItem]
    all_or_nothing: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Product:
    """A product with everything its page shows."""

    id: str
    name: str
    brand: str
    summary: str
    description: str
    url: str
    categories: list[Trail]
    options: list[Option]
    variants: list[Variant]
    pictures: list[Picture]
    attributes: list[Fact]
    rating: float | None
    review_count: int
    parts: list[Part]
    files: list[File]


@dataclass(frozen=True, kw_only=True)
class ProductCard:
    """A product as lists show it."""

    id: str
    name: str
    slug: str | None
    brand: str
    picture: str | None
    price: Money
    highest_price: Money
    compare_at: Money | None
    in_stock: bool
    rating: float | None
    review_count: int
    url: str


@dataclass(frozen=True, kw_only=True)
class ProductItem:
    """What changes of a product; what is not named stays."""

    id: str
    name_en: str | None = None
    name_de: str | None = None
    summary_en: str | None = None
    summary_de: str | None = None
    description_en: str | None = None
    description_de: str | None = None
    external_ref: str | None = None
    status: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProductsPage:
    results: list[ProductsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class ProductsRecord:
    """Products with their variants, in every language of the shop."""

    id: str
    name_en: str | None
    name_de: str | None
    slug_en: str | None
    slug_de: str | None
    summary_en: str | None
    summary_de: str | None
    description_en: str | None
    description_de: str | None
    category: str
    brand: str | None
    status: str
    kind: str
    external_ref: str
    created_at: datetime
    published_at: datetime | None
    variants: list[ProductsRecordVariants]


@dataclass(frozen=True, kw_only=True)
class ProductsRecordVariants:
    """A row as its entity's columns tell it."""

    id: str
    sku: str
    barcode: str
    position: int
    is_active: bool
    weight_grams: int


@dataclass(frozen=True, kw_only=True)
class ProductsWriteRequest:
    items: list[ProductItem]
    all_or_nothing: bool | None = None


@dataclass(frozen=True, kw_only=True)
class PromotionsPage:
    results: list[PromotionsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class PromotionsRecord:
    """Promotions as staff set them up."""

    id: int
    label_en: str | None
    label_de: str | None
    kind: str
    percent_basis_points: int | None
    amount: Money | None
    buy_quantity: int | None
    get_quantity: int | None
    minimum_quantity: int
    minimum_value: Money
    needs_coupon: bool
    priority: int
    combinable: bool
    is_active: bool
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PurchaseOrdersPage:
    results: list[PurchaseOrdersRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class PurchaseOrdersRecord:
    """Orders to suppliers with their lines."""

    number: str | None
    supplier: str
    warehouse: str
    state: str
    currency: str
    freight: Money
    expected_on: date | None
    supplier_reference: str
    created_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    cancelled_at: datetime | None
    lines: list[PurchaseOrdersRecordLines]


@dataclass(frozen=True, kw_only=True)
class PurchaseOrdersRecordLines:
    """A row as its entity's columns tell it."""

    sku: str
    quantity: int
    received: int
    unit_cost: Money


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A quote in its newest version."""

    id: str
    number: str
    state: str
    version: int
    lines: list[QuoteLine]
    wish: str
    note: str
    shipping: Money | None
    tax: Money | None
    total: Money | None
    holds_until: date | None
    po_number: str
    reason: str
    order: str | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class QuoteLine:
    sku: str
    name: str
    quantity: int
    listed: Money
    unit_price: Money | None


@dataclass(frozen=True, kw_only=True)
class Quotes:
    """What the cart costs at a place by each way of delivery, and how it can be paid."""

    country: str
    reverse_charge: bool
    shipping: list[ShippingQuote]
    payment: list[PaymentChoice]
    means: Means


@dataclass(frozen=True, kw_only=True)
class QuotesPage:
    results: list[QuotesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class QuotesRecord:
    """Quotes, each in its last version."""

    id: str
    number: str | None
    customer: str | None
    company: str | None
    state: str
    version: int
    currency: str
    po_number: str
    order: str | None
    valid_until: datetime | None
    created_at: datetime
    closed_at: datetime | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Reason:
    kind: str
    text: str
    product: str | None


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    product: ProductCard
    score: float
    reason: Reason
    strategy: str
    propensity: float


@dataclass(frozen=True, kw_only=True)
class Recommendations:
    """Recommendations, the best first; empty where no model serves."""

    model: str | None
    results: list[Recommendation]


@dataclass(frozen=True, kw_only=True)
class RefundsPage:
    results: list[RefundsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class RefundsRecord:
    """What went back, or is on its way."""

    id: str
    payment: str
    order: str
    state: str
    amount: Money
    reason: str
    as_credit: bool
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RefusedSuggestion:
    id: int
    message: str


@dataclass(frozen=True, kw_only=True)
class RegistersPage:
    results: list[RegistersRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class RegistersRecord:
    """Tills, and the warehouse of whose stock each sells."""

    id: str
    name: str
    warehouse: str
    currency: str
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class Rejection:
    suggestions: list[int]
    reason: str
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """One due day, and the order that it became."""

    due_on: date
    state: str
    order: str | None = None


@dataclass(frozen=True, kw_only=True)
class RenewalsPage:
    results: list[RenewalsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class RenewalsRecord:
    """What came, comes or failed to come of subscriptions, a row for each due day."""

    id: str
    subscription: str
    due_on: date
    try_on: date
    state: str
    told: Money | None
    declines: int
    order: str | None
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Reordered:
    token: str | None
    units: int
    refused: list[str]


@dataclass(frozen=True, kw_only=True)
class Return:
    """A return as its buyer sees it."""

    id: str
    number: str
    state: str
    note: str
    requested_at: datetime
    lines: list[ReturnedLine]


@dataclass(frozen=True, kw_only=True)
class Returnable:
    number: int
    units: int


@dataclass(frozen=True, kw_only=True)
class ReturnedLine:
    sku: str
    name: str
    quantity: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReturnsPage:
    results: list[ReturnsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class ReturnsRecord:
    """What comes back, and what was found when it came."""

    id: str
    number: str
    order: str
    state: str
    requested_at: datetime
    decided_at: datetime | None
    received_at: datetime | None
    completed_at: datetime | None
    lines: list[ReturnsRecordLines]


@dataclass(frozen=True, kw_only=True)
class ReturnsRecordLines:
    """A row as its entity's columns tell it."""

    sku: str
    quantity: int
    reason: str
    condition: str
    accepted: int
    restocked: int


@dataclass(frozen=True, kw_only=True)
class Reversal:
    suggestion: int


@dataclass(frozen=True, kw_only=True)
class Review:
    """A review as everybody reads it."""

    id: str
    author: str
    rating: int
    title: str
    text: str
    is_verified: bool
    helpful_votes: int
    unhelpful_votes: int
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReviewsPage:
    results: list[ReviewsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class ReviewsRecord:
    """What customers wrote of products; who they are is not told."""

    id: str
    product: str
    author: str
    rating: int
    title: str
    text: str
    status: str
    is_verified: bool
    helpful_votes: int
    unhelpful_votes: int
    written_at: datetime
    moderated_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Scheduling:
    suggestions: list[int]
    when: datetime


@dataclass(frozen=True, kw_only=True)
class SeenPrice:
    """One look at one price. Name it by ``key``, ``barcode``, ``url`` or ``our_sku``."""

    price: str
    currency: str | None = None
    key: str | None = None
    our_sku: str | None = None
    barcode: str | None = None
    title: str | None = None
    brand: str | None = None
    url: str | None = None
    availability: str | None = None
    seen_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class SeenTotal:
    minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class ShiftsPage:
    results: list[ShiftsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class ShiftsRecord:
    """Shifts of registers; `report` is the Z report of those that are closed."""

    id: str
    register: str
    number: int
    opened_at: datetime
    closed_at: datetime | None
    float: Money
    expected: Money | None
    counted: Money | None
    report: object


@dataclass(frozen=True, kw_only=True)
class Shipment:
    carrier: str
    tracking: str
    tracking_url: str
    shipped_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ShipmentsPage:
    results: list[ShipmentsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class ShipmentsRecord:
    """Parcels, and what is in them."""

    id: str
    order: str
    warehouse: str | None
    carrier: str
    tracking: str
    tracking_url: str
    shipped_at: datetime
    delivered_at: datetime | None
    lines: list[ShipmentsRecordLines]


@dataclass(frozen=True, kw_only=True)
class ShipmentsRecordLines:
    """A row as its entity's columns tell it."""

    sku: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class ShippingMethodsPage:
    results: list[ShippingMethodsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class ShippingMethodsRecord:
    """Ways of delivery; prices in the base currency."""

    code: str
    name: str
    kind: str
    carrier: str
    price_minor: int
    free_from_minor: int | None
    days_min: int
    days_max: int
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class ShippingQuote:
    id: str
    name: str
    description: str
    kind: str
    price: Money
    tax: Money
    total: Money
    rest: Money
    arrives_from: date
    arrives_to: date


@dataclass(frozen=True, kw_only=True)
class ShownProduct:
    """A product that was really seen, at its place in a list."""

    id: str
    product: str
    position: int
    propensity: float | None = None
    strategy: str | None = None


@dataclass(frozen=True, kw_only=True)
class StaffLine:
    sku: str
    name: str
    quantity: int
    shipped: int
    returned: int
    unit_price: Money
    total: Money


@dataclass(frozen=True, kw_only=True)
class StaffOrder:
    """An order without what tells who bought: names are read in the admin, by whom may."""

    id: str
    number: str | None
    state: str
    payment_state: str
    fulfilment_state: str
    held: bool
    country: str
    total: Money
    created_at: datetime
    placed_at: datetime | None
    lines: list[StaffLine]


@dataclass(frozen=True, kw_only=True)
class StaffPrice:
    sku: str
    amount: Money
    compare_at: Money | None
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class StaffShipment:
    """A parcel: what left which warehouse."""

    id: str
    carrier: str
    tracking: str
    tracking_url: str
    shipped_at: datetime
    delivered_at: datetime | None
    lines: list[StaffShipmentLine]
    warehouse: str | None = None


@dataclass(frozen=True, kw_only=True)
class StaffShipmentLine:
    sku: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class StockItem:
    """What was counted at a warehouse; without its code at the default one."""

    sku: str
    on_hand: int
    note: str
    warehouse: str | None = None


@dataclass(frozen=True, kw_only=True)
class StockLevel:
    sku: str
    warehouse: str
    on_hand: int
    allocated: int


@dataclass(frozen=True, kw_only=True)
class StockMovementsPage:
    results: list[StockMovementsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class StockMovementsRecord:
    """Every change of stock, as the ledger has it."""

    id: UUID
    sku: str
    warehouse: str
    type: str
    on_hand_change: int
    allocated_change: int
    reference: str
    moved_at: datetime


@dataclass(frozen=True, kw_only=True)
class StockPage:
    results: list[StockRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class StockRecord:
    """What lies where; `on_hand` less `allocated` is not yet promised to an order."""

    id: int
    sku: str
    warehouse: str
    on_hand: int
    allocated: int
    reorder_point: int


@dataclass(frozen=True, kw_only=True)
class StockWriteRequest:
    items: list[StockItem]
    all_or_nothing: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """Goods that come again until their buyer ends it."""

    id: str
    state: str
    interval: str
    next_on: date | None
    next_total: Money | None
    if_out_of_stock: str
    news: str
    lines: list[SubscriptionLine]
    renewals: list[Renewal]
    created_at: datetime
    means: str | None = None


@dataclass(frozen=True, kw_only=True)
class SubscriptionLine:
    sku: str
    name: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class SubscriptionOffersPage:
    results: list[SubscriptionOffersRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class SubscriptionOffersRecord:
    """Which products can be had again and again, how often, how much cheaper."""

    id: int
    product: str
    intervals: object
    basis_points: int
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class SubscriptionsPage:
    results: list[SubscriptionsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class SubscriptionsRecord:
    """Subscriptions with what comes each time; `next_on` is the day of the next order."""

    id: str
    customer: str | None
    state: str
    pause_reason: str
    interval: str
    next_on: date | None
    if_out: str
    currency: str
    shipping_code: str
    created_at: datetime
    paused_at: datetime | None
    ended_at: datetime | None
    lines: list[SubscriptionsRecordLines]


@dataclass(frozen=True, kw_only=True)
class SubscriptionsRecordLines:
    """A row as its entity's columns tell it."""

    sku: str
    name: str
    quantity: int
    basis_points: int


@dataclass(frozen=True, kw_only=True)
class SuggestedPrice:
    sku: str
    before: Money
    after: Money
    compare_at: Money | None


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A step that all variants of a product would take, with what it is expected to do."""

    id: int
    product: str
    name: str
    together: UUID | None
    kind: str
    state: str
    step_basis_points: int
    prices: list[SuggestedPrice]
    model_version: str
    elasticity: float | None
    elasticity_sd: float | None
    horizon_days: int
    units_now: float
    units_after: float
    revenue_now: Money
    revenue_after: Money
    margin_now: Money
    margin_after: Money
    gain_minor: int
    gain_low_minor: int
    gain_high_minor: int
    chance_to_lose: float
    cover_now: float | None
    cover_after: float | None
    held_back_by: str
    reasons: list[str]
    made_at: datetime
    expires_at: datetime
    reject_reason: str
    note: str
    scheduled_for: datetime | None
    applied_at: datetime | None
    reverted_at: datetime | None
    automatic: bool
    effect: MeasuredChange | None
    policy: str | None = None


@dataclass(frozen=True, kw_only=True)
class SupplierOffersPage:
    results: list[SupplierOffersRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class SupplierOffersRecord:
    """What suppliers sell, at which cost and how fast."""

    id: int
    supplier: str
    sku: str
    supplier_sku: str
    cost: Money
    minimum_quantity: int
    pack_size: int
    lead_time_days: float
    is_preferred: bool


@dataclass(frozen=True, kw_only=True)
class SuppliersPage:
    results: list[SuppliersRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class SuppliersRecord:
    """Whom the shop buys from."""

    code: str
    name: str
    email: str
    phone: str
    country: str
    currency: str
    over_receipt_percent: int
    is_active: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class TakenIn:
    """What became of prices that were told."""

    looks: int
    offers: int
    prices: int
    older: int
    matched: int
    refused: int
    problems: list[str]


@dataclass(frozen=True, kw_only=True)
class TaxRatesPage:
    results: list[TaxRatesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class TaxRatesRecord:
    """Rates by tax class and place."""

    id: int
    tax_class: str
    country: str
    area: str
    rate_basis_points: int
    is_export: bool
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, kw_only=True)
class TotalForecast:
    level: str
    category: str | None
    as_of: date
    version: str
    daily: list[DayDemand]
    monthly: list[dict[str, object]]


@dataclass(frozen=True, kw_only=True)
class Trail:
    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class TransfersPage:
    results: list[TransfersRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class TransfersRecord:
    """Goods on their way from one warehouse to another."""

    number: str | None
    source: str
    target: str
    state: str
    expected_on: date | None
    created_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    lines: list[TransfersRecordLines]


@dataclass(frozen=True, kw_only=True)
class TransfersRecordLines:
    """A row as its entity's columns tell it."""

    sku: str
    quantity: int
    received: int


@dataclass(frozen=True, kw_only=True)
class TypedAddress:
    """An address as it is typed; what a way of delivery needs of it, the checkout says."""

    name: str
    country: str
    company: str | None = None
    line1: str | None = None
    line2: str | None = None
    postcode: str | None = None
    city: str | None = None


@dataclass(frozen=True, kw_only=True)
class UnwantedLine:
    number: int
    quantity: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ValueAccountsPage:
    results: list[ValueAccountsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class ValueAccountsRecord:
    """Gift cards, store credit and points: what the shop owes. `balance` is minor units or
    points. A gift card's code is told nowhere.
    """

    id: str
    kind: str
    customer: str | None
    currency: str
    balance: int
    held: int
    is_active: bool
    opened_at: datetime
    expires_on: date | None


@dataclass(frozen=True, kw_only=True)
class ValueEntriesPage:
    results: list[ValueEntriesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class ValueEntriesRecord:
    """Every change of such an account, with the balance after it."""

    id: int
    account: str
    kind: str
    amount: int
    balance_after: int
    reference: str
    expires_on: date | None
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class Variant:
    id: str
    sku: str
    options: dict[str, str]
    price: Money
    compare_at: Money | None
    lowest: Money | None
    available: int | None
    in_stock: bool
    delivery: str | None | None = None
    expected_at: date | None = None


@dataclass(frozen=True, kw_only=True)
class VariantItem:
    """What changes of a variant; what is not named stays."""

    sku: str
    barcode: str | None = None
    weight_grams: int | None = None
    is_active: bool | None = None


@dataclass(frozen=True, kw_only=True)
class VariantsPage:
    results: list[VariantsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class VariantsRecord:
    """What is sold: a product in one size and colour."""

    id: str
    sku: str
    barcode: str
    product: str
    name: str | None
    position: int
    is_active: bool
    weight_grams: int


@dataclass(frozen=True, kw_only=True)
class VariantsWriteRequest:
    items: list[VariantItem]
    all_or_nothing: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Vote:
    is_helpful: bool | None


@dataclass(frozen=True, kw_only=True)
class WantedLine:
    number: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class WarehousesPage:
    results: list[WarehousesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class WarehousesRecord:
    """Where goods lie."""

    code: str
    name: str
    is_default: bool
    is_active: bool
    is_pickup: bool
    priority: int
    serves: str
    city: str
    postcode: str
    country: str


@dataclass(frozen=True, kw_only=True)
class WebhookDeliveriesPage:
    results: list[WebhookDeliveriesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class WebhookDeliveriesRecord:
    """What was sent to whom, and how it went."""

    id: int
    endpoint: str
    event_id: UUID
    topic: str
    subject: str
    state: str
    attempts: int
    status_code: int | None
    error: str
    is_repeat: bool
    occurred_at: datetime
    due_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WebhookEndpointsPage:
    results: list[WebhookEndpointsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class WebhookEndpointsRecord:
    """Who is told of what; never the secret."""

    id: str
    name: str
    url: str
    state: str
    failures: int
    delivered_at: datetime | None
    failing_since: datetime | None
    resumes_at: datetime | None
    switched_off_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Wish:
    variant: str
    product: str
    sku: str
    name: str
    options: str
    price: Money | None
    can_be_bought: bool


@dataclass(frozen=True, kw_only=True)
class Wishlist:
    id: str
    name: str
    count: int
    is_shared: bool
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class WishlistDetail:
    """A list with what is on it, the latest first."""

    id: str
    name: str
    url: str | None
    items: list[Wish]


@dataclass(frozen=True, kw_only=True)
class WishlistName:
    name: str
