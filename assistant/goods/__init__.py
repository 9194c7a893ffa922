"""What is known of the goods that a conversation speaks of, read afresh for every answer."""
