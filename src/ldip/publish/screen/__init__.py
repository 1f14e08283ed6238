"""Tables that are still built straight for the terminal; each becomes content when it is next changed."""
