"""The runs of sizes that the range is made in, smallest first."""

TOPS = ("S", "M", "L", "XL")
DRESSES = ("8", "10", "12", "14")
WAISTS = ("30", "32", "34", "36")
SHOES = ("38", "39", "40", "42", "44")
SOCKS = ("36-40", "41-45")
GLOVES = ("S", "M", "L")
