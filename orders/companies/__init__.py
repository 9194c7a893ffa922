"""Buying for a company: on its terms, within its credit, with the approval that it asks for."""
