"""Groups of the admin's sidebar about people: who they are, what they hold, ask and try."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shop.sidebar_links import Group, group, link


def customers() -> Group:
    return group(
        _("Customers"),
        link(
            _("Customer segments"),
            "diversity_3",
            "analytics_segmentday_overview",
            "analytics.view_segmentday",
        ),
        link(
            _("Customers by profile"),
            "person_search",
            "analytics_customerprofile_changelist",
        ),
        link(_("Companies"), "domain", "accounts_company_changelist"),
        link(_("Company invitations"), "mail_lock", "accounts_companyinvitation_changelist"),
        link(
            _("Company health"),
            "monitor_heart",
            "analytics_companyhealth_changelist",
        ),
        link(_("Customer groups"), "groups", "accounts_customergroup_changelist"),
    )


def loyalty() -> Group:
    return group(
        _("Loyalty"),
        link(_("Gift cards"), "card_giftcard", "loyalty_giftcard_changelist"),
        link(_("Accounts of value"), "account_balance_wallet", "loyalty_account_changelist"),
        link(_("Entries"), "list", "loyalty_entry_changelist"),
        link(_("Programme"), "loyalty", "loyalty_programme_changelist"),
        link(_("Tiers"), "military_tech", "loyalty_tier_changelist"),
        link(_("Members"), "card_membership", "loyalty_membership_changelist"),
        link(_("Points of orders"), "redeem", "loyalty_earning_changelist"),
        link(_("Recommended friends"), "group_add", "loyalty_referral_changelist"),
    )


def service() -> Group:
    return group(
        _("Service"),
        link(
            _("Service desk"),
            "inbox",
            "assistant_conversation_desk",
            "assistant.view_conversation",
        ),
        link(
            _("Service report"),
            "query_stats",
            "assistant_conversation_report",
            "assistant.view_conversation",
        ),
        link(_("Help articles"), "help", "assistant_article_changelist"),
        link(_("Unanswered questions"), "contact_support", "assistant_openquestion_changelist"),
        link(_("Messages"), "chat", "assistant_turn_changelist"),
        link(_("Saved replies"), "quickreply", "assistant_savedreply_changelist"),
        link(_("Tags"), "sell", "assistant_tag_changelist"),
        link(_("Examples of intents"), "school", "assistant_example_changelist"),
        link(_("Service policy"), "schedule", "assistant_servicepolicy_changelist"),
    )


def risk() -> Group:
    return group(
        _("Risk"),
        link(_("Review desk"), "policy", "risk_case_desk", "risk.view_case"),
        link(_("Risk report"), "monitoring", "risk_assessment_report", "risk.view_assessment"),
        link(_("All attempts"), "door_front", "risk_assessment_changelist"),
        link(_("Rules"), "rule", "risk_rule_changelist"),
        link(_("Known ones"), "list_alt", "risk_knownmark_changelist"),
        link(_("Policies of doors"), "tune", "risk_doorpolicy_changelist"),
        link(_("Labels"), "label", "risk_label_changelist"),
    )
