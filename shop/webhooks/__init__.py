"""What others are told of by webhooks, in the words of the API; and who hears that one is off."""
