"""From rated reviews to a model that serves, and from words to opinions of aspects."""

from datetime import timedelta

import numpy as np
import pytest

from analytics.algorithms.aspects import Aspect
from analytics.markets.drift import look_for_drift
from analytics.markets.opinions import read_reviews, said_of_aspects
from analytics.markets.product_voices import write_product_voices
from analytics.markets.reviews import faults, load_reviews
from analytics.markets.selectors import (
    Voices,
    opinions,
    quotes,
    voices_by_aspect,
    voices_by_category,
    voices_by_product,
)
from analytics.markets.serving import NAME, current_sentiment
from analytics.markets.training import train_sentiment
from analytics.models import AspectOpinion, ReviewSentiment
from analytics.tests.factories import make_read, write_past_review
from catalog.models import Review, ReviewStatus
from catalog.tests.factories import make_product
from foundation import clock
from mlops.models import DriftReport, ModelVersion, VersionState
from mlops.selectors import champion, read_features

pytestmark = pytest.mark.django_db

PRAISE = ("Lovely colour", "Soft fabric", "Works well", "Great value", "Arrived early")
BLAME = ("Ugly colour", "Fabric ripped", "Stopped working", "Overpriced", "Arrived broken")


def _quiet(text):
    return None


def _write_reviews(product, *, content=180, discontented=60):
    """Reviewers who say what their stars mean, the two kinds evenly mixed over a year."""
    total = content + discontented
    rows = []
    for number in range(total):
        good = (number * content) // total != ((number + 1) * content) // total
        said = PRAISE if good else BLAME
        first, second = said[number % 5], said[(number // 5 + 1) % 5]
        rows.append(
            Review(
                product=product, author="Ann", rating=(5 if number % 2 else 4) if good else 1,
                text=f"{first}. {second}.", status=ReviewStatus.PUBLISHED,
                written_at=clock.now() - timedelta(days=360 - 360 * number / total),
            )
        )  # fmt: skip
    Review.objects.bulk_create(rows)


@pytest.fixture
def lamp():
    return make_product("Lamp", category="Lamps")


@pytest.fixture
def trained(lamp):
    _write_reviews(lamp)
    return train_sentiment(_quiet)


def test_a_model_that_reads_serves_and_says_what_it_was_measured_by(trained):
    assert trained.state == VersionState.CHAMPION
    figures = trained.metrics["held-out reviews"]
    assert figures["content above discontented"] > 0.95
    assert trained.baseline["held-out reviews"]["content above discontented"] == 0.5
    assert figures["reviews"] == 60
    assert trained.trained_on["profile"] == {"reviews": 240, "products": 1}


def test_what_is_kept_are_plain_arrays_that_serve_the_same(trained):
    assert set(trained.checksums) == {"terms.npy", "weights.npy", "offset.npy"}
    serving = current_sentiment()
    assert serving.version == trained.version
    good, bad = serving.model.scores(["Lovely colour", "Fabric ripped"])
    assert good > 0.25 > -0.25 > bad


def test_too_few_reviews_teach_nothing(lamp):
    assert train_sentiment(_quiet) is None
    _write_reviews(lamp, content=100, discontented=60)
    assert train_sentiment(_quiet) is None
    assert not ModelVersion.objects.filter(name=NAME).exists()


def test_a_shop_of_content_customers_alone_teaches_nothing(lamp):
    _write_reviews(lamp, content=240, discontented=0)
    assert train_sentiment(_quiet) is None


def test_words_that_say_nothing_of_the_stars_do_not_serve(lamp):
    """Stars drawn by lot: nothing is learned of them that the product's own do not tell."""
    _write_reviews(lamp)
    stars = np.random.default_rng(1).choice([1, 5], size=240, p=[0.3, 0.7])
    reviews = list(Review.objects.order_by("pk"))
    for review, rating in zip(reviews, stars.tolist(), strict=True):
        review.rating = rating
    Review.objects.bulk_update(reviews, ["rating"])
    version = train_sentiment(_quiet)
    assert version.state == VersionState.REFUSED
    assert "stars" in version.reason
    assert current_sentiment() is None


def test_lost_reviews_are_not_learned_from_unless_that_is_meant(trained):
    """Of 400 that the last training read, 240 are left."""
    assert faults(load_reviews(), trained.trained_on["profile"]) == []
    trained.trained_on["profile"]["reviews"] = 400
    trained.save()
    refused = train_sentiment(_quiet)
    assert refused.state == VersionState.REFUSED
    assert "400" in refused.reason
    assert train_sentiment(_quiet, trust_data=True).state == VersionState.CHAMPION


def test_waiting_and_refused_reviews_teach_nobody(lamp):
    _write_reviews(lamp)
    Review.objects.filter(rating=1).update(status=ReviewStatus.REFUSED)
    assert set(load_reviews().stars.tolist()) == {4, 5}


def test_a_champion_is_challenged_on_what_it_never_saw(trained, lamp):
    again = train_sentiment(_quiet)
    assert [contest["rival"] for contest in again.gate] == ["baseline"]
    for number in range(20):
        write_past_review(lamp, rating=5, text="Lovely colour", days_ago=-1 - number)
        write_past_review(lamp, rating=1, text="Fabric ripped", days_ago=-1 - number)
    third = train_sentiment(_quiet)
    assert [contest["rival"] for contest in third.gate] == ["baseline", "champion"]


def test_reviews_are_read_once_and_again_when_they_change(trained, lamp):
    assert read_reviews() == 240
    assert read_reviews() == 0
    review = Review.objects.filter(rating=1).first()
    review.text, review.rating = "Lovely colour. Soft fabric.", 5
    review.moderated_at = clock.now()
    review.save()
    assert read_reviews() == 1
    assert ReviewSentiment.objects.get(review=review).score > 0.25


def test_what_is_no_longer_published_is_forgotten(trained):
    read_reviews()
    review = Review.objects.first()
    review.status = ReviewStatus.REFUSED
    review.save()
    read_reviews()
    assert not ReviewSentiment.objects.filter(review=review).exists()
    assert ReviewSentiment.objects.count() == 239


def test_another_champion_reads_everything_anew(trained):
    read_reviews()
    version = train_sentiment(_quiet)
    assert read_reviews() == 240
    assert set(ReviewSentiment.objects.values_list("version", flat=True)) == {version.version}


def test_without_a_model_nothing_is_read(lamp):
    write_past_review(lamp, rating=5, text="Lovely colour")
    assert read_reviews() == 0
    assert not ReviewSentiment.objects.exists()


def test_a_review_speaks_of_each_aspect_by_itself(trained):
    model = current_sentiment().model
    text = "Lovely colour, but the fabric ripped!"
    said = {one.aspect: one for one in said_of_aspects("", text, model)}
    assert said[Aspect.LOOKS].score > 0.25 > -0.25 > said[Aspect.QUALITY].score
    plainest = said[Aspect.QUALITY].plainest
    assert text[plainest.begin : plainest.end] == "but the fabric ripped"


def test_voices_are_counted_by_aspect_category_and_product(lamp):
    chair = make_product("Chair", category="Chairs")
    for score in (0.6, 0.7, -0.8, 0.1):
        make_read(write_past_review(lamp, rating=4, text="Fine"), score=score)
    make_read(write_past_review(chair, rating=1, text="Bad", title="Bad"), score=-0.9)
    everything = opinions()
    assert voices_by_aspect(everything) == {Aspect.QUALITY: Voices(2, 2)}
    assert voices_by_category(everything)[lamp.category_id] == {Aspect.QUALITY: Voices(2, 1)}
    assert voices_by_product(everything, most=5, fewest=1) == [
        (chair.pk, Voices(0, 1)), (lamp.pk, Voices(2, 1)),
    ]  # fmt: skip
    assert voices_by_product(everything, most=5, fewest=2) == [(lamp.pk, Voices(2, 1))]
    assert voices_by_aspect(opinions(product_id=chair.pk)) == {Aspect.QUALITY: Voices(0, 1)}
    assert voices_by_aspect(opinions(category_id=lamp.category_id))[Aspect.QUALITY].praise == 2
    assert [quote.text for quote in quotes(everything, complaints=True, most=1)] == ["Bad"]


def test_old_and_other_opinions_stay_out(lamp):
    make_read(write_past_review(lamp, rating=5, text="Fine", days_ago=100), score=0.9)
    since = clock.now() - timedelta(days=90)
    assert not opinions(since=since).exists()
    assert opinions(until=since).count() == 1
    assert not opinions(category_id=0).exists()


def test_an_interval_of_few_voices_is_wide():
    few, many = Voices(3, 1).interval, Voices(300, 100).interval
    assert few[0] < many[0] < 0.75 < many[1] < few[1]
    assert Voices(0, 0).interval is None
    # Wilson's of 5 in 5 at 90 %, by hand: 5 / (5 + z²).
    assert Voices(5, 0).interval == pytest.approx((5 / (5 + 1.6448536**2), 1.0))


def test_lower_floors_read_voices_of_products(lamp):
    make_read(write_past_review(lamp, rating=5, text="Fine"), score=0.5)
    make_read(write_past_review(lamp, rating=1, text="Bad"), score=-0.9)
    assert write_product_voices() == 1
    subject = f"product:{lamp.pk}"
    assert read_features(name="sentiment", subjects=[subject])[subject] == {
        "reviews": 2, "leaning": -0.2, "aspects": {"quality": [1, 1]},
    }  # fmt: skip
    Review.objects.all().delete()
    assert write_product_voices() == 0
    assert read_features(name="sentiment", subjects=[subject]) == {}


def test_who_takes_a_review_back_takes_its_opinions_along(lamp):
    review = write_past_review(lamp, rating=5, text="Fine")
    make_read(review)
    review.delete()
    assert not AspectOpinion.objects.exists()


def test_reviews_of_another_kind_raise_an_alarm_and_train_anew(trained, lamp):
    assert look_for_drift() == [] or not any(one.is_alarm for one in look_for_drift())
    Review.objects.bulk_create(
        Review(
            product=lamp, author="Ann", rating=1, text="Zu klein geraten und schlecht genäht",
            status=ReviewStatus.PUBLISHED, written_at=clock.now(),
        )
        for _number in range(80)
    )  # fmt: skip
    alarms = {one.figure for one in look_for_drift() if one.is_alarm}
    assert {"stars", "unknown"} <= alarms
    assert DriftReport.objects.filter(name=NAME).count() == 4
    assert champion(NAME) == trained
