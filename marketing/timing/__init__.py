"""At which hour each customer is written to: learned at night, asked when a step becomes due."""
