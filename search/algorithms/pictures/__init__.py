"""Pictures as vectors: a network's features and colours. Pure: bytes and arrays in, arrays out."""
