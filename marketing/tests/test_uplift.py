"""Uplift is learned from holdouts, serves where it tells more than who orders, and is spent by."""

from datetime import timedelta

import numpy as np
import pytest

from analytics.models import DailySales, Dimension
from events.names import Consent
from foundation import clock
from foundation.registries import privacy
from marketing.models import Enrolment, UpliftScore
from marketing.tests.factories import make_campaign, make_enrolment, make_offer, make_reader
from marketing.tests.uplift_rows import make_score, played_campaign
from marketing.uplift.dataset import load_people, read_lessons
from marketing.uplift.reasons import reasons_of, tell
from marketing.uplift.scores import write_scores
from marketing.uplift.serving import NAME
from marketing.uplift.training import train_uplift
from marketing.uplift.worth import worth_it
from mlops.models import Feature, VersionState
from mlops.selectors import champion
from pricing.tests.factories import make_promotion

pytestmark = pytest.mark.django_db


@pytest.fixture
def artifacts(settings, tmp_path):
    settings.ARTIFACTS_DIR = tmp_path


def quiet(text):
    """Nobody reads the progress."""


def test_without_campaigns_nothing_is_learned_and_nobody_is_scored(artifacts):
    make_reader()
    assert train_uplift(quiet) is None
    assert write_scores() == 0


def test_a_case_is_the_first_entry_whose_days_are_over():
    now = clock.now()
    campaign = make_campaign(holdout=1_000, goal_days=7)
    ada, bob = make_reader("Ada"), make_reader("Bob")
    silent = make_reader("Cleo", consent=Consent.MARKETING)
    make_enrolment(campaign, ada, entered_at=now - timedelta(days=20))
    make_enrolment(campaign, ada, entered_at=now - timedelta(days=10))
    make_enrolment(campaign, bob, entered_at=now - timedelta(days=9), is_held_out=True)
    make_enrolment(campaign, silent, entered_at=now - timedelta(days=30))
    make_enrolment(campaign, make_reader("Dan"), entered_at=now - timedelta(days=6))

    lessons = read_lessons(load_people())

    assert lessons is not None
    assert lessons.cases.person.tolist() == [ada.pk, bob.pk]
    assert lessons.cases.treated.tolist() == [True, False]
    # A tenth by the campaign, and of the others a fiftieth by the policy.
    assert lessons.cases.chance == pytest.approx([0.9 * 0.98] * 2)
    assert np.diff(lessons.entered).min() > 0
    assert (lessons.over - lessons.entered).tolist() == [7 * 86_400] * 2


@pytest.mark.slow
def test_whom_mail_changes_is_learned_and_told_with_reasons(artifacts):
    campaign = played_campaign(2_000, seed=5)

    version = train_uplift(quiet)

    assert version is not None
    assert version.state == VersionState.CHAMPION, version.reason
    assert champion(NAME) == version
    assert write_scores() == 2_000
    best = UpliftScore.objects.order_by("place").first()
    assert best.effect > 0.1
    assert best.place == 0
    assert any(reason["fact"] in {"clicks", "click_rate", "last_click"} for reason in best.reasons)
    assert all(tell(reason) for reason in best.reasons)
    assert Feature.objects.filter(name="customer.uplift").count() == 2_000

    # Who takes the consent back is scored no more, and not learned from.
    gone = best.customer
    gone.consent = Consent.MARKETING
    gone.save()
    assert write_scores() == 1_999
    assert not UpliftScore.objects.filter(customer=gone).exists()
    assert not Feature.objects.filter(subject=f"customer:{gone.pseudonym}").exists()
    assert Enrolment.objects.filter(campaign=campaign, customer=gone).exists()


@pytest.mark.slow
def test_where_mail_changes_nobody_nothing_serves(artifacts):
    played_campaign(2_000, seed=6, changes_readers=False)

    version = train_uplift(quiet)

    assert version is not None
    assert version.state == VersionState.REFUSED
    assert version.reason
    assert champion(NAME) is None
    assert write_scores() == 0


def test_who_did_not_agree_is_neither_learned_from_nor_scored(artifacts):
    played_campaign(20, seed=7, consent=Consent.MARKETING)
    assert read_lessons(load_people()) is None


def sold(*, orders=100, revenue=500_000, cost=300_000):
    DailySales.objects.create(
        day=clock.business_day(), dimension=Dimension.ALL, value="", orders=orders,
        revenue_minor=revenue, costed_minor=revenue, cost_minor=cost,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("effect", "ordered", "expected"),
    [
        (0.08, 0.2, True),  # .08 of a margin of 20.00 is 1.60; .2 of a discount of 5.00 is 1.00
        (0.04, 0.2, False),  # .80 against 1.00
        (-0.02, 0.0, False),
    ],
)
def test_an_offer_is_worth_it_where_it_brings_more_than_it_gives(effect, ordered, expected):
    sold()
    ada = make_reader()
    make_score(ada, effect=effect, ordered=ordered)
    offer = make_offer(promotion=make_promotion(percent_basis_points=1_000))
    assert worth_it(offer, ada.pk, at=clock.now()) is expected


def test_a_score_says_nothing_once_its_consent_is_taken_back():
    sold()
    ada = make_reader(consent=Consent.MARKETING)
    make_score(ada, effect=-0.02, ordered=0.5)
    offer = make_offer(promotion=make_promotion(percent_basis_points=1_000))
    assert worth_it(offer, ada.pk, at=clock.now())


def test_a_score_is_handed_out_in_words_and_goes_with_its_customer():
    ada = make_reader()
    make_score(ada)
    part = privacy.get("uplift")
    (told,) = part.export(ada.pk)
    assert told["reasons"] == ["Links of 3 mails were followed so far."]
    assert part.erase(ada.pk) == 1
    assert not UpliftScore.objects.exists()


def test_of_whom_nothing_is_told_all_are_treated_alike():
    assert worth_it(make_offer(), make_reader().pk, at=clock.now())


def test_reasons_are_the_weightiest_and_survive_what_is_not_known():
    from marketing.algorithms.uplift_facts import Fact

    facts = np.full((1, len(Fact)), np.nan)
    added = np.zeros((1, len(Fact)))
    added[0, 0], added[0, -1] = -0.02, 0.01
    (reasons,) = reasons_of(facts, added)
    assert [reason["fact"] for reason in reasons] == [Fact.RECENCY, Fact.MEMBER_DAYS]
    assert [tell(reason) for reason in reasons] == [
        "Nothing was ordered yet.", "Nothing is known of it.",
    ]  # fmt: skip
    assert tell({"fact": "of tomorrow", "value": 1}) == "of tomorrow"


@pytest.mark.parametrize("number", range(13))
def test_every_fact_has_a_sentence(number):
    from marketing.algorithms.uplift_facts import Fact

    fact = list(Fact)[number]
    for value in (0.0, 1.0, 2.5, None):
        assert tell({"fact": str(fact), "value": value})
