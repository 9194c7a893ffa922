"""Gift cards, points and store credit as means of payment beside a bank's."""
