"""The pages of the shop: each view parses, calls one selector or service, and answers."""
