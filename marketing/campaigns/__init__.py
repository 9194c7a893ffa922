"""Campaigns at work: made, started, entered, gone through step by step, and left."""
