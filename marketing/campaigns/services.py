"""All that staff do with campaigns, in one place to import it from."""

from marketing.campaigns.checks import Problem, problems
from marketing.campaigns.copying import copy_campaign
from marketing.campaigns.drafting import (
    CampaignRefused,
    add_step,
    change_step,
    delete_campaign,
    move_step,
    remove_step,
    save_campaign,
)
from marketing.campaigns.running import end, pause, resume, start
from marketing.campaigns.wording import add_variant, remove_variant, save_variant

__all__ = [
    "CampaignRefused",
    "Problem",
    "add_step",
    "add_variant",
    "change_step",
    "copy_campaign",
    "delete_campaign",
    "end",
    "move_step",
    "pause",
    "problems",
    "remove_step",
    "remove_variant",
    "resume",
    "save_campaign",
    "save_variant",
    "start",
]
