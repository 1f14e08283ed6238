"""Publishing: numbers by address, and nothing but numbers fetched by address."""
