"""What staff say about recommendations: rules, settings, and what became of a list by them."""
