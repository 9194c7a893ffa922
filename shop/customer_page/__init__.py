"""The staff's page of one customer: who, what was bought, what is known, what happened."""
