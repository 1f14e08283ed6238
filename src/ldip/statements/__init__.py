"""Stage 7, oppstillinger og måltall: statutory forms as data, ratios in a closed arithmetic."""
