"""The schema of a plan: a model for each TOML file and each row of a csv file, and their field types."""
