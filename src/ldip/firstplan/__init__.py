"""A municipality's first plan from the data pack: files of figures on national levels, each with its derivation as source."""
