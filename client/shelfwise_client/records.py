"""What the shop tells and takes, as dataclasses.

Written by ``scripts/generate-client``: change the API instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class BackordersPage:
    """BackordersPage."""

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
    """BrandsPage."""

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
    """BulkAnswer."""

    written: int
    refused: int
    results: list[BulkResult]


@dataclass(frozen=True, kw_only=True)
class BulkResult:
    """BulkResult."""

    index: int
    key: str
    written: bool
    field: str
    message: str


@dataclass(frozen=True, kw_only=True)
class BundlesPage:
    """BundlesPage."""

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
class CategoriesPage:
    """CategoriesPage."""

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
class CompaniesPage:
    """CompaniesPage."""

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
class CouponsPage:
    """CouponsPage."""

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
    """CurrenciesPage."""

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
    """CustomersPage."""

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
class DisputesPage:
    """DisputesPage."""

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
    amount: MoneySchema
    opened_at: datetime
    respond_by: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ExchangeRatesPage:
    """ExchangeRatesPage."""

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
class GroupsPage:
    """GroupsPage."""

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
    """InvoicesPage."""

    results: list[InvoicesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class InvoicesRecord:
    """Invoices and credit notes by number."""

    number: str
    kind: str
    order: str
    total: MoneySchema
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class MoneySchema:
    """MoneySchema."""

    amount: str
    minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class OrdersPage:
    """OrdersPage."""

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
    subtotal: MoneySchema
    discount: MoneySchema
    shipping: MoneySchema
    tax: MoneySchema
    total: MoneySchema
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
    amount: MoneySchema


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
    unit_price: MoneySchema
    discount: MoneySchema
    tax: MoneySchema
    total: MoneySchema


@dataclass(frozen=True, kw_only=True)
class PaymentsPage:
    """PaymentsPage."""

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
    amount: MoneySchema
    created_at: datetime
    due_on: date | None
    settled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PriceItem:
    """A price that begins now and ends the one before it; major units."""

    sku: str
    currency: str
    amount: str
    compare_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class PriceListEntriesPage:
    """PriceListEntriesPage."""

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
    amount: MoneySchema


@dataclass(frozen=True, kw_only=True)
class PriceListsPage:
    """PriceListsPage."""

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
class PricesPage:
    """PricesPage."""

    results: list[PricesRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class PricesRecord:
    """Prices by time: the one in force has no end."""

    id: int
    sku: str
    currency: str
    amount: MoneySchema
    compare_at: MoneySchema | None
    cost: MoneySchema | None
    source: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PricesWriteRequest:
    """PricesWriteRequest."""

    items: list[PriceItem]
    all_or_nothing: bool | None = None


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
    """ProductsPage."""

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
    """ProductsWriteRequest."""

    items: list[ProductItem]
    all_or_nothing: bool | None = None


@dataclass(frozen=True, kw_only=True)
class PromotionsPage:
    """PromotionsPage."""

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
    amount: MoneySchema | None
    buy_quantity: int | None
    get_quantity: int | None
    minimum_quantity: int
    minimum_value: MoneySchema
    needs_coupon: bool
    priority: int
    combinable: bool
    is_active: bool
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PurchaseOrdersPage:
    """PurchaseOrdersPage."""

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
    freight: MoneySchema
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
    unit_cost: MoneySchema


@dataclass(frozen=True, kw_only=True)
class QuotesPage:
    """QuotesPage."""

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
class RefundsPage:
    """RefundsPage."""

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
    amount: MoneySchema
    reason: str
    as_credit: bool
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ReturnsPage:
    """ReturnsPage."""

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
class ReviewsPage:
    """ReviewsPage."""

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
class ShipmentsPage:
    """ShipmentsPage."""

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
    """ShippingMethodsPage."""

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
class StockItem:
    """What was counted at a warehouse; without its code at the default one."""

    sku: str
    on_hand: int
    note: str
    warehouse: str | None = None


@dataclass(frozen=True, kw_only=True)
class StockMovementsPage:
    """StockMovementsPage."""

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
    """StockPage."""

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
    """StockWriteRequest."""

    items: list[StockItem]
    all_or_nothing: bool | None = None


@dataclass(frozen=True, kw_only=True)
class SupplierOffersPage:
    """SupplierOffersPage."""

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
    cost: MoneySchema
    minimum_quantity: int
    pack_size: int
    lead_time_days: float
    is_preferred: bool


@dataclass(frozen=True, kw_only=True)
class SuppliersPage:
    """SuppliersPage."""

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
class TaxRatesPage:
    """TaxRatesPage."""

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
class TransfersPage:
    """TransfersPage."""

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
class ValueAccountsPage:
    """ValueAccountsPage."""

    results: list[ValueAccountsRecord]
    next_cursor: str | None
    next: str | None


@dataclass(frozen=True, kw_only=True)
class ValueAccountsRecord:
    """Gift cards, store credit and points: what the shop owes. `balance` is minor units or point"""

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
    """ValueEntriesPage."""

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
class VariantItem:
    """What changes of a variant; what is not named stays."""

    sku: str
    barcode: str | None = None
    weight_grams: int | None = None
    is_active: bool | None = None


@dataclass(frozen=True, kw_only=True)
class VariantsPage:
    """VariantsPage."""

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
    """VariantsWriteRequest."""

    items: list[VariantItem]
    all_or_nothing: bool | None = None


@dataclass(frozen=True, kw_only=True)
class WarehousesPage:
    """WarehousesPage."""

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
    """WebhookDeliveriesPage."""

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
    """WebhookEndpointsPage."""

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
