"""What competitors ask: taken in, matched to our goods, and read as a band around our prices."""
