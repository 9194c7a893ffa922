"""What staff change goes through the services: with its ledger row, its history, its outbox."""

from datetime import timedelta

import numpy as np
import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from catalog.models import ProductStatus, Review, ReviewStatus
from catalog.tests.factories import make_product
from events.models import Job, JobState
from foundation import clock
from inventory.models import StockLevel, StockMovement
from inventory.services import allocate_stock
from mlops.drift import Shares, note_drift
from mlops.gate import Rival, compete
from mlops.models import ModelVersion
from mlops.selectors import champion, shadow
from mlops.services import Candidate, Judgement, register_version
from orders.models import FulfilmentState, OrderState
from orders.tests.quote_rows import accept, answer, ask, make_member
from pricing.models import Price
from shop.tests.busy_shop import make_order, make_staff

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SUBMITTED = {"_form_submitted": "on"}


@pytest.fixture
def staff(client):
    client.force_login(make_staff(), backend=BACKEND)
    return client


def _looker(client, *permissions):
    """Staff who may only do what is named."""
    user = User.objects.create_user("looker@example.com", "a good long password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user, backend=BACKEND)
    return client


def _do(client, name, row, **fields):
    return client.post(reverse(f"admin:{name}", args=[row.pk]), {**SUBMITTED, **fields})


def test_a_count_is_kept_as_a_movement_with_its_reason(staff):
    level = StockLevel.objects.get(variant=make_product(stock=10).variants.get())
    _do(staff, "inventory_stocklevel_count", level, on_hand=7, note="three broken")
    level.refresh_from_db()
    movement = StockMovement.objects.filter(type="adjustment").get()
    assert (level.on_hand, movement.on_hand_change, movement.note) == (7, -3, "three broken")


def test_a_count_below_what_is_promised_is_refused(staff):
    variant = make_product(stock=10).variants.get()
    allocate_stock(reference="o", quantities={variant.pk: 6})
    level = StockLevel.objects.get(variant=variant)
    _do(staff, "inventory_stocklevel_count", level, on_hand=5, note="?")
    level.refresh_from_db()
    assert level.on_hand == 10


def test_a_delivery_is_added(staff):
    level = StockLevel.objects.get(variant=make_product(stock=10).variants.get())
    _do(staff, "inventory_stocklevel_receive", level, quantity=5, reference="D-1")
    level.refresh_from_db()
    assert level.on_hand == 15
    assert StockMovement.objects.filter(reference="D-1", on_hand_change=5).exists()


def test_opening_a_dialog_changes_nothing(staff):
    level = StockLevel.objects.get(variant=make_product(stock=10).variants.get())
    for name in ("count", "receive"):
        page = staff.get(reverse(f"admin:inventory_stocklevel_{name}", args=[level.pk]))
        assert page.status_code == 200
    level.refresh_from_db()
    assert level.on_hand == 10


def test_who_may_only_look_cannot_move_stock(client):
    level = StockLevel.objects.get(variant=make_product(stock=10).variants.get())
    looker = _looker(client, "view_stocklevel")
    assert looker.get(reverse("admin:inventory_stocklevel_changelist")).status_code == 200
    assert _do(looker, "inventory_stocklevel_receive", level, quantity=5).status_code == 403
    level.refresh_from_db()
    assert level.on_hand == 10


def test_a_new_price_ends_the_one_before(staff):
    variant = make_product(price="20.00").variants.get()
    currency = settings.SHOP_BASE_CURRENCY
    answer = staff.post(
        reverse("admin:pricing_price_add"),
        {"variant": variant.pk, "currency": currency, "amount": "17.495", "compare_at": "20"},
    )
    assert answer.status_code == 302
    old, new = Price.objects.filter(variant=variant).order_by("pk")
    assert old.ends_at == new.starts_at
    assert (new.amount_minor, new.compare_at_minor, new.ends_at) == (1750, 2000, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": "-1"},
        {"amount": "20", "compare_at": "19"},
        {"amount": "20", "currency": "XXX"},
        {"amount": "much"},
        {},
    ],
)
def test_an_impossible_price_is_refused(staff, fields):
    variant = make_product(price="20.00").variants.get()
    given = {"variant": variant.pk, "currency": settings.SHOP_BASE_CURRENCY, **fields}
    assert staff.post(reverse("admin:pricing_price_add"), given).status_code == 200
    assert Price.objects.filter(variant=variant).count() == 1


def test_a_price_is_history_and_not_edited(staff):
    price = Price.objects.get(variant=make_product().variants.get())
    page = staff.post(reverse("admin:pricing_price_change", args=[price.pk]), {"amount": "1"})
    assert page.status_code == 403


def test_a_failed_job_goes_back_into_the_queue(staff):
    job = Job.objects.create(name="train", key="t", state=JobState.FAILED, attempts=5)
    _do(staff, "events_job_try_this_again", job)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


def test_a_job_that_runs_is_left_alone(staff):
    job = Job.objects.create(name="train", key="t", state=JobState.RUNNING, attempts=1)
    staff.post(
        reverse("admin:events_job_changelist"), {"action": "try_again", "_selected_action": job.pk}
    )
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.RUNNING, 1)


def test_a_product_goes_on_and_off_the_shelves(staff):
    product = make_product(published=False)
    _do(staff, "catalog_product_publish_this", product)
    product.refresh_from_db()
    assert product.status == ProductStatus.PUBLISHED
    _do(staff, "catalog_product_retire_this", product)
    product.refresh_from_db()
    assert product.status == ProductStatus.RETIRED


def test_a_product_without_an_active_variant_stays_off(staff):
    product = make_product(published=False)
    product.variants.update(is_active=False)
    _do(staff, "catalog_product_publish_this", product)
    product.refresh_from_db()
    assert product.status == ProductStatus.DRAFT


def test_reviews_are_published_and_refused_in_bulk(staff):
    product = make_product()
    reviews = [Review.objects.create(product=product, author=name, rating=4) for name in "ab"]
    for action, status in (
        ("publish_chosen", ReviewStatus.PUBLISHED),
        ("refuse_chosen", ReviewStatus.REFUSED),
    ):
        chosen = {"action": action, "_selected_action": [review.pk for review in reviews]}
        staff.post(reverse("admin:catalog_review_changelist"), chosen)
        assert set(Review.objects.values_list("status", flat=True)) == {status}


def test_saving_a_product_tells_the_readers_of_the_catalogue(staff, monkeypatch):
    told = []
    monkeypatch.setattr("catalog.admin.changes.announce_change", lambda **what: told.append(what))
    product = make_product("Old name")
    page = staff.get(reverse("admin:catalog_product_change", args=[product.pk]))
    form = page.context["adminform"].form
    given = {name: form.initial.get(name) or "" for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        for field in formset.formset.management_form:
            given[field.html_name] = field.value()
        for row in formset.formset.initial_forms:
            given |= {f.html_name: f.value() if f.value() is not None else "" for f in row}
    given["name_en"] = "New name"
    answer = staff.post(reverse("admin:catalog_product_change", args=[product.pk]), given)
    assert answer.status_code == 302, answer.context["errors"]
    product.refresh_from_db()
    assert product.name_en == "New name"
    assert told == [{"product_id": product.pk}]


def test_a_picture_that_is_no_picture_is_refused(staff):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from catalog.admin.pictures import _PictureForm

    evil = SimpleUploadedFile("page.html", b"<script>alert(1)</script>")
    form = _PictureForm({"position": 0}, {"file": evil})
    assert "file" in form.errors


def _placed_order(product):
    """An order whose units are promised in the stock, as the checkout leaves it."""
    order = make_order(product, quantity=2)
    variant = product.variants.get()
    allocate_stock(reference=order.public_id, quantities={variant.pk: 2})
    return order


def test_an_order_is_shipped_and_its_goods_taken_back(staff):
    product = make_product(stock=10)
    order, level = _placed_order(product), StockLevel.objects.get(variant__product=product)
    units = {f"line-{order.lines.get().pk}": 2}
    _do(staff, "orders_order_ship", order, tracking="T-77", **units)
    order.refresh_from_db()
    level.refresh_from_db()
    assert (order.fulfilment_state, level.on_hand, level.allocated) == (
        FulfilmentState.FULFILLED,
        8,
        0,
    )
    assert order.shipments.filter(tracking="T-77").exists()
    _do(staff, "orders_order_take_back", order, line=order.lines.get().pk, quantity=1)
    level.refresh_from_db()
    assert (level.on_hand, order.lines.get().returned) == (9, 1)


def test_an_order_is_cancelled_once(staff):
    product = make_product(stock=10)
    order, level = _placed_order(product), StockLevel.objects.get(variant__product=product)
    for _attempt in range(2):
        _do(staff, "orders_order_cancel", order)
        order.refresh_from_db()
        level.refresh_from_db()
        assert (order.state, level.on_hand, level.allocated) == (OrderState.CANCELLED, 10, 0)


def test_an_order_of_an_offer_that_nobody_pays_is_called_off(staff):
    order = accept(answer(ask(make_member(credit_limit_minor=0)))).order
    page = staff.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert reverse("admin:orders_order_cancel", args=[order.pk]) in page
    _do(staff, "orders_order_cancel", order, reason="Not paid in time")
    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == (OrderState.CANCELLED, "Not paid in time")


def test_a_line_of_another_order_cannot_be_taken_back(staff):
    mine, other = (_placed_order(make_product(stock=10)) for _number in range(2))
    units = {f"line-{other.lines.get().pk}": 2}
    _do(staff, "orders_order_ship", other, tracking="", **units)
    _do(staff, "orders_order_take_back", mine, line=other.lines.get().pk, quantity=1)
    assert other.lines.get().returned == 0


def _versions():
    judged = Judgement(metrics={"ndcg": 0.2}, baseline={"ndcg": 0.1}, accepted=True)
    arrays = {"a": np.arange(3)}
    return [
        register_version(candidate=Candidate("toy", arrays, judged), at=clock.now() + delay)
        for delay in (timedelta(0), timedelta(seconds=1))
    ]


def test_staff_roll_a_model_back_and_promote_it_again(staff):
    old, new = _versions()
    _do(staff, "mlops_modelversion_bring_back", new)
    assert champion("toy") == old
    _do(staff, "mlops_modelversion_let_it_serve", new)
    assert champion("toy") == new


def test_a_version_without_files_does_not_serve(staff):
    old, new = _versions()
    ModelVersion.objects.filter(pk=old.pk).update(checksums={})
    _do(staff, "mlops_modelversion_let_it_serve", old)
    assert champion("toy") == new


def test_staff_put_a_version_into_the_shadow_and_end_it(staff):
    old, new = _versions()
    _do(staff, "mlops_modelversion_answer_in_the_shadow", old)
    assert (shadow("toy"), champion("toy")) == (old, new)
    page = staff.get(reverse("admin:mlops_modelversion_change", args=[old.pk])).content.decode()
    assert "leave_the_shadow" in page
    assert "answer_in_the_shadow" not in page
    _do(staff, "mlops_modelversion_leave_the_shadow", old)
    assert shadow("toy") is None
    _do(staff, "mlops_modelversion_answer_in_the_shadow", new)
    assert (shadow("toy"), champion("toy")) == (None, new)


def test_the_page_of_a_model_shows_its_contests_and_its_segments(staff):
    contest = compete(
        task="for you",
        metric="ndcg@10",
        rival=Rival.CHAMPION,
        ours=np.array([0.2, 0.4]),
        theirs=np.array([0.1, 0.3]),
    )
    judged = Judgement(
        metrics={"for you": {"all": {"ndcg@10": 0.3}, "new": {"ndcg@10": 0.25}}},
        baseline={"for you": {"all": {"ndcg@10": 0.2}}},
        accepted=True,
        contests=[contest],
    )
    version = register_version(candidate=Candidate("toy", {"a": np.arange(3)}, judged))

    page = staff.get(reverse("admin:mlops_modelversion_change", args=[version.pk])).content.decode()
    assert "<td>the champion</td><td>0.300</td><td>0.200</td><td>+0.100</td>" in page
    assert "<title>new · This model: 0.250</title>" in page
    assert "<title>all · Baseline: 0.200</title>" in page


def test_the_page_of_a_shift_shows_its_course_and_its_groups(staff):
    version = ModelVersion.objects.create(name="toy", version="1")
    before, now = (
        {"prices": Shares(("cheap", "dear"), counts)} for counts in ((500.0, 500.0), (900.0, 100.0))
    )
    (report,) = note_drift(version=version, before=before, now=now)

    page = staff.get(reverse("admin:mlops_driftreport_change", args=[report.pk])).content.decode()
    assert '<th scope="row">cheap</th><td>50.0%</td><td>90.0%</td>' in page
    assert f"Stability index: {report.psi:.3f}</title>" in page
    home = staff.get(reverse("admin:index")).content.decode()
    assert reverse("admin:mlops_driftreport_change", args=[report.pk]) in home


def test_the_page_of_a_model_shows_its_figures_beside_the_baseline(staff):
    _old, new = _versions()
    page = staff.get(reverse("admin:mlops_modelversion_change", args=[new.pk])).content.decode()
    assert '<th scope="row">ndcg</th><td>0.2</td><td>0.1</td><td>+100%</td>' in page
