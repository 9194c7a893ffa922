"""The demo's market as judge of recommendations: an experiment of our own on simulated shoppers.

The market's shoppers choose by tastes that the shop cannot see. What they are shown comes from the
shop's own serving, who sees what from its own assignment, and what is concluded from its own
results page.
"""
