"""Groups of customers by rules that staff build and read: the rule, its words, who matches it."""
