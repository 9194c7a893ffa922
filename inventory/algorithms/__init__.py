"""How much to keep and when to order it: pure numeric code, without Django."""
