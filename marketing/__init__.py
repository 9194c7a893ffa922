"""Campaigns that prove what they earn: audiences, flows, offers, uplift."""
