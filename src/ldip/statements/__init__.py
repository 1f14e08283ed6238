"""Stage 7, oppstillinger og måltall: statutory forms as data, ratios as a closed arithmetic."""
