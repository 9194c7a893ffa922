"""Proposing prices: policies, facts, suggestions, and what becomes of them."""
