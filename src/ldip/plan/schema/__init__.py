"""What a plan may hold: a model for each TOML file and each row of a csv file, and the fields they are made of."""
