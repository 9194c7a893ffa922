"""Who may like what, as pure numeric code: arrays in, arrays out; no Django anywhere below."""
