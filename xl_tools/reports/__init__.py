"""What leaves the program: the JSON of the contract, as pydantic models."""
