"""The blocks of a variant are typed in plain rows; only what can be sent is kept."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from analytics.models import CustomerProfile
from foundation import clock
from marketing.admin.block_rows import changed, kinds, read_blocks, rows_of
from marketing.admin.examples import example_customer
from marketing.content.blocks import KINDS, MOST_BLOCKS, empty_block
from marketing.kinds import CampaignState, Medium, Trigger
from marketing.tests.factories import make_flow, make_offer, make_reader, make_step, make_variant
from notifications.models import Mail

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def staff(client, db):
    user = User.objects.create_superuser("boss@example.com", "a good long password", name="Ada")
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def variant(db):
    campaign = make_flow(Trigger.WELCOME, state=CampaignState.DRAFT, started_at=None)
    return make_step(campaign).variants.get()


def _url(variant, page="variant"):
    step = variant.step
    return reverse(f"admin:marketing_campaign_{page}", args=[step.campaign_id, step.pk, variant.pk])


def _typed(do="save", **more):
    return {
        "do": do, "subject-en": "We miss you", "subject-de": "Du fehlst", "blocks": "2",
        "block-0-kind": "heading", "block-0-text-en": "Hello {name}", "block-0-text-de": "Hallo",
        "block-1-kind": "button", "block-1-text-en": "Have a look", "block-1-url": "/products/",
        **more,
    }  # fmt: skip


def test_what_was_typed_is_kept_in_both_languages(staff, variant):
    page = staff.post(_url(variant), _typed(), follow=True)
    variant.refresh_from_db()
    assert variant.subject == {"en": "We miss you", "de": "Du fehlst"}
    assert [block["kind"] for block in variant.blocks] == ["heading", "button"]
    assert variant.blocks[0]["text"] == {"en": "Hello {name}", "de": "Hallo"}
    assert 'value="/products/"' in page.content.decode()


@pytest.mark.parametrize(
    "odd",
    [
        {"block-1-url": "javascript:alert(1)"},
        {"block-0-text-en": "", "block-0-text-de": ""},
        {"subject-en": "x" * 2000},
        {"subject-en": "Hello {password}"},
        {"blocks": "3", "block-2-kind": "recommendations", "block-2-count": "900"},
        {"blocks": "3", "block-2-kind": "recommendations", "block-2-count": "many"},
    ],
)
def test_what_cannot_be_sent_is_told_and_what_was_typed_stays(staff, variant, odd):
    before = variant.blocks
    page = staff.post(_url(variant), _typed(**odd))
    assert page.status_code == 200
    assert page.context["problem"]
    assert 'role="alert"' in page.content.decode()
    assert "Have a look" in page.content.decode()
    variant.refresh_from_db()
    assert variant.blocks == before


def test_a_problem_names_its_block_as_people_count(staff, variant):
    page = staff.post(_url(variant), _typed(**{"block-1-url": "//evil.example"}))
    assert page.context["problem"].startswith("Block 2: ")


def test_rows_are_added_moved_and_removed_without_being_kept(staff, variant):
    before = variant.blocks
    page = staff.post(_url(variant), _typed("add:recommendations"))
    assert [row.kind for row in page.context["rows"]] == ["heading", "button", "recommendations"]
    page = staff.post(_url(variant), _typed("up:1"))
    assert [row.kind for row in page.context["rows"]] == ["button", "heading"]
    page = staff.post(_url(variant), _typed("remove:0"))
    assert [row.kind for row in page.context["rows"]] == ["button"]
    assert "Not saved yet." in page.content.decode()
    variant.refresh_from_db()
    assert variant.blocks == before


def test_words_of_staff_are_data(staff, variant):
    sly = {"block-0-text-en": "<script>alert(1)</script> {{ settings.SECRET_KEY }} {% now 'Y' %}"}
    staff.post(_url(variant), _typed(**sly))
    page = staff.get(_url(variant, "preview"), {"language": "en"})
    assert "<script>" not in page.content.decode()
    assert "default-src 'none'" in page["Content-Security-Policy"]


def test_a_preview_is_in_the_chosen_language_and_counts_nothing(staff, variant):
    staff.post(_url(variant), _typed())
    page = staff.get(_url(variant, "preview"), {"language": "de"}).content.decode()
    assert "Hallo" in page
    assert "/m/o/" not in page


def test_an_example_is_of_ten_at_least_and_nameless(staff, variant):
    staff.post(_url(variant), _typed())
    for number in range(10):
        reader = make_reader(f"Ada Lovelace {number}")
        CustomerProfile.objects.create(
            customer=reader, as_of=clock.business_day(), written_at=clock.now(), segment="champions"
        )
        if number == 8:
            few = staff.get(_url(variant)).content.decode()
            assert 'value="champions"' not in few
    assert 'value="champions"' in staff.get(_url(variant)).content.decode()
    page = staff.get(_url(variant, "preview"), {"example": "champions", "language": "en"})
    assert "Hello there" in page.content.decode()
    assert "Lovelace" not in page.content.decode()


@pytest.mark.parametrize("key", ["\0", "strangers"])
def test_the_database_is_asked_for_no_other_example(django_assert_num_queries, db, key):
    with django_assert_num_queries(0):
        assert example_customer(key) is None


def test_what_depends_on_a_customer_says_why_there_is_no_preview(staff, variant):
    staff.post(_url(variant), _typed(**{"block-0-text-en": "Your code: {code}"}))
    page = staff.get(_url(variant, "preview"), {"language": "en"})
    assert page.status_code == 200
    assert "Nothing would be sent" in page.content.decode()


def test_a_push_is_shown_as_a_note(staff, db):
    campaign = make_flow(Trigger.WELCOME, state=CampaignState.DRAFT)
    variant = make_step(campaign, medium=Medium.PUSH).variants.get()
    page = staff.get(_url(variant, "preview"), {"language": "en"}).content.decode()
    assert "<h1>Something for you</h1>" in page


def test_a_test_goes_to_whoever_asks_for_it(staff, variant):
    staff.post(_url(variant), _typed("test"))
    sent = Mail.objects.get()
    assert sent.to == "boss@example.com"
    variant.refresh_from_db()
    assert variant.subject["en"] == "We miss you"
    assert mail.outbox == []  # a worker sends it


def test_an_offer_is_chosen_with_the_words(staff, variant):
    offer = make_offer()
    staff.post(_url(variant), _typed(offer=str(offer.pk)))
    variant.refresh_from_db()
    assert variant.offer == offer
    staff.post(_url(variant), _typed(offer="nonsense"))
    variant.refresh_from_db()
    assert variant.offer is None


def test_the_offer_of_what_runs_stays(staff, variant):
    offer = make_offer()
    variant.offer = offer
    variant.save()
    variant.step.campaign.state = CampaignState.RUNNING
    variant.step.campaign.save()
    staff.post(_url(variant), _typed())
    variant.refresh_from_db()
    assert (variant.offer, variant.subject["en"]) == (offer, "We miss you")


def test_what_is_tested_cannot_be_rewritten(staff, variant):
    make_variant(variant.step, slug="b", share=5000)
    variant.share = 5000
    variant.save()
    staff.post(
        reverse("admin:marketing_campaign_run", args=[variant.step.campaign_id]), {"do": "start"}
    )
    page = staff.post(_url(variant), _typed())
    assert page.status_code == 200
    variant.refresh_from_db()
    assert variant.subject["en"] == "Something for you"


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_block_can_be_drawn_and_read_again(rf, kind):
    block = empty_block(kind)
    [row] = rows_of([block])
    data = {"blocks": "1", "block-0-kind": kind}
    for question in row.questions:
        if question.value not in (None, "", False, [], ()):
            data[question.name] = question.value
    [again] = read_blocks(rf.post("/", data).POST)
    assert again["kind"] == kind
    assert again.keys() == block.keys()
    assert {name: again[name] for name in block if block[name] not in ([], ())} == {
        name: block[name] for name in block if block[name] not in ([], ())
    }


@given(
    count=st.integers(0, 5),
    deed=st.one_of(
        st.text(max_size=12),
        st.builds("{}:{}".format, st.sampled_from(["up", "down", "remove"]), st.integers(-2, 7)),
        st.sampled_from([f"add:{kind}" for kind, _label in kinds()]),
    ),
)
def test_a_button_keeps_all_blocks_but_the_one_it_is_about(count, deed):
    blocks = [{"kind": "text", "text": {"en": str(number)}} for number in range(count)]
    after = changed(blocks, deed)
    what = deed.partition(":")[0]
    assert abs(len(after) - count) <= 1
    if what in {"up", "down"}:
        assert sorted(map(str, after)) == sorted(map(str, blocks))
    elif what != "add":
        assert [block for block in blocks if block in after] == after
    assert len(changed(blocks * 40, "add:text")) <= max(MOST_BLOCKS, count * 40)
