"""Points: what they pay, how orders earn them, how they are taken back and expire."""
