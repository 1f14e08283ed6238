"""A first plan for a municipality: the files of a complete plan, made of the data pack and its estimates."""
