"""The house's flows: one a trigger, complete in every language, ready to start."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation

from foundation import clock
from foundation.refusals import Refusal
from marketing.campaigns.services import problems
from marketing.content.blocks import parse
from marketing.content.words import LONGEST_LINE
from marketing.flows.house import HouseFlow, add_house_flow, house_flows
from marketing.flows.registry import finder_of, triggers
from marketing.kinds import CampaignState, Trigger
from marketing.models import Campaign

FLOWS = house_flows()


def test_every_trigger_has_a_finder_and_a_flow_of_the_house():
    assert {flow.trigger for flow in FLOWS} == set(Trigger)
    assert set(triggers.names()) == set(Trigger.values)
    assert len({flow.key for flow in FLOWS}) == len(FLOWS)


def texts(flow: HouseFlow):
    for step in flow.steps:
        yield step.subject
        yield step.preheader
        for block in step.blocks:
            yield from (value for value in block.values() if isinstance(value, dict))


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.key)
def test_every_text_is_told_in_every_language_of_the_shop(flow):
    for words in texts(flow):
        assert words.keys() == dict(settings.LANGUAGES).keys()
        assert all(text.strip() for text in words.values())
        assert len({*words.values()}) == len(words), words
    assert all(len(step.subject[code]) <= LONGEST_LINE for step in flow.steps for code in ("en",))


@pytest.mark.django_db
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.key)
def test_a_draft_of_it_has_nothing_in_the_way_of_being_started(flow):
    campaign = add_house_flow(key=flow.key)
    assert campaign.state == CampaignState.DRAFT
    assert problems(campaign, at=clock.now()) == []
    assert finder_of(campaign).settings_of(campaign)
    for step in campaign.steps.prefetch_related("variants"):
        (variant,) = step.variants.all()
        assert parse(variant.blocks)


@pytest.mark.django_db
def test_a_second_draft_of_the_same_has_a_name_of_its_own():
    first, second = add_house_flow(key="welcome"), add_house_flow(key="welcome")
    assert (first.name, second.name) == ("Welcome", "Welcome 2")
    assert (first.slug, second.slug) == ("welcome", "welcome-2")


@pytest.mark.django_db
def test_its_name_is_in_the_language_of_who_makes_it_its_slug_is_not():
    with translation.override("de"):
        campaign = add_house_flow(key="abandoned_cart")
    assert campaign.name != "Abandoned cart"
    assert campaign.slug == "abandoned-cart"


@pytest.mark.django_db
def test_there_is_no_flow_that_the_house_does_not_know():
    with pytest.raises(Refusal):
        add_house_flow(key="black_friday")
    assert not Campaign.objects.exists()
