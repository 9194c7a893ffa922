"""What campaigns did, day by day, and what they changed, told by their holdouts."""
