"""Pure numeric code: arrays in, arrays out; never Django."""
