"""Staff pages of gift cards, store credit and points."""
