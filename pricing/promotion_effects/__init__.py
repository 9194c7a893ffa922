"""What promotions do: foretold before they are saved, measured after they ended."""
