"""What becomes of campaign mail."""
