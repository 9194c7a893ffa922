"""Staff pages for competitors: files are taken in, matches are decided, positions are told."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, assign_role
from events import jobs
from events.models import AuditEntry, Job
from foundation import clock
from pricing.competition.positions import category_positions, index_by_week, standings
from pricing.models import CompetitorFeed, CompetitorOffer, CompetitorPrice, MatchState
from pricing.tests.competing import fill_competition, make_competitor, see_price
from pricing.tests.factories import make_variant

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def url(page: str, *args) -> str:
    return reverse(f"admin:pricing_{page}", args=args)


def login(client, role: Role = Role.MERCHANDISER) -> User:
    user = User.objects.create_user(f"{role}@example.com", "a good long password")
    assign_role(user=user, role=role, actor=None)
    client.force_login(user, backend=BACKEND)
    return user


def upload(client, rival, text: str, *, format: str = "csv"):
    file = SimpleUploadedFile("prices.csv", text.encode())
    return client.post(
        url("competitor_upload", rival.pk), {"format": format, "file": file}, follow=True
    )


def test_a_file_is_taken_in_and_what_was_wrong_is_told(client):
    login(client)
    mug, rival = make_variant(), make_competitor()
    told = upload(client, rival, f"our_sku,price\n{mug.sku},17.50\nX,cheap\n").content.decode()
    assert "1 price was read, 1 of them new; 1 matched for sure." in told
    assert "2: “cheap” is not a price." in told
    assert CompetitorOffer.objects.get().variant == mug
    assert AuditEntry.objects.filter(action="load").exists()
    assert "must name the columns" in upload(client, rival, "a,b\n1,2\n").content.decode()
    assert "This is no JSON" in upload(client, rival, "{", format="json").content.decode()


def test_what_reads_alike_is_decided_many_at_once(client):
    buyer = login(client)
    mug, bowl = make_variant(), make_variant()
    fill_competition(mug, name="m")
    fill_competition(bowl, name="b")
    waiting = CompetitorOffer.objects.filter(state=MatchState.PROPOSED)
    page = client.get(url("competitoroffer_review")).content.decode()
    assert "Thing m alike" in page
    assert "2 offers to look at" in page
    one = client.get(url("competitoroffer_review"), {"competitor": "rival-m"}).content.decode()
    assert "Thing m alike" in one
    assert "Thing b alike" not in one
    chosen = list(waiting.values_list("pk", flat=True))
    client.post(url("competitoroffer_review"), {"offer": chosen, "do": "confirm"})
    rows = CompetitorOffer.objects.filter(pk__in=chosen)
    assert {row.variant for row in rows} == {mug, bowl}
    assert {row.decided_by for row in rows} == {buyer}
    assert AuditEntry.objects.filter(action="match.confirm").count() == 2


def test_one_offer_is_matched_by_sku_or_told_why_not(client):
    login(client)
    mug = make_variant()
    offer = see_price(make_competitor(), None, "9.00", title="Cup")
    decide = url("competitoroffer_decide", offer.pk)
    page = client.post(decide, {"do": "confirm", "sku": "NONE"}, follow=True).content.decode()
    assert "Nothing of ours has the SKU" in page
    assert "no proposal" in client.post(decide, {"do": "confirm"}, follow=True).content.decode()
    client.post(decide, {"do": "confirm", "sku": mug.sku})
    offer.refresh_from_db()
    assert offer.variant == mug
    client.post(decide, {"do": "ignore"})
    offer.refresh_from_db()
    assert (offer.state, offer.variant) == (MatchState.IGNORED, None)


def test_the_page_of_an_offer_draws_its_course(client):
    login(client, Role.ANALYST)
    mug, rival = make_variant("20.00"), make_competitor()
    for weeks in (9, 6, 3, 0):
        see_price(rival, mug, f"{15 + weeks}.00", key="K", at=clock.now() - timedelta(weeks=weeks))
    offer = rival.offers.get()
    page = client.get(url("competitoroffer_change", offer.pk)).content.decode()
    assert "Price week by week" in page
    assert "€15.00" in page
    assert "€20.00" in page
    assert "It is the same" not in page  # who only looks decides nothing
    assert client.post(url("competitoroffer_decide", offer.pk)).status_code == 403


def test_where_we_stand(client):
    login(client)
    assert (
        "matched to goods of ours yet"
        in client.get(url("competitoroffer_position")).content.decode()
    )
    dear, cheap = make_variant("20.00", name="Dear lamp"), make_variant("8.00", name="Cheap lamp")
    old = make_variant("10.00", name="Old lamp")
    rival = make_competitor()
    see_price(rival, dear, "10.00")
    see_price(rival, cheap, "16.00")
    see_price(rival, old, "10.00", at=clock.now() - timedelta(days=30))
    (home,) = category_positions(standings())
    assert (home.position.variants, home.position.stale) == (2, 1)
    assert home.position.index == pytest.approx(100)  # twice and half cancel
    assert (home.position.below, home.position.above) == (0.5, 0.5)
    assert index_by_week(weeks=2)[-1] == (clock.business_day(), pytest.approx(100))
    page = client.get(url("competitoroffer_position")).content.decode()
    assert "Dear lamp" in page
    assert "Cheap lamp" in page
    assert "Old lamp" not in page


def test_a_feed_is_asked_for_and_a_private_address_is_told_at_its_field(client):
    login(client)
    rival = make_competitor()
    fields = {
        "competitor": rival.pk, "url": "http://10.0.0.1/a.csv", "format": "csv",
        "every_hours": 24, "is_active": "on",
    }  # fmt: skip
    page = client.post(url("competitorfeed_add"), fields).content.decode()
    assert "is not a public address" in page
    fill_competition(make_variant(), name="f")
    feed = CompetitorFeed.objects.get()
    client.get(reverse("admin:pricing_competitorfeed_read_now", args=[feed.pk]))
    assert Job.objects.get(name="pricing.competitor_feed").payload == {"feed": feed.pk}
    assert jobs.handlers.get("pricing.competitor_feed") is not None


def test_history_is_looked_at_and_not_touched(client):
    login(client)
    fill_competition(make_variant(), name="h")
    row = CompetitorPrice.objects.first()
    assert client.get(url("competitorprice_change", row.pk)).status_code == 200
    assert client.post(url("competitorprice_delete", row.pk)).status_code == 403
